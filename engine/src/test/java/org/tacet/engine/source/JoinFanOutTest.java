package org.tacet.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.release.ReleaseSession;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.spec.ReleaseSpecReader;
import org.tacet.engine.testing.TestSpark;

/** P2, P9: what is joined of a unit of many rows on each side. */
class JoinFanOutTest {

  private static final long REMOVED = 2;
  private static final int MOST = 3;
  private static final String JOIN =
      "SELECT a.u, a.n, b.n AS m, cast(b.x AS string) AS x, b.t FROM a JOIN b ON a.u = b.u";

  @TempDir static Path folder;
  private static SparkSession session;

  @BeforeAll
  static void storeTables() {
    session = ReleaseSession.open(TestSpark.session(), "UTC");
    Random random = new Random(5);
    List<Row> left = new ArrayList<>();
    List<Row> right = new ArrayList<>();
    Double[] values = {0.0, -0.0, Double.NaN, null, 1.5, Double.NEGATIVE_INFINITY};
    for (int row = 0; row < 60; row++) {
      left.add(RowFactory.create(unit(random), row, values[random.nextInt(6)], "l"));
      // Many rows that are equal but for the sign of a zero, and many that are equal.
      right.add(
          RowFactory.create(
              unit(random), random.nextInt(2), values[random.nextInt(6)], "r" + random.nextInt(2)));
    }
    for (int row = 0; row < 6; row++) { // of unit 5 the sign of zero decides alone
      right.add(RowFactory.create(5L, -1, row % 2 == 0 ? 0.0 : -0.0, "r"));
    }
    left.add(RowFactory.create(5L, 100, 0.0, "l"));
    store("all", left, right, 1);
    List<Row> shuffledLeft = new ArrayList<>(left);
    List<Row> shuffledRight = new ArrayList<>(right);
    Collections.reverse(shuffledRight);
    Collections.shuffle(shuffledLeft, random);
    store("reversed", shuffledLeft, shuffledRight, 4);
    left.removeIf(row -> !row.isNullAt(0) && row.getLong(0) == REMOVED);
    right.removeIf(row -> !row.isNullAt(0) && row.getLong(0) == REMOVED);
    store("neighbour", left, right, 2);
  }

  private static Long unit(Random random) {
    int unit = random.nextInt(5);
    return unit == 0 ? null : (long) unit;
  }

  private static void store(String data, List<Row> left, List<Row> right, int files) {
    StructType schema = StructType.fromDDL("u bigint, n int, x double, t string");
    Path path = folder.resolve(data);
    session
        .createDataFrame(left, schema)
        .coalesce(files)
        .write()
        .parquet(path.resolve("a").toString());
    session
        .createDataFrame(right, schema)
        .coalesce(files)
        .write()
        .parquet(path.resolve("b").toString());
  }

  private static ReleaseSpec spec(String data, String rows, String bounds) {
    String sources =
        """
          a: {path: DATA/a, private: {unit: [u]}}
          b: {path: DATA/b, private: {unit: [u]}}
        """
            .replace("DATA", folder.resolve(data).toString());
    return parse(sources, rows, bounds);
  }

  private static ReleaseSpec parse(String sources, String rows, String bounds) {
    String yaml =
        """
        release: joined
        account: test
        sources:
        %s
        %s
        %s
        aggregates: [{name: rows, count: {contribution_bounds_per_group: [0, 4]}}]
        privacy: {epsilon: 1, delta: 1e-7}
        output: {path: out}
        """
            .formatted(sources.indent(2), rows, bounds);
    return ReleaseSpecReader.parse(
        yaml, Map.of(), new Overrides(Optional.empty(), Optional.empty(), Optional.empty()));
  }

  private static Dataset<Row> joined(String data, String sql, int most) {
    ReleaseSpec spec =
        spec(data, "query: \"" + sql + "\"", "bounds: {max_rows_joined: " + most + "}");
    Map<String, SourceTable> tables = new TreeMap<>();
    spec.sources().forEach((name, source) -> tables.put(name, SourceTable.open(session, source)));
    return QueryTracer.trace(session, tables, sql, spec.bounds().maxRowsJoined()).rows().rows();
  }

  /** How often each row of each unit comes. */
  private static Map<Long, Map<String, Long>> byUnit(Dataset<Row> rows) {
    Map<Long, Map<String, Long>> counts = new TreeMap<>();
    for (Row row : rows.collectAsList()) {
      if (!row.isNullAt(0)) {
        counts
            .computeIfAbsent(row.getLong(0), first -> new TreeMap<>())
            .merge(row.mkString("|"), 1L, Long::sum);
      }
    }
    return counts;
  }

