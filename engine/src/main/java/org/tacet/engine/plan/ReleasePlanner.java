package org.tacet.engine.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tacet.accountant.calibration.ReleaseCalibration;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.accountant.quantile.TreeShape.NoiseGrowth;
import org.tacet.engine.bounding.BoundingSettings;
import org.tacet.engine.estimate.Estimator;
import org.tacet.engine.source.TracedSource;
import org.tacet.engine.spec.AggregateSpec;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.GroupsSpec.PrivateGroups;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.ReleaseSpec;

/** Makes the plan of a release from its spec and the schema of its sources. */
public final class ReleasePlanner {

  private final ReleaseSpec spec;
  private final TracedSource source;

  private ReleasePlanner(ReleaseSpec spec, TracedSource source) {
    this.spec = spec;
    this.source = source;
  }

  /**
   * @throws InvalidSpecException when bounds don't fit the grid, a sum could overflow, or no noise
   *     of the asked scale can be drawn
   */
  public static ReleasePlan plan(ReleaseSpec spec, TracedSource source) {
    return new ReleasePlanner(spec, source).plan();
  }

  /**
   * Plans the main pass anew, by bounds that are chosen from what the pass before it gave. It costs
   * what was planned with the fallback, and is charged already.
   *
   * @param plan with the fallback
   * @param noised what the pass gave, after noise: all that is made of it is post-processing
   */
  public static ReleasePlan withBounds(ReleasePlan plan, TracedSource source, NoisedBins noised) {
    BoundsPlan bounds = plan.automaticBounds().orElseThrow();
    List<ChosenBounds> chosen = new BoundsChoices(plan, noised).choose();
    try {
      return new ReleasePlanner(bounded(plan.spec(), bounds, chosen), source)
          .plan(plan.calibration().total(), Optional.of(bounds.withChosen(chosen)));
    } catch (InvalidSpecException unplannable) {
      // Such as sums of bounds near 2^62 steps: no answer of the data ends a job (P3).
      List<ChosenBounds> fallback =
          bounds.questions().stream().map(each -> new ChosenBounds(each.fallback(), true)).toList();
      return new ReleasePlan(
          plan.spec(),
          plan.unitNames(),
          plan.groups(),
          plan.statistics(),
          plan.aggregates(),
          plan.calibration(),
          plan.assumptions(),
          Optional.of(bounds.withChosen(fallback)));
    }
  }

  private static ReleaseSpec bounded(
      ReleaseSpec spec, BoundsPlan bounds, List<ChosenBounds> chosen) {
    List<AggregateSpec> aggregates = new ArrayList<>(spec.aggregates());
    for (int question = 0; question < chosen.size(); question++) {
      for (int aggregate : bounds.questions().get(question).aggregates()) {
        aggregates.set(
            aggregate, aggregates.get(aggregate).withBounds(chosen.get(question).bounds()));
      }
    }
    return spec.withAggregates(aggregates);
  }

  private ReleasePlan plan() {
    ApproximateDp total =
        new ApproximateDp(spec.privacy().epsilon(), spec.privacy().delta().orElse(BigDecimal.ZERO));
    Optional<BoundsPlan> bounds = BoundsPlanner.plan(spec, source);
    if (bounds.isEmpty()) {
      return plan(total, bounds);
    }
    BoundsPlan first = bounds.get();
    requireTotalsFit(spec.bounds().maxGroupsContributed(), first.boundingTotals());
    ApproximateDp rest =
        new ApproximateDp(total.epsilon().subtract(first.total().epsilon()), total.delta());
    ReleasePlan plan = plan(rest, bounds);
    // Without its delta where nothing uses one, and then the second plan gets none either.
    return new ReleasePlan(
        plan.spec(),
        plan.unitNames(),
        plan.groups(),
        plan.statistics(),
        plan.aggregates(),
        plan.calibration(),
        plan.assumptions(),
        Optional.of(first.withTotal(plan.calibration().total().plus(first.total()))));
  }

  /**
   * @param total what the main pass may cost
   * @param bounds the pass before it
   */
  private ReleasePlan plan(ApproximateDp total, Optional<BoundsPlan> bounds) {
    int maxGroups = spec.bounds().maxGroupsContributed();
    StatisticDrafts statistics = new StatisticDrafts();
    List<AggregatePlanner.Draft> drafts = new ArrayList<>();
    for (int index = 0; index < spec.aggregates().size(); index++) {
      drafts.add(
          new AggregatePlanner(
                  source, statistics, noiseGrowth(), index, spec.aggregates().get(index))
              .draft());
    }
    requireTotalsFit(maxGroups, statistics.totals());
    ReleaseCalibration calibration =
        calibrate(total, statistics.sensitivities(maxGroups), maxGroups);
    List<PlannedAggregate> aggregates = new ArrayList<>();
    for (int index = 0; index < drafts.size(); index++) {
      Estimator estimator = drafts.get(index).estimator();
      aggregates.add(
          new PlannedAggregate(
              spec.aggregates().get(index),
              drafts.get(index).grid(),
              estimator,
              estimator.statistics().stream().map(calibration.mechanisms()::get).toList()));
    }
    return new ReleasePlan(
        spec,
        source.unitNames(),
        source.groups(),
        statistics.planned(maxGroups, calibration.mechanisms()),
        aggregates,
        calibration,
        source.assumptions(),
        bounds);
  }

  /** With a delta, noise is composed jointly or Gaussian; without one, epsilon is split. */
  private NoiseGrowth noiseGrowth() {
    return spec.privacy().delta().isPresent() ? NoiseGrowth.SQUARE_ROOT : NoiseGrowth.LINEAR;
  }

  private static void requireTotalsFit(int maxGroups, long totals) {
    int mostGroups =
        (int) Math.min(BoundingSettings.MAX_GROUPS_LIMIT, BoundingSettings.TOTALS_LIMIT / totals);
    if (maxGroups > mostGroups) {
      throw new InvalidSpecException(
          new Fault(
              "bounds.max_groups_contributed",
              "is more than a task can hold for one unit",
              String.valueOf(maxGroups),
              "1 to " + mostGroups,
              "lower it; few units contribute to so many groups"));
    }
  }

  private ReleaseCalibration calibrate(
      ApproximateDp total, List<Sensitivity> sensitivities, int maxGroups) {
    try {
      return ReleaseCalibration.of(
          total,
          spec.privacy().noise(),
          sensitivities,
          spec.groups() instanceof PrivateGroups,
          maxGroups,
          spec.bounds().minPrivacyUnitsPerGroup());
    } catch (IllegalArgumentException e) {
      throw new InvalidSpecException(
          new Fault(
              "privacy",
              "can't be met: " + e.getMessage(),
              total.toString(),
              "a guarantee that noise within its range can keep",
              "change epsilon, delta or the bounds as it says"),
          e);
    }
  }
}
