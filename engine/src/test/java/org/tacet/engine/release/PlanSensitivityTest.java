package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.engine.bounding.BoundedSum;
import org.tacet.engine.bounding.RowTerm;
import org.tacet.engine.plan.PlannedGrouping;
import org.tacet.engine.plan.PlannedStatistic;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.plan.ReleasePlanner;
import org.tacet.engine.source.PublicGroups;
import org.tacet.engine.source.TracedSource;
import org.tacet.engine.spec.BoundsSpec;
import org.tacet.engine.spec.GroupingSpec;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;
import org.tacet.engine.testing.TrueSums;

/**
 * From the source to the integers before noise, no person moves them further than the plan accounts
 * for: what {@code SensitivityPropertyTest} shows of the operator, with Spark's joins, filters and
 * aggregation around it and the sensitivities that calibrate the noise.
 */
class PlanSensitivityTest {

  private static final String TABLES =
      """
      release: visits
      account: test
      sources:
        visits: {path: DATA/FOLDER/visits, private: {unit: [person, clinic]}}
      """;

  private static final String LINES =
      """
        lines: {path: DATA/FOLDER/lines, owned_by: {table: visits, foreign_key: {visit: id}}}
        places: {path: DATA/places, public: true}
      from: lines
      joins:
        - {table: visits, on: {visit: id}}
        - {table: places, on: {place: place_id}}
      """;

  private static final String AGGREGATES =
      """
      aggregates:
        - {name: rows, count: {contribution_bounds_per_group: [0, 3]}}
        - {name: limited, count: {max_rows_per_group: 2}}
        - {name: people, privacy_units: {}}
        - {name: amount, sum: {value: amount, contribution_bounds_per_group: BOUNDS}}
        - {name: whole, sum: {value: whole, contribution_bounds_per_group: [-1000000007, 99]}}
        - {name: small, sum: {value: small * small, contribution_bounds_per_row: BOUNDS, max_rows_per_group: 3}}
        - {name: price, sum: {value: price, contribution_bounds_per_row: BOUNDS, max_rows_per_group: 2}}
        - {name: big, sum: {value: big, contribution_bounds_per_group: BOUNDS}}
        - {name: ratio, sum: {value: ratio, contribution_bounds_per_group: BOUNDS, grid: 0.25}}
        - {name: noted, count: {value: price, max_rows_per_group: 2}}
        - {name: average, mean: {value: price, contribution_bounds_per_row: BOUNDS, max_rows_per_group: 2}}
        - {name: spread, stddev: {value: ratio, contribution_bounds_per_row: BOUNDS, max_rows_per_group: 3}}
        - {name: squared, variance: {value: big, contribution_bounds_per_row: BOUNDS, max_rows_per_group: 1}}
        - {name: together, registered: {aggregate: covariance, value: "array(price, ratio)", max_rows_per_group: 2}}
      privacy: {epsilon: 90, delta: 1e-7}
      """;

  private static final List<String> BOUNDS = List.of("[0, 5]", "[-3, 2]", "[-8, -2]", "[1, 4]");

  private static final List<String> ROWS =
      List.of(
          "",
          "max_rows_contributed: 1, ",
          "max_rows_contributed: 2, ",
          "max_rows_contributed: 3, ",
          "max_rows_contributed: 4, ",
          "max_rows_contributed: 7, ");

  private static final List<String> GROUPINGS =
      List.of(
          "",
          "group_by: [town]\ngroups: private\n",
          "group_by: [score, {name: kind, expression: small % 2}]\ngroups: private\n",
          "group_by: [town]\ngroups: {public: {values: [{town: Bern}, {town: Genf}, {town: No}]}}\n");

  private static ReleaseHarness harness;

  /** What a fault makes of a plan and of the nulls in a unit; neither is what is accounted. */
  private record Fault(UnaryOperator<ReleasePlan> plan, String nameless) {

    private static final Fault NONE = new Fault(UnaryOperator.identity(), null);
  }

  @BeforeContainer
  static void openHarness() throws IOException {
    harness =
        new ReleaseHarness(Files.createTempDirectory("plan-sensitivity"), TestSpark.session());
    harness.session().conf().set("spark.sql.shuffle.partitions", "2");
    harness.table(
        "places",
        "place_id int, region string",
        List.of(
            RowFactory.create(0, "west"),
            RowFactory.create(1, "east"),
            RowFactory.create(2, "east")));
  }

