package org.tacet.engine.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.types.DataType;
import org.tacet.accountant.calibration.NoiseKind;
import org.tacet.accountant.calibration.ReleaseCalibration;
import org.tacet.accountant.calibration.ReleaseRequest;
import org.tacet.accountant.calibration.StatisticRequest;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.engine.bounding.BoundedLeaves;
import org.tacet.engine.bounding.RowTerm.ValueColumn;
import org.tacet.engine.source.TracedSource;
import org.tacet.engine.spec.AggregateSpec;
import org.tacet.engine.spec.AggregateSpec.Clamp;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.GroupsSpec.PrivateGroups;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.PrivacySpec;
import org.tacet.engine.spec.ReleaseSpec;

/** Plans the pass that bounds are chosen from, where an aggregate asks for one. */
final class BoundsPlanner {

  private final ReleaseSpec spec;
  private final TracedSource source;
  private final List<ValueHistogram> histograms = new ArrayList<>();
  private final List<BoundsQuestion> questions = new ArrayList<>();

  private BoundsPlanner(ReleaseSpec spec, TracedSource source) {
    this.spec = spec;
    this.source = source;
  }

  /** Empty where the spec gives all bounds; else a plan whose total is this pass's alone. */
  static Optional<BoundsPlan> plan(ReleaseSpec spec, TracedSource source) {
    return spec.hasAutomaticBounds()
        ? Optional.of(new BoundsPlanner(spec, source).plan())
        : Optional.empty();
  }

  private BoundsPlan plan() {
    for (int index = 0; index < spec.aggregates().size(); index++) {
      int aggregate = index;
      spec.aggregates()
          .get(index)
          .automaticBounds()
          .ifPresent(fallback -> ask(aggregate, fallback));
    }
    int maxGroups = spec.maxGroups(spec.groupings().get(0)); // as the bounding of this pass
    List<Sensitivity> sensitivities = new ArrayList<>();
    int rows = spec.rowsTogether();
    // Pure Laplace noise covers l1, which k rows that are units move k times as far as one.
    histograms.forEach(each -> sensitivities.add(each.sensitivity(maxGroups, rows)));
    boolean countsGroups =
        spec.groups() instanceof PrivateGroups
            && questions.stream().anyMatch(BoundsPlanner::dependsOnGroups);
    if (countsGroups) {
      // A unit more may bring each of its groups to the size that is counted.
      sensitivities.add(new Sensitivity(1, Math.multiplyExact((long) maxGroups, rows)));
    }
    BigDecimal share =
        spec.privacy().automaticBoundsShare().orElse(PrivacySpec.DEFAULT_BOUNDS_SHARE);
    ApproximateDp total =
        new ApproximateDp(spec.privacy().epsilon().multiply(share), BigDecimal.ZERO);
    ReleaseCalibration calibration = calibrate(total, sensitivities);
    return new BoundsPlan(
        share,
        histograms,
        questions,
        countsGroups,
        calibration,
        DrawnNoise.of(spec.privacy().noiseSource(), calibration.mechanisms(), sensitivities),
        total,
        List.of());
  }

  private static boolean dependsOnGroups(BoundsQuestion question) {
    return question.aim() != BoundsQuestion.Aim.QUANTILES;
  }

  private void ask(int index, Clamp fallback) {
    AggregateSpec aggregate = spec.aggregates().get(index);
    String field = "aggregates[" + index + "]." + aggregate.kind().word();
    int column = source.valueColumns().get(index).orElseThrow();
    DataType type = source.valueTypes().get(column);
    Grid grid =
        Grid.forSearch(
            type, aggregate.grid(), fallback.lower().abs().max(fallback.upper().abs()), field);
    OptionalLong maxRows =
        aggregate.perGroup().isPresent()
            ? OptionalLong.empty()
            : OptionalLong.of(
                Math.min(aggregate.maxRowsPerGroup().orElseThrow(), BoundedLeaves.MOST_ROWS));
    int histogram =
        histogram(
            new ValueHistogram(
                aggregate.name(), new ValueColumn(column, grid.exponent()), grid, maxRows));
    BoundsQuestion asked =
        new BoundsQuestion(
            histogram, BoundsQuestion.Aim.of(aggregate.kind()), fallback, List.of(index));
    for (int known = 0; known < questions.size(); known++) {
      if (questions.get(known).isTheSame(asked)) {
        List<Integer> aggregates = new ArrayList<>(questions.get(known).aggregates());
        aggregates.add(index);
        questions.set(known, new BoundsQuestion(histogram, asked.aim(), fallback, aggregates));
        return;
      }
    }
    questions.add(asked);
  }

  private int histogram(ValueHistogram needed) {
    for (int known = 0; known < histograms.size(); known++) {
      if (histograms.get(known).isOfTheSame(needed)) {
        return known;
      }
    }
    histograms.add(needed);
    return histograms.size() - 1;
  }

  /** Laplace noise without a delta: the main pass keeps all of it. */
  private ReleaseCalibration calibrate(ApproximateDp total, List<Sensitivity> sensitivities) {
    try {
      return ReleaseCalibration.of(
          new ReleaseRequest(
              total,
              NoiseKind.LAPLACE,
              sensitivities.stream().map(StatisticRequest::of).toList(),
              List.of()));
    } catch (IllegalArgumentException e) {
      throw new InvalidSpecException(
          new Fault(
              "privacy.automatic_bounds_share",
              "leaves no epsilon that bounds can be chosen with: " + e.getMessage(),
              total.epsilon().toString(),
              "a share of epsilon that noise within its range can keep",
              "raise the share or epsilon, lower max_groups_contributed or max_rows_per_group, or give the bounds"),
          e);
    }
  }
}
