package org.tacet.engine.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.tacet.accountant.calibration.CalibratedPart;
import org.tacet.accountant.calibration.ReleaseCalibration;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.selection.GroupSelection;
import org.tacet.accountant.selection.NoisyThresholdSelection;
import org.tacet.accountant.selection.TruncatedGeometricSelection;
import org.tacet.engine.bounding.BoundedDistinct;
import org.tacet.engine.bounding.BoundedLeaves;
import org.tacet.engine.bounding.BoundedSum;
import org.tacet.engine.bounding.BoundedVector;
import org.tacet.engine.bounding.BoundingSettings;
import org.tacet.engine.bounding.GroupingBound;
import org.tacet.engine.estimate.Estimator.Interval;
import org.tacet.engine.estimate.NoisedStatistics;
import org.tacet.engine.noise.NoiseSettings;
import org.tacet.engine.noise.NoisedGrouping;
import org.tacet.engine.noise.NoisedStatistic;
import org.tacet.engine.noise.PublishedColumn;
import org.tacet.engine.source.TracedStep;
import org.tacet.engine.spec.GroupingSpec;
import org.tacet.engine.spec.ReleaseSpec;

/**
 * A release decided down to the noise of each column, before any row is read: what it will hold the
 * data to, what it adds, what it costs.
 *
 * @param unitNames the columns of the privacy unit; none where rows are the units
 * @param groups name and type of each group column
 * @param groupings in which it is published, at least one
 * @param calibration the noise of the main pass
 * @param assumptions what the guarantee takes on trust
 * @param trace why each row that is bounded belongs to one unit, down to the sources
 * @param automaticBounds the pass before the main one, where bounds are chosen from the data; until
 *     it has run they are the fallback's
 */