  @Property(tries = 8, shrinking = ShrinkingMode.OFF)
  void noPersonMovesTheTrueSumsFurtherThanThePlanAccountsFor(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 5) int maxGroups,
      @ForAll @IntRange(max = 3) int grouping,
      @ForAll @IntRange(max = 3) int bounds,
      @ForAll @IntRange(max = 5) int rowsOfAll,
      @ForAll boolean joined,
      @ForAll @IntRange(max = OddVisits.PERSONS - 1) int person) {
    String spec =
        spec(maxGroups, GROUPINGS.get(grouping), BOUNDS.get(bounds), joined)
            .replace("bounds: {", "bounds: {" + ROWS.get(rowsOfAll));
    // A bound on rows is accounted as whole moves, which are fewer than the groups that move.
    assertThat(violations(spec, seed, person, Fault.NONE))
        .noneMatch(violation -> rowsOfAll == 0 || violation.startsWith("norm"));
  }

  @Property(tries = 3, shrinking = ShrinkingMode.OFF)
  void personsWithoutAUnitMoveNothing(@ForAll long seed) {
    OddVisits visits = new OddVisits(seed);
    String spec = spec(2, GROUPINGS.get(1), BOUNDS.get(1), false);
    visits.write(harness, "all", OddVisits.PERSONS, null);
    visits.write(harness, "less", OddVisits.FIRST_NAMELESS, null);
    assertThat(trueSums(spec.replace("FOLDER", "all"), seed, Fault.NONE))
        .isEqualTo(trueSums(spec.replace("FOLDER", "less"), seed, Fault.NONE));
  }

  @Example
  void aPlanWithoutABoundOnGroupsIsCaught() {
    assertCaught(new Fault(PlanSensitivityTest::withoutGroupBound, null), 0);
  }

  @Example
  void aPlanThatBoundsRowsInsteadOfUnitsIsCaught() {
    assertCaught(new Fault(PlanSensitivityTest::withRowBounds, null), 0);
  }

  @Example
  void aNullUnitThatStandsForAllWhoLackOneIsCaught() {
    assertCaught(new Fault(UnaryOperator.identity(), "nobody"), OddVisits.FIRST_NAMELESS);
  }

  /** Were it accounted and not kept to, a count of two rows in each of four groups would show. */
  @Example
  void aPlanWithoutItsBoundOnRowsIsCaught() {
    String spec =
        spec(4, GROUPINGS.get(1), "[-3, 2]", false).replace("bounds: {", "bounds: {" + ROWS.get(1));
    assertCaught(spec, new Fault(PlanSensitivityTest::withoutRowsOfAll, null), 0);
  }

  private static void assertCaught(Fault fault, int person) {
    assertCaught(spec(1, GROUPINGS.get(1), "[-3, 2]", false), fault, person);
  }

  private static void assertCaught(String spec, Fault fault, int person) {
    assertThat(
            LongStream.range(0, 12)
                .mapToObj(seed -> violations(spec, seed, person, fault))
                .flatMap(List::stream)
                .anyMatch(violation -> violation.startsWith("norm")))
        .isTrue();
  }

  private static String spec(int maxGroups, String grouping, String bounds, boolean joined) {
    return TABLES
        + (joined ? LINES : "from: visits\n")
        + grouping
        + (grouping.isEmpty() ? "" : "bounds: {max_groups_contributed: %d}\n".formatted(maxGroups))
        + AGGREGATES.replace("BOUNDS", bounds);
  }

  private static List<String> violations(String spec, long seed, int person, Fault fault) {
    OddVisits visits = new OddVisits(seed);
    visits.write(harness, "all", OddVisits.PERSONS, fault.nameless);
    visits.write(harness, "less", person, fault.nameless);
    String less = spec.replace("FOLDER", "less");
    return trueSums(spec.replace("FOLDER", "all"), seed, fault)
        .beyond(accounted(less), trueSums(less, seed, fault));
  }

  private static List<Sensitivity> accounted(String yaml) {
    ReleasePlan plan = plan(yaml);
    List<Sensitivity> accounted = new ArrayList<>();
    for (PlannedStatistic statistic : plan.statistics()) {
      if (statistic.bounded().isEmpty()) {
        accounted.add(0, statistic.sensitivity());
      } else {
        accounted.add(statistic.sensitivity());
      }
    }
    return accounted;
  }

  private static ReleasePlan plan(String yaml) {
    ReleaseSpec spec = harness.spec(yaml, "never-published");
    return ReleasePlanner.plan(spec, source(spec));
  }

  private static TracedSource source(ReleaseSpec spec) {
    return TracedSource.trace(ReleaseSession.open(harness.session(), spec.timeZone()), spec);
  }

  private static TrueSums trueSums(String yaml, long key, Fault fault) {
    ReleaseSpec spec = harness.spec(yaml, "never-published");
    SparkSession session = ReleaseSession.open(harness.session(), spec.timeZone());
    TracedSource source = TracedSource.trace(session, spec);
    ReleasePlan plan = fault.plan.apply(ReleasePlanner.plan(spec, source));
    Optional<Dataset<Row>> groups = PublicGroups.of(session, spec, source);
    Dataset<Row> sums =
        new PrivateAggregation(plan, source, groups, FixedReleaseKeys.numbered(key)).trueSums();
    Map<List<Object>, List<BigInteger>> byGroup = new HashMap<>();
    for (Row row : sums.collectAsList()) {
      List<Object> group = new ArrayList<>();
      for (int column = 0; column < plan.groups().size(); column++) {
        group.add(row.get(column));
      }
      assertThat(byGroup.put(group, joined(row, plan))).isNull();
    }
    return new TrueSums(byGroup);
  }

  /** The count of units, then the sums: the limbs as the noise operator puts them together. */
  private static List<BigInteger> joined(Row row, ReleasePlan plan) {
    Object[] values = new Object[row.size()];
    for (int column = plan.groups().size(); column < row.size(); column++) {
      values[column] = row.get(column);
    }
    GenericInternalRow limbs = new GenericInternalRow(values);
    int column = plan.groups().size();
    List<BigInteger> joined = new ArrayList<>(List.of(BoundedSum.join(limbs, column++, 1)));
    for (BoundedSum sum : plan.boundedSums()) {
      joined.add(BoundedSum.join(limbs, column, sum.limbs()));
      column += sum.limbs();
    }
    return joined;
  }

  private static ReleasePlan withoutGroupBound(ReleasePlan plan) {
    return withBound(plan, 1000);
  }

  private static ReleasePlan withoutRowsOfAll(ReleasePlan plan) {
    return withBound(plan, plan.spec().bounds().maxGroupsContributed());
  }

  private static ReleasePlan withBound(ReleasePlan plan, int maxGroups) {
    ReleaseSpec spec = plan.spec();
    ReleaseSpec unbounded =
        new ReleaseSpec(
            spec.name(),
            spec.accounts(),
            spec.purpose(),
            spec.sources(),
            spec.rows(),
            spec.where(),
            spec.groupBy(),
            spec.groups(),
            List.of(new GroupingSpec(spec.groupings().get(0).columns(), maxGroups)),
            false,
            new BoundsSpec(maxGroups, 1),
            spec.aggregates(),
            spec.intervals(),
            spec.standardDeviations(),
            spec.privacy(),
            spec.output(),
            spec.ledger(),
            spec.timeZone(),
            spec.hash());
    return with(unbounded, plan, plan.statistics());
  }

  private static ReleasePlan withRowBounds(ReleasePlan plan) {
    List<PlannedStatistic> statistics =
        plan.statistics().stream()
            .map(
                each ->
                    new PlannedStatistic(
                        each.name(),
                        each.bounded().map(PlanSensitivityTest::byRow),
                        each.tree(),
                        each.vector(),
                        each.distinct(),
                        each.sensitivity(),
                        each.mechanism()))
            .toList();
    return with(plan.spec(), plan, statistics);
  }

  private static BoundedSum byRow(BoundedSum sum) {
    RowTerm term =
        sum.term() instanceof RowTerm.Clamped clamped && clamped.center() == 0
            ? new RowTerm.Clamped(clamped.column(), sum.lower(), sum.upper(), 0)
            : sum.term();
    return new BoundedSum(term, -BoundedSum.SATURATION, BoundedSum.SATURATION, sum.limit());
  }

  private static ReleasePlan with(
      ReleaseSpec spec, ReleasePlan plan, List<PlannedStatistic> statistics) {
    PlannedGrouping grouping = plan.groupings().get(0);
    return new ReleasePlan(
        spec,
        plan.unitNames(),
        plan.groups(),
        List.of(
            new PlannedGrouping(
                spec.groupings().get(0),
                grouping.name(),
                spec.groupings().get(0).maxGroupsContributed(),
                statistics,
                grouping.aggregates(),
                grouping.selection())),
        plan.calibration(),
        plan.assumptions(),
        plan.trace());
  }
}
