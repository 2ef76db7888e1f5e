package org.tacet.engine.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.tacet.accountant.calibration.ReleaseCalibration;
import org.tacet.accountant.calibration.ReleaseRequest;
import org.tacet.accountant.calibration.SelectionRequest;
import org.tacet.accountant.calibration.StatisticRequest;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.NoiseMechanism;
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
    StatisticDrafts statistics = new StatisticDrafts();
    List<AggregatePlanner.Draft> drafts = new ArrayList<>();
    for (int index = 0; index < spec.aggregates().size(); index++) {
      drafts.add(
          new AggregatePlanner(
                  source, statistics, noiseGrowth(), index, spec.aggregates().get(index))
              .draft());
    }
    List<Integer> maxGroups = spec.groupings().stream().map(spec::maxGroups).toList();
    requireTotalsFit(maxGroups, statistics.totals());
    ReleaseCalibration calibration = calibrate(statistics, maxGroups);
    List<PlannedGrouping> groupings = new ArrayList<>();
    for (int grouping = 0; grouping < maxGroups.size(); grouping++) {
      int first = grouping * statistics.size();
      List<NoiseMechanism> mechanisms =
          calibration.mechanisms().subList(first, first + statistics.size());
      groupings.add(
          new PlannedGrouping(
              spec.groupings().get(grouping),
              spec.groupings().get(grouping).name(spec.groupBy()),
              maxGroups.get(grouping),
              statistics.planned(maxGroups.get(grouping), mechanisms),
              aggregates(drafts, mechanisms),
              calibration.selections().isEmpty()
                  ? Optional.empty()
                  : Optional.of(calibration.selections().get(grouping))));
    }
    return new ReleasePlan(
        spec, source.unitNames(), source.groups(), groupings, calibration, source.assumptions());
  }

  private List<PlannedAggregate> aggregates(
      List<AggregatePlanner.Draft> drafts, List<NoiseMechanism> mechanisms) {
    List<PlannedAggregate> aggregates = new ArrayList<>();
    for (int index = 0; index < drafts.size(); index++) {
      Estimator estimator = drafts.get(index).estimator();
      aggregates.add(
          new PlannedAggregate(
              spec.aggregates().get(index),
              drafts.get(index).grid(),
              estimator,
              estimator.statistics().stream().map(mechanisms::get).toList()));
    }
    return aggregates;
  }

  /** With a delta, noise is composed jointly or Gaussian; without one, epsilon is split. */
  private NoiseGrowth noiseGrowth() {
    return spec.privacy().delta().isPresent() ? NoiseGrowth.SQUARE_ROOT : NoiseGrowth.LINEAR;
  }

  private static void requireTotalsFit(List<Integer> maxGroups, long totals) {
    long mostGroups =
        Math.min(BoundingSettings.MAX_GROUPS_LIMIT, BoundingSettings.TOTALS_LIMIT / totals);
    long all = maxGroups.stream().mapToLong(Integer::longValue).sum();
    if (all > mostGroups) {
      throw new InvalidSpecException(
          new Fault(
              "bounds.max_groups_contributed",
              "is more than a task can hold for one unit"
                  + (maxGroups.size() > 1 ? ", over all groupings together" : ""),
              String.valueOf(all),
              "1 to " + mostGroups,
              "lower it; few units contribute to so many groups"));
    }
  }

  private List<SelectionRequest> selections(List<Integer> maxGroups) {
    return spec.groups() instanceof PrivateGroups
        ? maxGroups.stream()
            .map(
                most ->
                    new SelectionRequest(
                        most, spec.bounds().minPrivacyUnitsPerGroup(), OptionalInt.empty()))
            .toList()
        : List.of();
  }

  /** All groupings in one composition: every unit is in each (P14). */
  private ReleaseCalibration calibrate(StatisticDrafts statistics, List<Integer> maxGroups) {
    List<StatisticRequest> requests =
        maxGroups.stream()
            .flatMap(most -> statistics.sensitivities(most).stream())
            .map(StatisticRequest::of)
            .toList();
    ApproximateDp total =
        new ApproximateDp(spec.privacy().epsilon(), spec.privacy().delta().orElse(BigDecimal.ZERO));
    try {
      return ReleaseCalibration.of(
          new ReleaseRequest(total, spec.privacy().noise(), requests, selections(maxGroups)));
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
