package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tacet.accountant.calibration.NoiseKind;
import org.tacet.accountant.noise.DiscreteGaussian;
import org.tacet.accountant.noise.DiscreteLaplace;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.engine.plan.PlannedAggregate;
import org.tacet.engine.plan.PlannedGrouping;
import org.tacet.engine.plan.PlannedStatistic;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.plan.ReleasePlanner;
import org.tacet.engine.source.PublicGroups;
import org.tacet.engine.source.TracedSource;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/**
 * The noise of a whole release has the planned law, in groups with and without rows (P13). The
 * share of draws in an event is compared with the event's probability; by Hoeffding's inequality it
 * is off by more than the tolerance with probability at most 2 exp(-2 n tolerance^2) = 2.5e-8, so
 * that all 38 comparisons together give a false alarm with probability below 1e-6. The key is
 * fixed: what passes once passes always.
 */
class NoiseScaleTest {

  private static final int GROUPS = 4000;
  private static final int DRAWS = GROUPS / 2;
  private static final double TOLERANCE = 0.0675;
  private static final double PAID = 2;

  /** One unit in every even group, none in the odd ones; public groups, so no selection. */
  private static final String SPEC =
      """
      release: scale
      account: test
      sources:
        visits: {path: DATA/visits, private: {unit: [person]}}
        place: {path: DATA/place, public: true}
      from: visits
      group_by: [town]
      groups: {public: {table: place}}
      bounds: {max_groups_contributed: 2}
      aggregates:
        - {name: visits, count: {contribution_bounds_per_group: [0, 3]}}
        - {name: people, privacy_units: {}}
        - {name: paid, sum: {value: amount, contribution_bounds_per_group: [-8, 8], grid: 0.5}}
      privacy: {epsilon: 3, delta: DELTA, noise: NOISE}
      """;

  @TempDir static Path folder;
  private static ReleaseHarness harness;

  @BeforeAll
  static void writeTables() {
    List<Row> places = new ArrayList<>();
    List<Row> visits = new ArrayList<>();
    for (int town = 0; town < GROUPS; town++) {
      places.add(RowFactory.create(town));
      if (town % 2 == 0) {
        visits.add(RowFactory.create((long) town, town, PAID));
      }
    }
    harness =
        new ReleaseHarness(folder, TestSpark.session())
            .table("place", "town int", places)
            .table("visits", "person bigint, town int, amount double", visits);
  }

  private static String spec(NoiseKind noise) {
    return SPEC.replace("NOISE", noise.word())
        .replace("delta: DELTA, ", noise == NoiseKind.GAUSSIAN ? "delta: 1e-7, " : "");
  }

