package org.tacet.engine.plan;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.tacet.accountant.calibration.ReleaseCalibration;
import org.tacet.accountant.calibration.ReleaseRequest;
import org.tacet.accountant.calibration.SelectionRequest;
import org.tacet.accountant.calibration.UnreachableTargetException;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.quantile.TreeShape.NoiseGrowth;
import org.tacet.accountant.selection.GroupSelection;
import org.tacet.accountant.selection.NoisyThresholdSelection;
import org.tacet.engine.bounding.BoundingSettings;
import org.tacet.engine.estimate.Estimator;
import org.tacet.engine.source.TracedSource;
import org.tacet.engine.spec.AccuracySpec;
import org.tacet.engine.spec.AggregateSpec;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.GroupingSpec;
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
          plan.groupings(),
          plan.calibration(),
          plan.assumptions(),
          plan.trace(),
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
    DrawnNoise.require(spec.privacy().noiseSource());
    ApproximateDp total =
        new ApproximateDp(spec.privacy().epsilon(), spec.privacy().delta().orElse(BigDecimal.ZERO));
    Optional<BoundsPlan> bounds = BoundsPlanner.plan(spec, source);
    if (bounds.isEmpty()) {
      return plan(total, bounds);
    }
    BoundsPlan first = bounds.get();
    requireTotalsFit(List.of(spec.maxGroups(spec.groupings().get(0))), first.boundingTotals());
    ApproximateDp rest =
        new ApproximateDp(total.epsilon().subtract(first.total().epsilon()), total.delta());
    ReleasePlan plan = plan(rest, bounds);
    // Without its delta where nothing uses one, and then the second plan gets none either.
    return new ReleasePlan(
        plan.spec(),
        plan.unitNames(),
        plan.groups(),
        plan.groupings(),
        plan.calibration(),
        plan.assumptions(),
        plan.trace(),
        Optional.of(first.withTotal(plan.calibration().total().plus(first.total()))));
  }

  /**
   * @param total what the main pass may cost
   * @param bounds the pass before it
   */
  private ReleasePlan plan(ApproximateDp total, Optional<BoundsPlan> bounds) {
    StatisticDrafts statistics = new StatisticDrafts(spec.rowsTogether());
    List<AggregatePlanner.Draft> drafts = new ArrayList<>();
    for (int index = 0; index < spec.aggregates().size(); index++) {
      AggregatePlanner.Draft draft =
          new AggregatePlanner(
                  source,
                  statistics,
                  noiseGrowth(),
                  ZoneId.of(spec.timeZone()),
                  index,
                  spec.aggregates().get(index))
              .draft();
      statistics.demand(
          draft.estimator().statistics(),
          spec.aggregates().get(index).accuracy(),
          draft.grid().step());
      drafts.add(draft);
    }
    List<Integer> maxGroups = spec.groupings().stream().map(spec::maxGroups).toList();
    requireTotalsFit(maxGroups, statistics.totals());
    List<UnitReach> reaches =
        spec.groupings().stream().map(each -> UnitReach.of(spec, each)).toList();
    ReleaseCalibration calibration = calibrate(total, statistics, drafts, reaches);
    List<PlannedGrouping> groupings = new ArrayList<>();
    for (int grouping = 0; grouping < maxGroups.size(); grouping++) {
      int first = grouping * statistics.size();
      List<NoiseMechanism> mechanisms =
          DrawnNoise.of(
              spec.privacy().noiseSource(),
              calibration.mechanisms().subList(first, first + statistics.size()),
              statistics.sensitivities(reaches.get(grouping), spec.privacy().noise()));
      GroupingSpec given = spec.groupings().get(grouping);
      UnitReach reach = reaches.get(grouping);
      List<PlannedStatistic> planned =
          statistics.planned(reach, spec.privacy().noise(), mechanisms);
      planned.forEach(ReleasePlanner::requireProvedNoise);
      requireProvedNoise(planned, statistics, reach);
      groupings.add(
          new PlannedGrouping(
              given,
              given.name(spec.groupBy()),
              maxGroups.get(grouping),
              planned,
              aggregates(drafts, mechanisms),
              calibration.selections().isEmpty()
                  ? Optional.empty()
                  : Optional.of(ofGrouping(calibration.selections().get(grouping), first))));
    }
    return new ReleasePlan(
        spec,
        source.unitNames(),
        source.groups(),
        groupings,
        calibration,
        source.assumptions(),
        source.trace(),
        bounds);
  }

  /** A grouping knows its own statistics, not their place among those of all groupings. */
  private static GroupSelection ofGrouping(GroupSelection selection, int firstStatistic) {
    return selection instanceof NoisyThresholdSelection noisy
        ? new NoisyThresholdSelection(
            noisy.noise(),
            noisy.unitCount() - firstStatistic,
            noisy.delta(),
            noisy.maxGroups(),
            noisy.minPrivacyUnits(),
            noisy.threshold())
        : selection;
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

  /** Gaussian noise covers a bound on rows over all groups if it is wide against rows. */
  private static void requireProvedNoise(
      List<PlannedStatistic> planned, StatisticDrafts statistics, UnitReach reach) {
    for (int index = 0; index < planned.size(); index++) {
      NoiseMechanism mechanism = planned.get(index).mechanism();
      if (mechanism.isGaussian()
          && !statistics.holdsUnderGaussian(index, reach, mechanism.scale())) {
        throw new InvalidSpecException(
            new Fault(
                "bounds.max_rows_contributed",
                "is not proved beside so little gaussian noise in " + planned.get(index).name(),
                "%d, noise of scale %s steps"
                    .formatted(reach.maxRows().orElseThrow(), mechanism.scale()),
                "laplace noise, or a larger scale",
                "write noise: laplace, lower epsilon, or remove the bound"));
      }
    }
  }

  /** Gaussian noise covers a vector of bounded L2 norm if it is wide against the grid. */
  private static void requireProvedNoise(PlannedStatistic statistic) {
    double scale = statistic.mechanism().scale();
    statistic
        .vector()
        .filter(vector -> statistic.mechanism().isGaussian())
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

  private List<SelectionRequest> selections(StatisticDrafts statistics, List<UnitReach> reaches) {
    return spec.groups() instanceof PrivateGroups
        ? IntStream.range(0, reaches.size())
            .mapToObj(
                grouping ->
                    new SelectionRequest(
                        reaches.get(grouping).maxGroups(),
                        spec.bounds().minPrivacyUnitsPerGroup(),
                        unitCount(statistics, grouping)))
            .toList()
        : List.of();
  }

  /**
   * A threshold is proved for exact noise that is drawn again alike; beside any other, groups are
   * chosen by the table, which Tacet draws by itself (P12).
   */
  private OptionalInt unitCount(StatisticDrafts statistics, int grouping) {
    return spec.privacy().noiseSource().isExact()
        ? statistics.unitCount(grouping)
        : OptionalInt.empty();
  }

  /** All groupings in one composition: every unit is in each (P14). */
  private ReleaseCalibration calibrate(
      ApproximateDp total,
      StatisticDrafts statistics,
      List<AggregatePlanner.Draft> drafts,
      List<UnitReach> reaches) {
    try {
      return ReleaseCalibration.of(
          new ReleaseRequest(
              total,
              spec.privacy().noise(),
              reaches.stream()
                  .flatMap(each -> statistics.requests(each, spec.privacy().noise()).stream())
                  .toList(),
              selections(statistics, reaches)));
    } catch (UnreachableTargetException e) {
      throw new InvalidSpecException(unreachable(e, drafts, statistics.size()));
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

  /** Each target that is too small, with the smallest that can be reached, in its own unit. */
  private List<Fault> unreachable(
      UnreachableTargetException unreachable, List<AggregatePlanner.Draft> drafts, int statistics) {
    List<Fault> faults = new ArrayList<>();
    for (int index = 0; index < drafts.size(); index++) {
      AccuracySpec accuracy = spec.aggregates().get(index).accuracy();
      if (accuracy.targetError().isEmpty()) {
        continue;
      }
      int statistic = drafts.get(index).estimator().statistics().get(0);
      // A target holds in every grouping.
      long smallestSteps =
          IntStream.range(0, spec.groupings().size())
              .mapToLong(
                  grouping ->
                      unreachable.smallestHalfWidths().get(grouping * statistics + statistic))
              .max()
              .orElseThrow();
      BigDecimal smallest =
          BigDecimal.valueOf(smallestSteps).multiply(drafts.get(index).grid().step());
      if (accuracy.targetError().get().compareTo(smallest) < 0) {
        faults.add(
            new Fault(
                "aggregates[" + index + "].target_error",
                "can't be reached with this epsilon, delta and these bounds",
                accuracy.targetError().get().toPlainString(),
                "from " + smallest.stripTrailingZeros().toPlainString(),
                "raise it, which leaves the other aggregates more, raise epsilon, or tighten the"
                    + " bounds"));
      }
    }
    return faults;
  }
}