public record ReleasePlan(
    ReleaseSpec spec,
    List<String> unitNames,
    StructType groups,
    List<PlannedGrouping> groupings,
    ReleaseCalibration calibration,
    List<String> assumptions,
    TracedStep trace,
    Optional<BoundsPlan> automaticBounds) {

  /** A release whose bounds the spec gives. */
  public ReleasePlan(
      ReleaseSpec spec,
      List<String> unitNames,
      StructType groups,
      List<PlannedGrouping> groupings,
      ReleaseCalibration calibration,
      List<String> assumptions,
      TracedStep trace) {
    this(spec, unitNames, groups, groupings, calibration, assumptions, trace, Optional.empty());
  }

  public ReleasePlan {
    unitNames = List.copyOf(unitNames);
    groupings = List.copyOf(groupings);
    assumptions = List.copyOf(assumptions);
  }

  /** What the author should know before the release runs, beside the spec's own warnings. */
  public List<String> warnings() {
    return spec.bounds().maxRowsJoined().stream()
        .filter(most -> !trace.holdsLimited())
        .mapToObj(
            ("max_rows_joined is %d, and bounds nothing: no join has two sides that may both hold"
                    + " any number of rows of a privacy unit")
                ::formatted)
        .toList();
  }

  /** What the release is charged. */
  public ApproximateDp cost() {
    return automaticBounds.map(BoundsPlan::total).orElseGet(calibration::total);
  }

  /** What its parts compose to, rounded up: at most {@link #cost}. */
  public ApproximateDp composed() {
    return automaticBounds
        .map(bounds -> calibration.composed().plus(bounds.calibration().composed()))
        .orElseGet(calibration::composed);
  }

  /**
   * What the release does to one privacy unit, as an event that costs at least as much. Of two
   * passes it is known that their epsilons and deltas add up, and no more: the noise of the second
   * depends on what the first one gave (P16).
   */
  public PrivacyEvent event() {
    return automaticBounds.isPresent() ? EpsilonDelta.of(cost()) : calibration.event();
  }

  /**
   * From which number of privacy units on a private group is more likely than not to be published:
   * halfway to where it is certain, or at the threshold, by the symmetry of selection and noise.
   */
  public long likelyPublishedFrom() {
    GroupSelection selection = groupings.get(0).selection().orElse(null);
    if (selection instanceof TruncatedGeometricSelection table) {
      long least = table.minPrivacyUnits();
      return least + (table.alwaysKeptFrom() - least) / 2;
    }
    return selection instanceof NoisyThresholdSelection noisy ? noisy.threshold() : 1;
  }

  /**
   * The statistics of the first grouping: those of the others are the same but for their
   * sensitivity and noise.
   */
  public List<PlannedStatistic> statistics() {
    return groupings.get(0).statistics();
  }

  /** The aggregates of the first grouping: those of the others are the same but for their noise. */
  public List<PlannedAggregate> aggregates() {
    return groupings.get(0).aggregates();
  }

  public boolean hasSeveralGroupings() {
    return groupings.size() > 1;
  }

  /**
   * What each part of the release costs by itself, by the statistic's name, then the group
   * selection; grouping by grouping.
   */
  public List<CalibratedPart> costs() {
    List<String> names = new ArrayList<>();
    for (PlannedGrouping grouping : groupings) {
      String of = hasSeveralGroupings() ? grouping.name() + " " : "";
      grouping.statistics().forEach(statistic -> names.add(of + statistic.name()));
    }
    for (PlannedGrouping grouping : groupings) {
      if (grouping.selection().isPresent()) {
        names.add(hasSeveralGroupings() ? grouping.name() + " group selection" : "group selection");
      }
    }
    List<CalibratedPart> parts = calibration.parts();
    List<CalibratedPart> costs = new ArrayList<>();
    for (CalibratedPart part : parts) {
      costs.add(new CalibratedPart(names.get(costs.size()), part.loss()));
    }
    automaticBounds.ifPresent(
        bounds -> costs.add(new CalibratedPart("automatic bounds", bounds.calibration().total())));
    return costs;
  }

  /**
   * The columns of a published group: which grouping it is of, if there are several, come first.
   */
  public StructType publishedGroups() {
    StructType columns = new StructType();
    if (hasSeveralGroupings()) {
      columns = columns.add(GroupingSpec.COLUMN, DataTypes.StringType, false);
    }
    for (StructField group : groups.fields()) {
      columns = columns.add(group);
    }
    return columns;
  }

  /** The columns of the result: the group, then the aggregates, with intervals if asked for. */
  public StructType publishedSchema() {
    StructType schema = publishedGroups();
    for (StructField value : noiseSettings().valueSchema().fields()) {
      schema = schema.add(value.name(), value.dataType());
    }
    return schema;
  }

  /** What the bounding operator is told. */
  public BoundingSettings boundingSettings() {
    List<GroupingBound> bounds = groupings.stream().map(this::bound).toList();
    return new BoundingSettings(
        bounds, boundedSums(), boundedTrees(), boundedVectors(), boundedDistincts());
  }

  private GroupingBound bound(PlannedGrouping grouping) {
    GroupingBound bound =
        GroupingBound.of(
            grouping.maxGroups(), grouping.spec().maxRowsContributed(), rolledUp(grouping));
    return spec.consistentGroupings() && !grouping.equals(finestGrouping())
        ? bound.derived()
        : bound;
  }

  /** The grouping of most columns, in which units are bounded where groupings are consistent. */
  private PlannedGrouping finestGrouping() {
    return groupings.stream()
        .max(Comparator.comparingInt(each -> each.spec().columns().size()))
        .orElseThrow();
  }

  private Set<Integer> rolledUp(PlannedGrouping grouping) {
    return IntStream.range(0, groups.size())
        .filter(column -> !grouping.spec().columns().contains(column))
        .boxed()
        .collect(Collectors.toSet());
  }

  /** The sums that the bounding operator puts out, in its order. */
  public List<BoundedSum> boundedSums() {
    return statistics().stream().flatMap(statistic -> statistic.sums().stream()).toList();
  }

  /** Which of those sums are bounded together. */
  private List<BoundedVector> boundedVectors() {
    List<BoundedVector> vectors = new ArrayList<>();
    int firstSum = 0;
    for (PlannedStatistic statistic : statistics()) {
      if (statistic.vector().isPresent()) {
        PlannedVector vector = statistic.vector().get();
        vectors.add(new BoundedVector(firstSum, vector.length(), vector.norm(), vector.maxNorm()));
      }
      firstSum += statistic.sums().size();
    }
    return vectors;
  }

  /** What the operator keeps the distinct values of. */
  public List<BoundedDistinct> boundedDistincts() {
    return statistics().stream().flatMap(statistic -> statistic.distinct().stream()).toList();
  }

  /** The trees whose leaves the bounding operator puts out behind the sums, in its order. */
  public List<BoundedLeaves> boundedTrees() {
    return statistics().stream()
        .flatMap(statistic -> statistic.tree().stream())
        .map(PlannedTree::leaves)
        .toList();
  }

  /** What the noise operator is told. */
  public NoiseSettings noiseSettings() {
    return new NoiseSettings(
        publishedGroups().size(),
        groupings.stream().map(ReleasePlan::noised).toList(),
        aggregates().stream().map(ReleasePlan::column).toList(),
        spec.intervals().map(BigDecimal::doubleValue).orElse(Double.NaN),
        NoiseSettings.MAIN_STEP,
        spec.standardDeviations());
  }

  private static NoisedGrouping noised(PlannedGrouping grouping) {
    return new NoisedGrouping(
        grouping.statistics().stream()
            .map(
                statistic ->
                    new NoisedStatistic(
                        statistic.sums().stream().findFirst().map(BoundedSum::limbs).orElse(0),
                        statistic.vector().map(PlannedVector::length).orElse(1),
                        statistic.distinct().isPresent(),
                        statistic.mechanism(),
                        statistic.tree().map(PlannedTree::shape).orElse(null)))
            .toList(),
        grouping.selection().orElse(null));
  }

  /**
   * Half the width of the interval around a value, in a group of so many rows whose values lie
   * evenly between their bounds; the same for all groups where the value is one noised number.
   */
  public double halfWidth(
      PlannedGrouping grouping, PlannedAggregate aggregate, double confidence, long rows) {
    Optional<BigDecimal> same = aggregate.halfWidth(confidence);
    if (same.isPresent()) {
      return same.get().doubleValue();
    }
    NoisedStatistics even =
        new NoisedStatistics(
            grouping.statistics().stream().map(PlannedStatistic::mechanism).toList(), confidence);
    aggregate.estimator().setEven(even, rows);
    Interval interval = aggregate.estimator().interval(even);
    double step =
        TimePoints.isTime(aggregate.estimator().type())
            ? aggregate.grid().step().doubleValue() // Spark holds them as whole steps
            : 1;
    return (number(interval.upper()) - number(interval.lower())) / 2 * step;
  }

  private static double number(Object published) {
    return Double.parseDouble(published.toString());
  }

  private static PublishedColumn column(PlannedAggregate aggregate) {
    return new PublishedColumn(
        aggregate.spec().name(),
        aggregate.spec().lowerName(),
        aggregate.spec().upperName(),
        aggregate.spec().standardDeviationName(),
        aggregate.estimator());
  }
}