  @ParameterizedTest
  @EnumSource(NoiseKind.class)
  void aReleaseHasThePlannedNoiseInPresentAndInAbsentGroups(NoiseKind noise) {
    ReleaseOutcome outcome = harness.release(spec(noise), noise.word(), 20);

    List<Row> rows = harness.published(noise.word());
    assertThat(rows).hasSize(GROUPS);
    assertThat(deviations(rows, outcome.plan())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(NoiseKind.class)
  void noiseOfHalfThePlannedScaleIsCaughtInEveryColumn(NoiseKind noise) {
    ReleaseSpec spec = harness.spec(spec(noise), "never-published");
    SparkSession session = ReleaseSession.open(harness.session(), spec.timeZone());
    TracedSource source = TracedSource.trace(session, spec);
    ReleasePlan plan = ReleasePlanner.plan(spec, source);
    List<Row> rows =
        new PrivateAggregation(
                withHalvedNoise(plan),
                source,
                PublicGroups.of(session, spec, source),
                FixedReleaseKeys.numbered(20))
            .noised()
            .collectAsList();

    List<String> deviations = deviations(rows, plan);
    for (PlannedAggregate aggregate : plan.aggregates()) {
      for (String where : List.of("present", "absent")) {
        assertThat(deviations)
            .anyMatch(text -> text.startsWith(aggregate.spec().name() + " " + where));
      }
    }
  }

  /**
   * Two aggregates of one law, and two groups of one aggregate, draw each for themselves (P9):
   * their noise is equal as often as two independent draws are. A draw that was used twice would
   * make it equal always.
   */
  @Test
  void noDrawIsUsedTwice() {
    String twice =
        spec(NoiseKind.LAPLACE)
            .replace(
                "  - {name: people, privacy_units: {}}\n",
                "  - {name: again, count: {value: amount, max_rows_per_group: 3}}\n");
    ReleaseOutcome outcome = harness.release(twice, "twice", 21);
    List<Row> rows = harness.published("twice");
    PlannedAggregate visits = outcome.plan().aggregates().get(0);
    PlannedAggregate again = outcome.plan().aggregates().get(1);
    assertThat(again.mechanism()).isEqualTo(visits.mechanism());

    List<Long> first = draws(rows, visits, true);
    List<Long> second = draws(rows, again, true);
    List<Long> absent = draws(rows, visits, false);
    double expected = 0;
    for (long value = -400; value <= 400; value++) {
      long drawn = value;
      expected += Math.pow(probability(x -> x == drawn, mechanism(visits)), 2);
    }
    assertThat(shareEqual(first, second)).isCloseTo(expected, within(TOLERANCE));
    assertThat(shareEqual(first, absent)).isCloseTo(expected, within(TOLERANCE));
  }

  private static NoiseMechanism mechanism(PlannedAggregate aggregate) {
    return aggregate.mechanism().orElseThrow();
  }

  private static double shareEqual(List<Long> one, List<Long> other) {
    long equal = IntStream.range(0, DRAWS).filter(i -> one.get(i).equals(other.get(i))).count();
    return equal / (double) DRAWS;
  }

  private static ReleasePlan withHalvedNoise(ReleasePlan plan) {
    List<PlannedStatistic> halved =
        plan.statistics().stream()
            .map(
                each ->
                    new PlannedStatistic(
                        each.name(),
                        each.bounded(),
                        each.tree(),
                        each.vector(),
                        each.distinct(),
                        each.sensitivity(),
                        halved(each.mechanism())))
            .toList();
    PlannedGrouping grouping = plan.groupings().get(0);
    return new ReleasePlan(
        plan.spec(),
        plan.unitNames(),
        plan.groups(),
        List.of(
            new PlannedGrouping(
                grouping.spec(),
                grouping.name(),
                grouping.maxGroups(),
                halved,
                grouping.aggregates(),
                grouping.selection())),
        plan.calibration(),
        plan.assumptions(),
        plan.trace());
  }

  private static NoiseMechanism halved(NoiseMechanism mechanism) {
    if (mechanism instanceof DiscreteLaplace laplace) {
      return new DiscreteLaplace(
          laplace.scaleNumerator(), Math.multiplyExact(laplace.scaleDenominator(), 2));
    }
    DiscreteGaussian gaussian = (DiscreteGaussian) mechanism;
    return new DiscreteGaussian(
        gaussian.sigmaNumerator(), Math.multiplyExact(gaussian.sigmaDenominator(), 2));
  }

  /** The columns whose noise is not of the planned law, as far as three events tell. */
  private static List<String> deviations(List<Row> rows, ReleasePlan plan) {
    List<String> deviations = new ArrayList<>();
    for (PlannedAggregate aggregate : plan.aggregates()) {
      long middle = mechanism(aggregate).halfWidth(0.5);
      long wide = mechanism(aggregate).halfWidth(0.9);
      for (boolean present : new boolean[] {true, false}) {
        List<Long> draws = draws(rows, aggregate, present);
        assertThat(draws).hasSize(DRAWS);
        List<LongPredicate> events =
            List.of(x -> Math.abs(x) <= middle, x -> Math.abs(x) <= wide, x -> x < 0);
        for (LongPredicate event : events) {
          double share = draws.stream().filter(event::test).count() / (double) DRAWS;
          double probability = probability(event, mechanism(aggregate));
          if (Math.abs(share - probability) > TOLERANCE) {
            deviations.add(
                "%s %s: event %d of probability %.4f has share %.4f"
                    .formatted(
                        aggregate.spec().name(),
                        present ? "present" : "absent",
                        events.indexOf(event),
                        probability,
                        share));
          }
        }
      }
    }
    return deviations;
  }

  /** What was added, in steps of the grid. */
  private static List<Long> draws(List<Row> rows, PlannedAggregate aggregate, boolean present) {
    String name = aggregate.spec().name();
    double step = aggregate.grid().step().doubleValue();
    double truth = !present ? 0 : name.equals("paid") ? PAID : 1;
    return rows.stream()
        .filter(row -> row.getInt(0) % 2 == (present ? 0 : 1))
        .map(row -> (long) ((row.<Number>getAs(name).doubleValue() - truth) / step))
        .toList();
  }

  /** By adding up the law's weights, which fall below 1e-300 within the range. */
  private static double probability(LongPredicate event, NoiseMechanism mechanism) {
    double scale = mechanism.scale();
    double total = 0;
    double within = 0;
    for (long x = -(long) (800 * scale); x <= 800 * scale; x++) {
      double distance = Math.abs(x) / scale;
      double weight =
          Math.exp(mechanism instanceof DiscreteLaplace ? -distance : -distance * distance / 2);
      total += weight;
      within += event.test(x) ? weight : 0;
    }
    return within / total;
  }
}