  @Test
  void aRowMeetsAsManyAsTheBoundSays() {
    Map<Integer, Long> matches =
        joined("all", JOIN, MOST).collectAsList().stream()
            .collect(Collectors.groupingBy(row -> row.getInt(1), Collectors.counting()));
    assertThat(matches.values()).isNotEmpty().allMatch(count -> count == MOST);
    Map<Integer, Long> all =
        joined("all", JOIN, 1_000).collectAsList().stream()
            .collect(Collectors.groupingBy(row -> row.getInt(1), Collectors.counting()));
    assertThat(all.values()).anyMatch(count -> count > 2 * MOST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        JOIN,
        "SELECT a.u, a.n, b.n AS m FROM a LEFT JOIN b ON a.u = b.u AND b.n > 0",
        "SELECT b.u, a.n, b.n AS m FROM a RIGHT JOIN b ON a.u = b.u",
        "SELECT a.u, a.n, b.n AS m FROM b JOIN a ON a.u = b.u JOIN b c ON a.u = c.u",
        "SELECT a.u, b.n FROM a JOIN a b ON a.u = b.u"
      })
  void aNeighbourChangesTheRowsOfItsUnitAloneAndOrderNothing(String sql) {
    Map<Long, Map<String, Long>> all = byUnit(joined("all", sql, MOST));
    assertThat(byUnit(joined("reversed", sql, MOST))).as("in another order").isEqualTo(all);
    Map<Long, Map<String, Long>> neighbour = byUnit(joined("neighbour", sql, MOST));
    assertThat(all.remove(REMOVED)).isNotNull();
    assertThat(neighbour).isEqualTo(all);
  }

  /** Of one row a unit the sign of a zero decides, and not which is met first. */
  @Test
  void zerosOfBothSignsAreOrdered() {
    String sql = JOIN + " WHERE a.u = 5";
    assertThat(byUnit(joined("all", sql, 1)))
        .isEqualTo(byUnit(joined("reversed", sql, 1)))
        .containsEntry(5L, Map.of("5|100|-1|-0.0|r", 1L));
  }

  @Test
  void aRightJoinKeepsAllRowsOfItsRightSide() {
    String sql = "SELECT b.u, b.n, b.x FROM a RIGHT JOIN b ON a.u = b.u AND a.n < 0";
    Dataset<Row> right = session.read().parquet(folder.resolve("all/b").toString());
    assertThat(joined("all", sql, 1).count()).isEqualTo(right.count());
  }

  /** The property sees a rank that goes over the rows of several units. */
  @Test
  void aRankOverTheWrongPartitionIsNoticed() {
    assertThat(firstOfEach("neighbour", "u")).isEqualTo(withoutRemoved(firstOfEach("all", "u")));
    assertThat(firstOfEach("neighbour", "t")).isNotEqualTo(withoutRemoved(firstOfEach("all", "t")));
  }

  private static Map<Long, Map<String, Long>> withoutRemoved(Map<Long, Map<String, Long>> all) {
    all.remove(REMOVED);
    return all;
  }

  private static Map<Long, Map<String, Long>> firstOfEach(String data, String partition) {
    Dataset<Row> rows =
        session
            .read()
            .parquet(folder.resolve(data).resolve("b").toString())
            .where("u IS NOT NULL")
            .select("n", "x", "t", "u");
    LogicalPlan plan = RowExpressions.planOf(rows);
    List<Attribute> key =
        ScalaCollections.list(plan.output()).stream()
            .filter(column -> column.name().equals(partition))
            .toList();
    LogicalPlan first = FirstRows.of(session, plan, key, 10, "b");
    return byUnit(RowExpressions.rowsOf(session, first).select("u", "n", "x", "t"));
  }

