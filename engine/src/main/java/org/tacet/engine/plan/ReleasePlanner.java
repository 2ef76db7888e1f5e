package org.tacet.engine.plan;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.tacet.accountant.calibration.NoiseKind;
import org.tacet.accountant.calibration.ReleaseCalibration;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.DiscreteGaussian;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.accountant.quantile.TreeShape.NoiseGrowth;
import org.tacet.engine.bounding.BoundingSettings;
import org.tacet.engine.estimate.Estimator;
import org.tacet.engine.source.TracedSource;
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

  private ReleasePlan plan() {
    int maxGroups = spec.bounds().maxGroupsContributed();
    StatisticDrafts statistics = new StatisticDrafts();
    List<AggregatePlanner.Draft> drafts = new ArrayList<>();
    for (int index = 0; index < spec.aggregates().size(); index++) {
      drafts.add(
          new AggregatePlanner(
                  source,
                  statistics,
                  noiseGrowth(),
                  ZoneId.of(spec.timeZone()),
                  index,
                  spec.aggregates().get(index))
              .draft());
    }
    requireTotalsFit(maxGroups, statistics.totals());
    NoiseKind noise = spec.privacy().noise();
    ReleaseCalibration calibration =
        calibrate(statistics.sensitivities(maxGroups, noise), maxGroups);
    List<PlannedStatistic> planned = statistics.planned(maxGroups, noise, calibration.mechanisms());
    planned.forEach(ReleasePlanner::requireProvedNoise);
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
        planned,
        aggregates,
        calibration,
        source.assumptions());
  }

  /** With a delta, noise is composed jointly or Gaussian; without one, epsilon is split. */
  private NoiseGrowth noiseGrowth() {
    return spec.privacy().delta().isPresent() ? NoiseGrowth.SQUARE_ROOT : NoiseGrowth.LINEAR;
  }

  /** Gaussian noise covers a vector of bounded L2 norm if it is wide against the grid. */
  private static void requireProvedNoise(PlannedStatistic statistic) {
    double scale = statistic.mechanism().scale();
    statistic
        .vector()
        .filter(vector -> statistic.mechanism() instanceof DiscreteGaussian)
        .filter(
            vector -> !vector.norm().holdsUnderGaussian(vector.length(), vector.maxNorm(), scale))
        .ifPresent(
            vector -> {
              throw new InvalidSpecException(
                  new Fault(
                      "aggregates." + statistic.name() + ".max_norm",
                      "is too few steps of the grid for the noise of norm l2",
                      vector.maxNorm() + " steps, noise of scale " + scale + " steps",
                      "at most an eighth of the squared scale, in steps",
                      "sum larger numbers, such as the value times 1000, or use a finer grid"));
            });
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

  private ReleaseCalibration calibrate(List<Sensitivity> sensitivities, int maxGroups) {
    ApproximateDp total =
        new ApproximateDp(spec.privacy().epsilon(), spec.privacy().delta().orElse(BigDecimal.ZERO));
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
