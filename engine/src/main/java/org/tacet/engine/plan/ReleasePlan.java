package org.tacet.engine.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.tacet.accountant.calibration.CalibratedPart;
import org.tacet.accountant.calibration.ReleaseCalibration;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.selection.TruncatedGeometricSelection;
import org.tacet.engine.bounding.BoundedLeaves;
import org.tacet.engine.bounding.BoundedSum;
import org.tacet.engine.bounding.BoundingSettings;
import org.tacet.engine.estimate.Estimator.Interval;
import org.tacet.engine.estimate.NoisedStatistics;
import org.tacet.engine.noise.NoiseSettings;
import org.tacet.engine.noise.NoisedStatistic;
import org.tacet.engine.noise.PublishedColumn;
import org.tacet.engine.spec.ReleaseSpec;

/**
 * A release decided down to the noise of each column, before any row is read: what it will hold the
 * data to, what it adds, what it costs.
 *
 * @param unitNames the columns of the privacy unit
 * @param groups name and type of each group column
 * @param statistics what is noised of each group
 * @param aggregates what is published, computed from the statistics
 * @param calibration the noise of the main pass
 * @param assumptions what the guarantee takes on trust
 * @param automaticBounds the pass before the main one, where bounds are chosen from the data; until
 *     it has run they are the fallback's
 */
public record ReleasePlan(
    ReleaseSpec spec,
    List<String> unitNames,
    StructType groups,
    List<PlannedStatistic> statistics,
    List<PlannedAggregate> aggregates,
    ReleaseCalibration calibration,
    List<String> assumptions,
    Optional<BoundsPlan> automaticBounds) {

  /** A release whose bounds the spec gives. */
  public ReleasePlan(
      ReleaseSpec spec,
      List<String> unitNames,
      StructType groups,
      List<PlannedStatistic> statistics,
      List<PlannedAggregate> aggregates,
      ReleaseCalibration calibration,
      List<String> assumptions) {
    this(
        spec,
        unitNames,
        groups,
        statistics,
        aggregates,
        calibration,
        assumptions,
        Optional.empty());
  }

  public ReleasePlan {
    unitNames = List.copyOf(unitNames);
    statistics = List.copyOf(statistics);
    aggregates = List.copyOf(aggregates);
    assumptions = List.copyOf(assumptions);
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
   * halfway to where it is certain, by the symmetry of the selection.
   */
  public long likelyPublishedFrom() {
    return selection()
        .map(each -> each.minPrivacyUnits() + (each.alwaysKeptFrom() - each.minPrivacyUnits()) / 2)
        .orElse(1L);
  }

  /**
   * What each part of the release costs by itself, by the statistic's name, then the group
   * selection.
   */
  public List<CalibratedPart> costs() {
    List<CalibratedPart> costs = new ArrayList<>();
    for (CalibratedPart part : calibration.parts()) {
      boolean isStatistic = costs.size() < statistics.size();
      costs.add(
          isStatistic
              ? new CalibratedPart(statistics.get(costs.size()).name(), part.loss())
              : part);
    }
    automaticBounds.ifPresent(
        bounds -> costs.add(new CalibratedPart("automatic bounds", bounds.calibration().total())));
    return costs;
  }

  /** The columns of the result: the group, then the aggregates, with intervals if asked for. */
  public StructType publishedSchema() {
    StructType schema = groups;
    for (StructField value : noiseSettings().valueSchema().fields()) {
      schema = schema.add(value.name(), value.dataType());
    }
    return schema;
  }

  public Optional<TruncatedGeometricSelection> selection() {
    return calibration.selection();
  }

  public int maxGroups() {
    return spec.bounds().maxGroupsContributed();
  }

  /** What the bounding operator is told. */
  public BoundingSettings boundingSettings() {
    return new BoundingSettings(maxGroups(), boundedSums(), boundedTrees());
  }

  /** The sums that the bounding operator puts out, in its order. */
  public List<BoundedSum> boundedSums() {
    return statistics.stream().flatMap(statistic -> statistic.bounded().stream()).toList();
  }

  /** The trees whose leaves the bounding operator puts out behind the sums, in its order. */
  public List<BoundedLeaves> boundedTrees() {
    return statistics.stream()
        .flatMap(statistic -> statistic.tree().stream())
        .map(PlannedTree::leaves)
        .toList();
  }

  /** What the noise operator is told. */
  public NoiseSettings noiseSettings() {
    return new NoiseSettings(
        groups.size(),
        statistics.stream()
            .map(
                statistic ->
                    new NoisedStatistic(
                        statistic.bounded().map(BoundedSum::limbs).orElse(0),
                        statistic.mechanism(),
                        statistic.tree().map(PlannedTree::shape).orElse(null)))
            .toList(),
        aggregates.stream().map(ReleasePlan::column).toList(),
        selection().orElse(null),
        spec.intervals().map(BigDecimal::doubleValue).orElse(Double.NaN),
        NoiseSettings.MAIN_STEP);
  }

  /**
   * Half the width of the interval around a value, in a group of so many rows whose values lie
   * evenly between their bounds; the same for all groups where the value is one noised number.
   */
  public double halfWidth(PlannedAggregate aggregate, double confidence, long rows) {
    NoisedStatistics even =
        new NoisedStatistics(
            statistics.stream().map(PlannedStatistic::mechanism).toList(), confidence);
    aggregate.estimator().setEven(even, rows);
    Interval interval = aggregate.estimator().interval(even);
    return (number(interval.upper()) - number(interval.lower())) / 2;
  }

  private static double number(Object published) {
    return new BigDecimal(published.toString()).doubleValue();
  }

  private static PublishedColumn column(PlannedAggregate aggregate) {
    return new PublishedColumn(
        aggregate.spec().name(),
        aggregate.spec().lowerName(),
        aggregate.spec().upperName(),
        aggregate.estimator());
  }
}
