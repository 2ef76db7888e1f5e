package org.tacet.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.release.ReleaseSession;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.spec.RowsSpec;
import org.tacet.engine.testing.TestSpark;

/** P2, P4: of a query that is accepted, a neighbour changes just the rows of its unit. */
class TracedQueriesTest {

  @TempDir static Path folder;

  /** By data set and name; the same for every query. */
  private static final Map<String, Map<String, SourceTable>> OPENED = new HashMap<>();

  private static SparkSession session;

  @BeforeAll
  static void storeTables() {
    session = ReleaseSession.open(TestSpark.session(), "UTC");
    JoinedTables.store(session, folder);
    // A hundred plans of a few rows each: compiling them takes longer than running them.
    session.conf().set("spark.sql.codegen.wholeStage", "false");
    session.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    session.conf().set("spark.sql.shuffle.partitions", "1");
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @ValueSource(
      strings = {
        // one table, row by row
        "SELECT * FROM customer",
        "SELECT c_key FROM customer",
        "SELECT c.c_key AS person, c.c_nation + 1 AS nation FROM customer c",
        "SELECT customer.c_key, upper(c_text) AS text FROM customer WHERE c_nation = 10",
        "SELECT c_key, c_key AS again FROM customer WHERE c_key IN (1, 2, 3)",
        "SELECT c_key, CASE WHEN c_nation > 10 THEN 'far' ELSE 'near' END AS place FROM customer",
        "SELECT c_key FROM (SELECT c_key, c_nation FROM customer WHERE c_nation < 20) WHERE c_nation > 5",
        "SELECT k FROM (SELECT c_key AS k FROM customer) AS renamed",
        "SELECT k, t FROM (SELECT c_key, c_text FROM customer) AS renamed(k, t)",
        "SELECT v_country, v_id, v_day FROM visit",
        "SELECT v_id, v_country FROM visit WHERE v_day BETWEEN 5 AND 7",
        "SELECT c_key, 100 div c_nation AS share, cast(c_text AS int) AS number FROM customer",
        // several rows of one
        "SELECT c_key, explode(array(c_nation, c_small)) AS number FROM customer",
        "SELECT c_key, number FROM customer LATERAL VIEW explode(array(1, 2)) numbers AS number",
        "SELECT c_key, place, number FROM customer LATERAL VIEW OUTER posexplode(array(c_small)) n AS place, number",
        "SELECT c_key, stack(2, c_nation, c_small) AS number FROM customer",
        "SELECT c_key FROM customer UNION ALL SELECT c_key FROM customer",
        "SELECT c_key, c_text AS said FROM customer UNION ALL SELECT c_key, 'again' FROM customer WHERE c_small > 1",
        "SELECT v_country AS country, cast(v_id AS int) + 0 AS n, v_id FROM visit",
        "SELECT v_country, v_id FROM visit UNION ALL SELECT v_country, v_id FROM visit WHERE v_day > 5",
        // what is owned, with its owner
        "SELECT c_key, o_total FROM orders JOIN customer ON o_cust = c_key",
        "SELECT c_key, o_total FROM customer JOIN orders ON c_key = o_cust",
        "SELECT o_cust, o_total FROM customer JOIN orders ON c_key = o_cust",
        "SELECT c_key, o_total FROM customer LEFT JOIN orders ON c_key = o_cust",
        "SELECT c_key, o_total FROM orders RIGHT JOIN customer ON c_key = o_cust",
        "SELECT c_key, o_key FROM customer LEFT JOIN orders ON c_key = o_cust AND o_total > 3",
        "SELECT * FROM customer LEFT SEMI JOIN orders ON c_key = o_cust",
        "SELECT * FROM customer LEFT ANTI JOIN orders ON c_key = o_cust AND o_total > 1000",
        "SELECT c_key FROM (SELECT o_cust, o_key FROM orders WHERE o_total > 1) JOIN customer ON o_cust = c_key",
        "SELECT c_key, l_quantity FROM lineitem JOIN orders ON l_key = o_key JOIN customer ON o_cust = c_key",
        "SELECT c_key, l_quantity FROM customer JOIN orders ON c_key = o_cust JOIN lineitem ON o_key = l_key",
        "SELECT c_key, l_part FROM customer LEFT JOIN orders ON c_key = o_cust LEFT JOIN lineitem ON o_key = l_key",
        "SELECT c_key, o_key FROM orders LEFT SEMI JOIN lineitem ON o_key = l_key AND l_quantity > 1 JOIN customer ON o_cust = c_key",
        "SELECT c_key, o_key FROM (SELECT * FROM orders LEFT ANTI JOIN lineitem ON o_key = l_key AND l_quantity > 100) JOIN customer ON o_cust = c_key",
        "SELECT c_key, l_part FROM (SELECT * FROM lineitem LEFT SEMI JOIN orders ON l_key = o_key AND o_total < 9) JOIN orders ON l_key = o_key JOIN customer ON o_cust = c_key",
        "SELECT c_key, l_part FROM (SELECT * FROM lineitem LEFT ANTI JOIN orders ON l_key = o_key AND o_total > 900) JOIN orders ON l_key = o_key JOIN customer ON o_cust = c_key",
        // on the unit
        "SELECT * FROM customer a LEFT SEMI JOIN customer b ON a.c_key = b.c_key AND b.c_nation < 20",
        "SELECT * FROM customer a LEFT ANTI JOIN customer b ON a.c_key = b.c_key AND b.c_nation > 10",
        "SELECT v_country, v_id FROM visit LEFT SEMI JOIN member ON v_country = m_country AND v_id = m_id",
        "SELECT v_country, v_id FROM visit LEFT ANTI JOIN member ON v_country = m_country AND v_id = m_id AND m_age > 90",
        // with public tables
        "SELECT customer.c_key, n_name FROM customer JOIN nation ON c_nation = n_key",
        "SELECT customer.c_key, n_name FROM nation JOIN customer ON c_nation = n_key",
        "SELECT customer.c_key, n_name FROM customer LEFT JOIN nation ON c_nation = n_key AND n_name = 'PERU'",
        "SELECT customer.c_key, n_name FROM nation RIGHT JOIN customer ON c_nation = n_key",
        "SELECT * FROM customer LEFT SEMI JOIN nation ON c_nation = n_key",
        "SELECT * FROM customer LEFT ANTI JOIN nation ON c_nation = n_key AND n_name = 'PERU'",
        "SELECT customer.c_key, names FROM customer JOIN (SELECT n_key, count(*) AS names FROM nation GROUP BY n_key) ON c_nation = n_key",
        "SELECT customer.c_key, n_name FROM customer JOIN (SELECT DISTINCT n_key, n_name FROM nation) ON c_nation = n_key",
        "SELECT customer.c_key FROM customer JOIN nation a ON c_nation = a.n_key JOIN nation b ON a.n_key = b.n_key AND a.n_name < b.n_name",
        "SELECT a_key, o_total FROM alias JOIN customer ON a_key = c_key JOIN orders ON c_key = o_cust",
        "SELECT customer.c_key, o_total FROM orders JOIN customer ON o_cust = c_key JOIN nation ON c_nation = n_key AND o_small > n_key",
        "SELECT customer.c_key, n_name FROM customer JOIN (SELECT a.n_key, b.n_name FROM nation a LEFT JOIN nation b ON a.n_key = b.n_key) n ON c_nation = n.n_key",
        // grouped within a unit
        "SELECT c_key, count(*) AS orders FROM customer JOIN orders ON c_key = o_cust GROUP BY c_key",
        "SELECT c_key, count(o_key) AS orders FROM customer LEFT JOIN orders ON c_key = o_cust GROUP BY c_key",
        "SELECT c_key, orders + 1 AS n FROM (SELECT c_key, count(o_key) AS orders FROM customer LEFT JOIN orders ON c_key = o_cust GROUP BY c_key)",
        "SELECT c_key, max(o_total) AS most, min(o_small) AS least FROM customer JOIN orders ON c_key = o_cust GROUP BY c_key HAVING count(*) > 1",
        "SELECT c_key, o_small % 2 AS odd, count(*) AS n FROM customer JOIN orders ON c_key = o_cust GROUP BY c_key, o_small % 2",
        "SELECT c_key, count(DISTINCT l_part) AS parts, count_if(l_quantity > 2) AS many FROM lineitem JOIN orders ON l_key = o_key JOIN customer ON o_cust = c_key GROUP BY c_key",
        "SELECT c_key, sum(l_quantity) FILTER (WHERE l_part = 8) AS eights, bool_or(l_part = 7) AS seven FROM lineitem JOIN orders ON l_key = o_key JOIN customer ON o_cust = c_key GROUP BY c_key",
        "SELECT c_key, sum(cast(o_total AS decimal(10, 2))) AS spent, avg(cast(o_total AS decimal(10, 2))) AS mean FROM customer JOIN orders ON c_key = o_cust GROUP BY c_key",
        "SELECT c_key, pieces FROM (SELECT l_key, sum(l_quantity) AS pieces FROM lineitem GROUP BY l_key) JOIN orders ON l_key = o_key JOIN customer ON o_cust = c_key",
        "SELECT c_key, pieces FROM orders JOIN customer ON o_cust = c_key LEFT JOIN (SELECT l_key, sum(l_quantity) AS pieces FROM lineitem GROUP BY l_key) ON l_key = o_key",
        "SELECT c_key, o_key, count(l_part) AS items FROM customer JOIN orders ON c_key = o_cust LEFT JOIN lineitem ON o_key = l_key GROUP BY c_key, o_key",
        "SELECT c_key, max(items) AS most FROM (SELECT c_key, o_key, count(l_part) AS items FROM customer JOIN orders ON c_key = o_cust JOIN lineitem ON o_key = l_key GROUP BY c_key, o_key) GROUP BY c_key",
        "SELECT v_country, v_id, count(*) AS days FROM visit GROUP BY v_id, v_country",
        "SELECT c_key, n FROM (SELECT c_key, count(*) AS n FROM customer GROUP BY c_key) WHERE n > 0",
        "SELECT o_cust, count(*) AS n FROM customer JOIN orders ON c_key = o_cust GROUP BY 1",
        "SELECT a.c_key, n FROM customer a JOIN (SELECT o_cust, count(*) AS n FROM orders GROUP BY o_cust) ON a.c_key = o_cust",
        // distinct within a unit
        "SELECT DISTINCT c_key, c_nation FROM customer",
        "SELECT DISTINCT c_key FROM customer JOIN orders ON c_key = o_cust",
        "SELECT c_key FROM (SELECT DISTINCT c_key, l_part FROM lineitem JOIN orders ON l_key = o_key JOIN customer ON o_cust = c_key)",
        "SELECT c_key FROM customer UNION SELECT c_key FROM customer",
        "SELECT c_key, l_part FROM (SELECT DISTINCT l_key, l_part FROM lineitem) JOIN orders ON l_key = o_key JOIN customer ON o_cust = c_key",
        // windows within a unit
        "SELECT c_key, o_key, rank() OVER (PARTITION BY c_key ORDER BY o_total) AS nth FROM customer JOIN orders ON c_key = o_cust",
        "SELECT c_key, o_key FROM (SELECT c_key, o_key, rank() OVER (PARTITION BY c_key ORDER BY o_total DESC) AS nth FROM customer JOIN orders ON c_key = o_cust) WHERE nth = 1",
        "SELECT c_key, dense_rank() OVER (PARTITION BY c_key, o_small % 2 ORDER BY o_key) AS nth FROM customer JOIN orders ON c_key = o_cust",
        "SELECT c_key, sum(o_small) OVER (PARTITION BY c_key ORDER BY o_key) AS running FROM customer JOIN orders ON c_key = o_cust",
        "SELECT c_key, count(*) OVER (PARTITION BY c_key) AS n, max(o_total) OVER (PARTITION BY c_key) AS most FROM customer JOIN orders ON c_key = o_cust",
        "SELECT c_key, min(o_small) OVER (PARTITION BY c_key ORDER BY o_key ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS least FROM customer JOIN orders ON c_key = o_cust",
        "SELECT v_country, v_id, percent_rank() OVER (PARTITION BY v_country, v_id ORDER BY v_day) AS share FROM visit",
        "SELECT c_key, nth FROM (SELECT l_key, rank() OVER (PARTITION BY l_key ORDER BY l_quantity) AS nth FROM lineitem) JOIN orders ON l_key = o_key JOIN customer ON o_cust = c_key",
      })
  void aNeighbourChangesTheRowsOfItsUnitAlone(String sql) {
    requireNeighbours(sql, OptionalInt.empty());
  }

  /** Both sides may hold any number of rows of a unit. */
  @ParameterizedTest(name = "[{index}] {0}")
  @ValueSource(
      strings = {
        "SELECT c_key, a.l_part FROM lineitem a JOIN lineitem b ON a.l_key = b.l_key JOIN orders ON b.l_key = o_key JOIN customer ON o_cust = c_key",
        "SELECT a.c_key, b.c_text FROM customer a JOIN customer b ON a.c_key = b.c_key",
        "SELECT b.c_key FROM customer a JOIN customer b ON a.c_key = b.c_key AND a.c_small <= b.c_small",
        "SELECT a.c_key FROM customer a LEFT JOIN customer b ON a.c_key = b.c_key AND b.c_nation > 10",
        "SELECT b.c_key FROM customer a RIGHT JOIN customer b ON a.c_key = b.c_key",
        "SELECT a.o_cust, a.o_total + b.o_total AS both FROM orders a JOIN orders b ON a.o_cust = b.o_cust JOIN customer ON a.o_cust = c_key",
        "SELECT c_key, o.o_key FROM customer JOIN orders o ON c_key = o.o_cust JOIN orders p ON c_key = p.o_cust",
        "SELECT v_country, v_id, m_age FROM visit JOIN member ON v_country = m_country AND v_id = m_id",
        "SELECT m_country, m_id, v_day FROM visit JOIN member ON v_country = m_country AND v_id = m_id WHERE m_age > 30",
        "SELECT m_country, m_id FROM member LEFT JOIN visit ON m_id = v_id AND m_country = v_country",
      })
  void aNeighbourOfManyRowsOnEachSideChangesTheRowsOfItsUnitAlone(String sql) {
    requireNeighbours(sql, OptionalInt.of(1));
    requireNeighbours(sql, OptionalInt.of(9));
    assertThatThrownBy(() -> traced("all", sql, OptionalInt.empty()))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("bounds.max_rows_joined: is missing for the join");
  }

  private static void requireNeighbours(String sql, OptionalInt joined) {
    Map<String, Map<String, Long>> all = rowsByUnit("all", sql, joined);
    Map<String, Map<String, Long>> neighbour = rowsByUnit("neighbour", sql, joined);
    String removed =
        all.containsKey("[F, 2]") ? "[F, 2]" : all.containsKey("[2, F]") ? "[2, F]" : "[2]";

    assertThat(all).containsKey(removed);
    assertThat(neighbour).doesNotContainKey(removed);
    all.remove(removed);
    assertThat(neighbour).isEqualTo(all).isNotEmpty();
  }

  /** How often each row of each unit comes; rows of no unit are dropped later, and left out. */
  private static Map<String, Map<String, Long>> rowsByUnit(
      String data, String sql, OptionalInt joined) {
    PrivateRows traced = traced(data, sql, joined).rows();
    List<Attribute> output = ScalaCollections.list(RowExpressions.planOf(traced.rows()).output());
    List<Integer> unit =
        traced.unit().stream()
            .map(column -> output.stream().map(Attribute::exprId).toList().indexOf(column.exprId()))
            .toList();
    Map<String, Map<String, Long>> counts = new TreeMap<>();
    for (Row row : traced.rows().collectAsList()) {
      List<Object> of = unit.stream().map(row::get).collect(Collectors.toList());
      if (!of.contains(null)) {
        counts
            .computeIfAbsent(of.toString(), first -> new TreeMap<>())
            .merge(row.mkString("|"), 1L, Long::sum);
      }
    }
    return counts;
  }

  private static QueryTracer.Traced traced(String data, String sql, OptionalInt joined) {
    ReleaseSpec spec = JoinedTables.query(folder.resolve(data), sql);
    Map<String, SourceTable> opened = OPENED.computeIfAbsent(data, first -> new HashMap<>());
    Map<String, SourceTable> tables = new LinkedHashMap<>();
    spec.sources()
        .forEach(
            (name, source) ->
                tables.put(
                    name,
                    opened.computeIfAbsent(name, first -> SourceTable.open(session, source))));
    return QueryTracer.trace(session, tables, ((RowsSpec.Query) spec.rows()).sql(), joined);
  }

  @Test
  void ownershipIsAnAssumptionThatNamesTheKey() {
    assertThat(
            traced(
                    "all",
                    "SELECT c_key FROM lineitem JOIN orders ON l_key = o_key JOIN customer ON o_cust = c_key",
                    OptionalInt.empty())
                .rows()
                .assumptions())
        .containsExactly(
            "o_key of orders is unique in orders, so that each row it owns belongs to one privacy unit",
            "c_key of customer is unique in customer, so that each row it owns belongs to one privacy unit");
  }

  @Test
  void theReleaseReadsTheSourcesThatTheQueryNames() {
    TracedSource traced =
        TracedSource.trace(
            session,
            JoinedTables.query(
                folder.resolve("all"),
                "SELECT c_key, o_total FROM customer LEFT JOIN orders ON c_key = o_cust"));
    assertThat(traced.unitNames()).containsExactly("c_key");
    assertThat(traced.files().files())
        .extracting(file -> file.path().contains("/orders/"))
        .containsExactlyInAnyOrder(true, false);
    assertThat(traced.rows().count()).isEqualTo(5);
  }
}
