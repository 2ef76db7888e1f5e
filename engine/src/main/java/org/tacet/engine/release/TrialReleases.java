package org.tacet.engine.release;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.tacet.accountant.randomness.ReleaseKey;
import org.tacet.accountant.randomness.ReleaseKeyStore;
import org.tacet.engine.plan.PlannedGrouping;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.plan.ReleasePlanner;
import org.tacet.engine.source.PublicGroups;
import org.tacet.engine.source.TracedSource;
import org.tacet.engine.spec.GroupingSpec;
import scala.Option;

/**
 * Releases of made-up tables, thousands in one Spark job. Every traced row is there once for each
 * trial, and the trial's number is one more column of the privacy unit and of each group. All
 * noise, choices and ranks are keyed functions of unit and group (P9), so that trials are
 * independent draws of one mechanism. It is planned without that column: noise, bounds and
 * selection are those of the release itself, and the rows go through the same {@link
 * PrivateAggregation}.
 *
 * <p>Where bounds are automatic, the main pass runs with the fallback's: the pass before it chooses
 * over all groups at once, and trials would not be independent there.
 */
public final class TrialReleases {

  /** The name of the column that numbers trials. */
  public static final String TRIAL = "trial";

  private final SparkSession base;
  private final ReleaseKeyStore keys;

  /**
   * @param keys asked once for each call, as a release asks
   */
  public TrialReleases(SparkSession base, ReleaseKeyStore keys) {
    this.base = base;
    this.keys = keys;
  }

  /** The plan of a release of such tables. */
  public ReleasePlan plan(SyntheticTables tables) {
    return inSession(
        tables,
        session -> ReleasePlanner.plan(tables.spec(), TracedSource.trace(session, tables.spec())));
  }

  /** The traced rows: unit columns, group columns, value columns. */
  public List<Row> traced(SyntheticTables tables) {
    return inSession(
        tables, session -> TracedSource.trace(session, tables.spec()).rows().collectAsList());
  }

  /** The public groups; empty where groups are private or the release has none. */
  public Optional<List<Row>> publicGroups(SyntheticTables tables) {
    return inSession(
        tables,
        session ->
            PublicGroups.of(session, tables.spec(), TracedSource.trace(session, tables.spec()))
                .map(Dataset::collectAsList));
  }

  /**
   * What so many releases publish, each row with its trial's number as the last group column.
   *
   * @param plan of these tables, or of others of the same shape
   */
  public List<Row> published(ReleasePlan plan, SyntheticTables tables, int trials) {
    return inSession(
        tables,
        session -> {
          ReleasePlan repeated = repeated(plan);
          Dataset<Row> noised =
              aggregation(session, plan, tables, trials, keys.keyFor("audit")).noised();
          if (!plan.spec().privacy().noiseSource().isExact()) {
            noised = DrawnRows.of(noised);
          }
          return (plan.spec().consistentGroupings()
                  ? ConsistentGroupings.of(repeated, noised)
                  : noised)
              .collectAsList();
        });
  }

  /**
   * The statistics that two tables differ in by more than they may, under one key: none where the
   * accounted sensitivities hold.
   *
   * @param mayDiffer whether they are neighbours; otherwise their sums have to be equal
   */
  public List<SumExcess> excesses(
      ReleasePlan plan, SyntheticTables one, SyntheticTables other, int trials, boolean mayDiffer) {
    ReleaseKey key = keys.keyFor("audit");
    TrueTotals first = totals(plan, one, trials, key);
    TrueTotals second = totals(plan, other, trials, key);
    return first.excesses(second, mayDiffer);
  }

  private TrueTotals totals(ReleasePlan plan, SyntheticTables tables, int trials, ReleaseKey key) {
    return inSession(
        tables,
        session ->
            TrueTotals.of(
                repeated(plan),
                aggregation(session, plan, tables, trials, key).trueSums().collectAsList()));
  }

  private static PrivateAggregation aggregation(
      SparkSession session, ReleasePlan plan, SyntheticTables tables, int trials, ReleaseKey key) {
    TracedSource source = TracedSource.trace(session, tables.spec());
    Optional<Dataset<Row>> groups = PublicGroups.of(session, tables.spec(), source);
    Dataset<Row> numbers =
        session
            .range(0, trials, 1, session.sparkContext().defaultParallelism())
            .select(functions.col("id").cast(DataTypes.IntegerType).as(TRIAL));
    String group = "group" + source.groups().size();
    return new PrivateAggregation(
        repeated(plan),
        repeated(source, numbers),
        // Without group columns there is one group, which is published whatever the rows hold.
        source.groups().isEmpty()
            ? Optional.of(numbers.toDF(group))
            : groups.map(each -> each.crossJoin(numbers.withColumnRenamed(TRIAL, group))),
        key);
  }

  private static TracedSource repeated(TracedSource source, Dataset<Row> numbers) {
    int units = source.unitNames().size();
    int groups = source.groups().size();
    List<String> names = new ArrayList<>();
    IntStream.range(0, units).forEach(unit -> names.add("unit" + unit));
    IntStream.range(0, groups).forEach(group -> names.add("group" + group));
    IntStream.range(0, source.valueTypes().size()).forEach(value -> names.add("value" + value));
    Dataset<Row> rows = source.rows().toDF(names.toArray(new String[0])).crossJoin(numbers);
    List<Column> columns = new ArrayList<>();
    names.forEach(name -> columns.add(rows.col(name)));
    columns.add(units + groups, rows.col(TRIAL).as("group" + groups));
    List<String> unitNames = new ArrayList<>(source.unitNames());
    if (units > 0) { // else each row is a unit by itself
      columns.add(units, rows.col(TRIAL).as("unit" + units));
      unitNames.add(TRIAL);
    }
    return new TracedSource(
        rows.select(columns.toArray(new Column[0])),
        unitNames,
        withTrial(source.groups()),
        source.valueTypes(),
        source.valueColumns(),
        source.assumptions(),
        source.input(),
        source.publicTables(),
        source.trace());
  }

  private static StructType withTrial(StructType groups) {
    return groups.add(TRIAL, DataTypes.IntegerType, false);
  }

  /** The same plan for groups that each trial has for itself. */
  private static ReleasePlan repeated(ReleasePlan plan) {
    int trial = plan.groups().size();
    List<PlannedGrouping> groupings = new ArrayList<>();
    for (PlannedGrouping grouping : plan.groupings()) {
      List<Integer> columns = new ArrayList<>(grouping.spec().columns());
      columns.add(trial);
      groupings.add(
          new PlannedGrouping(
              new GroupingSpec(
                  columns,
                  grouping.spec().maxGroupsContributed(),
                  grouping.spec().maxRowsContributed()),
              grouping.name(),
              grouping.maxGroups(),
              grouping.statistics(),
              grouping.aggregates(),
              grouping.selection()));
    }
    return new ReleasePlan(
        plan.spec(),
        plan.unitNames(),
        withTrial(plan.groups()),
        groupings,
        plan.calibration(),
        plan.assumptions(),
        plan.trace());
  }

  private <T> T inSession(SyntheticTables tables, Function<SparkSession, T> work) {
    Option<SparkSession> active = SparkSession.getActiveSession();
    try {
      SparkSession session = ReleaseSession.open(base, tables.spec().timeZone());
      session
          .conf()
          .set(
              "spark.sql.shuffle.partitions",
              String.valueOf(session.sparkContext().defaultParallelism()));
      return work.apply(session);
    } finally {
      ReleaseRun.restore(active);
    }
  }
}