  @Test
  void joinsOfTheSpecAreBoundedToo() {
    String joins = "from: a\njoins: [{table: b, on: {u: u}}]";
    TracedSource traced =
        TracedSource.trace(session, spec("all", joins, "bounds: {max_rows_joined: 1}"));
    long ofUnits =
        session.read().parquet(folder.resolve("all/a").toString()).where("u IS NOT NULL").count();
    assertThat(traced.rows().count()).isEqualTo(ofUnits);
    assertThat(traced.trace().holdsLimited()).isTrue();
    assertThatThrownBy(() -> TracedSource.trace(session, spec("all", joins, "")))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining(
            "bounds.max_rows_joined: is missing for the join in joins[0] of a with b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT a.u FROM a JOIN b ON a.u = b.u",
        "SELECT a.u FROM a JOIN b ON a.u = b.u AND a.n = b.n",
        "SELECT a.u FROM a JOIN (SELECT DISTINCT u, n FROM b) c ON a.u = c.u",
        "SELECT a.u FROM a JOIN (SELECT u, n, count(*) AS c FROM b GROUP BY u, n) c ON a.u = c.u",
        "SELECT a.u FROM a JOIN (SELECT u FROM b UNION ALL SELECT u FROM (SELECT DISTINCT u FROM b)) c ON a.u = c.u",
        "SELECT a.u FROM a LEFT JOIN b ON a.u = b.u",
        "SELECT b.u FROM a RIGHT JOIN b ON a.u = b.u"
      })
  void aJoinThatMayMultiplyNeedsTheField(String sql) {
    assertThatThrownBy(() -> TracedSource.trace(session, spec("all", "query: \"" + sql + "\"", "")))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("bounds.max_rows_joined: is missing for the join in query of a with")
        .hasMessageContaining("legal: 1 to 1,000,000")
        .hasMessageContaining("aggregate one side by its unit first (GROUP BY u)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT a.u, c.n FROM a JOIN (SELECT u, count(*) AS n FROM b GROUP BY u) c ON a.u = c.u",
        "SELECT a.u FROM (SELECT DISTINCT u FROM a) a JOIN b ON a.u = b.u",
        "SELECT a.u FROM a JOIN (SELECT DISTINCT u, n FROM b) c ON a.u = c.u AND a.n = c.n",
        "SELECT a.u FROM a LEFT SEMI JOIN b ON a.u = b.u",
        "SELECT a.u FROM a LEFT ANTI JOIN b ON a.u = b.u",
        "SELECT a.u FROM a JOIN (SELECT u FROM (SELECT DISTINCT u FROM b) UNION ALL SELECT u FROM (SELECT DISTINCT u FROM a)) c ON a.u = c.u",
        "SELECT a.u FROM a JOIN (SELECT u, stack(2, n, n + 1) AS m FROM (SELECT u, max(n) AS n FROM b GROUP BY u)) c ON a.u = c.u",
        "SELECT a.u FROM a JOIN (SELECT u, explode(array(n, n + 1)) AS m FROM (SELECT u, max(n) AS n FROM b GROUP BY u)) c ON a.u = c.u",
        "SELECT a.u FROM a JOIN (SELECT u AS v, max(n) AS n FROM b GROUP BY u HAVING count(*) > 1) c ON a.u = c.v"
      })
  void aJoinOfFewRowsDoesNot(String sql) {
    assertThatCode(() -> TracedSource.trace(session, spec("all", "query: \"" + sql + "\"", "")))
        .doesNotThrowAnyException();
  }

  /** A unit has one row of its own, which its array makes many of. */
  @Test
  void whatARowHoldsMayBeAnyNumber() {
    session
        .sql("SELECT 1L AS u, array(1, 2) AS w")
        .write()
        .parquet(folder.resolve("all/own").toString());
    String sources =
        """
          own: {path: DATA/own, private: {unit: [u]}}
          b: {path: DATA/b, owned_by: {table: own, foreign_key: {u: u}}}
        """
            .replace("DATA", folder.resolve("all").toString());
    String join = "query: \"SELECT o.u FROM %s o JOIN b ON o.u = b.u\"";
    String whole = join.formatted("own");
    String exploded = join.formatted("(SELECT u, explode(w) AS v FROM own)");
    assertThatCode(() -> TracedSource.trace(session, parse(sources, whole, "")))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> TracedSource.trace(session, parse(sources, exploded, "")))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("is missing for the join in query of o with b");
  }

  @Test
  void columnsWithoutAnOrderAreRefusedByName() {
    String sql = "SELECT a.u FROM a JOIN (SELECT u, array(t) AS words FROM b) c ON a.u = c.u";
    assertThatThrownBy(() -> joined("all", sql, 2))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining(
            "bounds.max_rows_joined: takes the first rows of c by all their columns, and words is of type ARRAY<STRING>")
        .hasMessageContaining("given 2; legal: columns of numbers");
  }
}
