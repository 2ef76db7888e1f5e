package org.tacet.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.engine.release.ReleaseSession;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.testing.TestSpark;

/** P2-P4: queries whose rows can't be traced to one unit each, or that could fail on some row. */
class RefusedTracesTest {

  @TempDir static Path folder;
  private static SparkSession session;

  @BeforeAll
  static void storeTables() {
    session = ReleaseSession.open(TestSpark.session(), "UTC");
    JoinedTables.store(session, folder);
  }

  private static String refusalOf(String sql) {
    InvalidSpecException refused =
        catchThrowableOfType(
            InvalidSpecException.class,
            () -> TracedSource.trace(session, JoinedTables.query(folder.resolve("all"), sql, 9)));
    assertThat(refused).as("refused").isNotNull();
    return refused.getMessage();
  }

  @ParameterizedTest(name = "[{index}] {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # the unit is lost on the way
          leaves out c_key, which says whose a row is | SELECT c_nation FROM customer
          leaves out c_key | SELECT c_key + 0 AS c_key FROM customer
          leaves out c_key | SELECT cast(c_key AS string) AS c_key FROM customer
          leaves out c_key | SELECT coalesce(c_key, 0) AS c_key FROM customer
          leaves out c_key | SELECT c_nation FROM (SELECT c_key, c_nation FROM customer)
          leaves out c_key | SELECT n FROM (SELECT c_nation AS n FROM customer)
          leaves out c_key | SELECT o_total FROM customer JOIN orders ON c_key = o_cust
          leaves out c_key | SELECT o_cust FROM customer LEFT JOIN orders ON c_key = o_cust
          leaves out c_key | SELECT n_name FROM customer JOIN nation ON c_nation = n_key
          leaves out v_id | SELECT v_country FROM visit
          leaves out v_country, v_id | SELECT v_day FROM visit
          leaves out l_key | SELECT l_part FROM (SELECT l_part FROM lineitem) JOIN orders ON l_part = o_key
          leaves out o_cust | SELECT o_key FROM orders
          leaves out c_key | SELECT count(*) AS n FROM customer JOIN orders ON c_key = o_cust GROUP BY c_key
          leaves out c_key | SELECT if(c_nation > 10, c_key, 0) AS c_key FROM customer
          # owned rows that never reach their owner
          reaches what customer owns, but not customer | SELECT o_cust FROM orders
          reaches what orders owns, but not orders | SELECT l_key, l_part FROM lineitem
          reaches what customer owns | SELECT o_cust, l_part FROM lineitem JOIN orders ON l_key = o_key
          reaches what orders owns | SELECT a.l_key FROM lineitem a JOIN lineitem b ON a.l_key = b.l_key
          reaches what orders owns | SELECT * FROM lineitem LEFT SEMI JOIN orders ON l_key = o_key
          reaches what orders owns | SELECT l_key, sum(l_quantity) AS n FROM lineitem GROUP BY l_key
          # rows of several units seen at once
          GROUP BY lacks c_key | SELECT c_nation, count(*) AS n FROM customer GROUP BY c_nation
          GROUP BY lacks c_key | SELECT count(*) AS n FROM customer
          GROUP BY lacks c_key | SELECT max(c_key) AS c_key FROM customer
          GROUP BY lacks c_key | SELECT min(c_key) AS c_key, c_nation FROM customer GROUP BY c_nation
          GROUP BY lacks c_key | SELECT c_key % 2 AS c_key, count(*) AS n FROM customer GROUP BY c_key % 2
          GROUP BY lacks c_key | SELECT sum(c_small) AS n FROM customer JOIN orders ON c_key = o_cust GROUP BY o_key
          GROUP BY lacks v_country | SELECT v_id, count(*) AS n FROM visit GROUP BY v_id
          GROUP BY lacks v_id | SELECT v_country, max(v_id) AS v_id FROM visit GROUP BY v_country
          GROUP BY lacks l_key | SELECT l_part, count(*) AS n FROM lineitem GROUP BY l_part
          GROUP BY lacks o_cust | SELECT o_key, max(o_cust) AS o_cust FROM orders GROUP BY o_key
          GROUP BY lacks c_key | SELECT c_nation FROM customer GROUP BY c_nation HAVING count(*) > 1
          GROUP BY lacks c_key | SELECT customer.c_key FROM customer JOIN (SELECT c_nation AS n, count(*) AS people FROM customer GROUP BY c_nation) ON c_nation = n
          leaves out c_key | SELECT DISTINCT c_nation FROM customer
          leaves out c_key | SELECT c_nation FROM customer UNION SELECT c_nation FROM customer
          PARTITION BY lacks c_key | SELECT c_key, rank() OVER (ORDER BY c_small) AS nth FROM customer
          PARTITION BY lacks c_key | SELECT c_key, rank() OVER (PARTITION BY c_nation ORDER BY c_small) AS nth FROM customer
          PARTITION BY lacks c_key | SELECT c_key, count(*) OVER () AS n FROM customer
          PARTITION BY lacks c_key | SELECT c_key, sum(c_small) OVER (PARTITION BY c_key % 2) AS n FROM customer
          PARTITION BY lacks v_id | SELECT v_country, v_id, count(*) OVER (PARTITION BY v_country) AS n FROM visit
          PARTITION BY lacks o_cust | SELECT o_cust, o_key, rank() OVER (PARTITION BY o_key ORDER BY o_total) AS nth FROM orders
          PARTITION BY lacks l_key | SELECT l_key, dense_rank() OVER (PARTITION BY l_part ORDER BY l_quantity) AS nth FROM lineitem
          # joins of private rows
          and not on the whole of what says whose a row is | SELECT a.c_key FROM customer a JOIN customer b ON a.c_nation = b.c_nation
          and not on the whole | SELECT a.c_key FROM customer a JOIN customer b ON a.c_key = b.c_small
          and not on the whole | SELECT a.c_key FROM customer a LEFT JOIN customer b ON a.c_text = b.c_text
          and not on the whole | SELECT * FROM customer a LEFT SEMI JOIN customer b ON a.c_nation = b.c_nation
          and not on the whole | SELECT * FROM customer a LEFT ANTI JOIN customer b ON a.c_nation = b.c_nation
          and not on the whole | SELECT v_country, v_id FROM visit JOIN member ON v_id = m_id
          and not on the whole | SELECT v_country, v_id FROM visit JOIN member ON v_country = m_country
          and not on the whole | SELECT v_country, v_id FROM visit LEFT SEMI JOIN member ON v_country = m_country
          and not on the whole | SELECT c_key FROM orders o JOIN orders p ON o.o_key = p.o_key JOIN customer ON o.o_cust = c_key
          and not on the whole | SELECT a.l_key FROM lineitem a JOIN lineitem b ON a.l_part = b.l_part
          and not on the whole | SELECT c_key FROM customer JOIN member ON c_key = m_id
          joins what customer owns without its declared key | SELECT c_key FROM customer JOIN orders ON c_small = o_cust
          joins what customer owns without its declared key | SELECT c_key FROM customer JOIN orders ON c_key = o_key
          joins what customer owns without its declared key | SELECT c_key FROM customer LEFT JOIN orders ON c_nation = o_small
          joins what customer owns without its declared key | SELECT c_key FROM customer LEFT SEMI JOIN orders ON c_nation = o_small
          joins what orders owns without its declared key | SELECT c_key FROM lineitem JOIN orders ON l_part = o_key JOIN customer ON o_cust = c_key
          joins what orders owns without its declared key | SELECT c_key FROM lineitem JOIN orders ON l_small = o_small JOIN customer ON o_cust = c_key
          joins what orders owns without its declared key | SELECT c_key FROM (SELECT o_key + 0 AS o_key, o_cust FROM orders) JOIN lineitem ON o_key = l_key JOIN customer ON o_cust = c_key
          joins what orders owns without its declared key | SELECT c_key FROM (SELECT o_cust, max(o_key) AS o_key, max(o_small) AS s FROM orders GROUP BY o_cust) JOIN lineitem ON s = l_key JOIN customer ON o_cust = c_key
          joins rows of what orders owns with rows of privacy units | SELECT c_key FROM lineitem JOIN customer ON l_key = c_key
          joins rows of privacy units with rows of what orders owns | SELECT c_key FROM customer JOIN lineitem ON c_key = l_key
          joins rows of what orders owns with rows of privacy units | SELECT * FROM lineitem LEFT SEMI JOIN customer ON l_key = c_key
          keeps rows that no row of customer owns | SELECT o_cust FROM orders LEFT JOIN customer ON o_cust = c_key
          keeps rows that no row of customer owns | SELECT o_cust FROM customer RIGHT JOIN orders ON c_key = o_cust
          keeps rows that no row of orders owns | SELECT l_key FROM lineitem LEFT JOIN orders ON l_key = o_key
          joins by FULL OUTER JOIN | SELECT c_key FROM customer FULL JOIN orders ON c_key = o_cust
          joins by FULL OUTER JOIN | SELECT a.c_key FROM customer a FULL OUTER JOIN customer b ON a.c_key = b.c_key
          joins by FULL OUTER JOIN | SELECT customer.c_key FROM customer FULL JOIN nation ON c_nation = n_key
          joins by CROSS JOIN | SELECT customer.c_key FROM customer CROSS JOIN nation
          joins without two columns that have to be equal | SELECT customer.c_key FROM customer, nation WHERE c_nation = n_key
          joins without two columns that have to be equal | SELECT customer.c_key FROM customer JOIN nation ON c_nation < n_key
          joins without two columns that have to be equal | SELECT customer.c_key FROM customer JOIN nation ON c_nation <=> n_key
          joins without two columns that have to be equal | SELECT customer.c_key FROM customer JOIN nation ON c_nation = n_key OR n_key > 5
          joins without two columns that have to be equal | SELECT customer.c_key FROM customer JOIN nation ON c_nation + 0 = n_key
          joins without two columns that have to be equal | SELECT a.c_key FROM customer a JOIN customer b ON a.c_key < b.c_key
          joins without two columns that have to be equal | SELECT a.c_key FROM customer a JOIN customer b
          joins without two columns that have to be equal | SELECT a.c_key FROM customer a JOIN customer b ON a.c_key = 2
          joins without two columns that have to be equal | SELECT a.c_key FROM customer a JOIN customer b ON a.c_key = a.c_small
          joins without two columns that have to be equal | SELECT a.c_key FROM customer a LEFT SEMI JOIN customer b ON a.c_key <> b.c_key
          joins without two columns that have to be equal | SELECT a.c_key FROM customer a LEFT ANTI JOIN customer b ON a.c_small > b.c_small
          joins without two columns that have to be equal | SELECT c_key FROM customer JOIN alias ON c_text = a_key
          keeps public rows by what private rows are there | SELECT nation.c_key FROM nation LEFT JOIN customer ON n_key = c_nation
          keeps public rows by what private rows are there | SELECT nation.c_key FROM customer RIGHT JOIN nation ON n_key = c_nation
          keeps public rows by what private rows are there | SELECT * FROM nation LEFT SEMI JOIN customer ON n_key = c_nation
          keeps public rows by what private rows are there | SELECT * FROM nation LEFT ANTI JOIN customer ON n_key = c_nation
          keeps public rows by what private rows are there | SELECT a_key FROM alias LEFT JOIN (SELECT c_key, count(*) AS n FROM customer GROUP BY c_key) ON a_key = c_key
          # rows put together
          puts rows together by UNION ALL | SELECT c_key, c_small FROM customer UNION ALL SELECT c_small, c_key FROM customer
          puts rows together by UNION ALL | SELECT c_key FROM customer UNION ALL SELECT a_key FROM alias
          puts rows together by UNION ALL | SELECT a_key FROM alias UNION ALL SELECT c_key FROM customer
          puts rows together by UNION ALL | SELECT c_key FROM customer UNION ALL SELECT o_cust FROM orders
          leaves out v_id | SELECT v_id, v_country FROM visit UNION ALL SELECT m_country, m_id FROM (SELECT m_country, m_id FROM member)
          puts rows together by UNION ALL | SELECT o_cust FROM orders UNION ALL SELECT l_key FROM lineitem
          leaves out v_country | SELECT c_key FROM customer UNION ALL SELECT v_id FROM (SELECT v_id, v_country FROM visit)
          compares tables (EXCEPT) | SELECT c_key FROM customer EXCEPT SELECT c_key FROM customer
          compares tables (EXCEPT) | SELECT c_key FROM customer EXCEPT ALL SELECT a_key FROM alias
          compares tables (INTERSECT) | SELECT c_key FROM customer INTERSECT SELECT c_key FROM customer
          compares tables (INTERSECT) | SELECT c_key FROM customer INTERSECT ALL SELECT a_key FROM alias
          # subqueries
          holds a subquery | SELECT c_key FROM customer WHERE c_key IN (SELECT o_cust FROM orders)
          holds a subquery | SELECT c_key FROM customer WHERE c_key NOT IN (SELECT o_cust FROM orders)
          holds a subquery | SELECT c_key FROM customer WHERE c_nation IN (SELECT n_key FROM nation)
          holds a subquery | SELECT c_key FROM customer WHERE EXISTS (SELECT 1 FROM orders WHERE o_cust = c_key)
          holds a subquery | SELECT c_key FROM customer WHERE NOT EXISTS (SELECT 1 FROM orders WHERE o_cust = c_key)
          holds a subquery | SELECT c_key, (SELECT count(*) FROM orders) AS n FROM customer
          holds a subquery | SELECT c_key, (SELECT max(o_total) FROM orders WHERE o_cust = c_key) AS most FROM customer
          holds a subquery | SELECT c_key FROM customer WHERE c_small > (SELECT avg(c_small) FROM customer)
          holds a subquery | SELECT c_key, count(*) AS n FROM customer GROUP BY c_key HAVING count(*) > (SELECT count(*) FROM nation)
          joins tables | SELECT c_key FROM customer, LATERAL (SELECT o_total FROM orders WHERE o_cust = c_key)
          # numbers of rows
          takes a number of rows (LIMIT) | SELECT c_key FROM customer LIMIT 2
          takes a number of rows (LIMIT) | SELECT c_key FROM (SELECT c_key FROM customer LIMIT 2)
          leaves a number of rows out (OFFSET) | SELECT c_key FROM customer OFFSET 1
          takes a number of rows (LIMIT) | SELECT c_key FROM customer ORDER BY c_key LIMIT 2
          sorts rows | SELECT c_key FROM customer ORDER BY c_key
          sorts rows | SELECT c_key FROM customer SORT BY c_key
          distributes rows | SELECT c_key FROM customer DISTRIBUTE BY c_key
          samples rows | SELECT c_key FROM customer TABLESAMPLE (50 PERCENT)
          samples rows | SELECT c_key FROM customer TABLESAMPLE (BUCKET 1 OUT OF 2)
          # functions that go by the order of rows, or aren't Tacet's to know
          aggregates by First, which may go by the order of rows | SELECT c_key, first(o_key) AS k FROM customer JOIN orders ON c_key = o_cust GROUP BY c_key
          aggregates by AnyValue | SELECT c_key, any_value(o_key) AS k FROM customer JOIN orders ON c_key = o_cust GROUP BY c_key
          calls the function collect_list | SELECT c_key, collect_list(o_key) AS k FROM customer JOIN orders ON c_key = o_cust GROUP BY c_key
          calls the function max_by | SELECT c_key, max_by(o_key, o_total) AS k FROM customer JOIN orders ON c_key = o_cust GROUP BY c_key
          calls the function approx_count_distinct | SELECT c_key, approx_count_distinct(o_key) AS k FROM customer JOIN orders ON c_key = o_cust GROUP BY c_key
          calls the function percentile | SELECT c_key, percentile(o_key, 0.5) AS k FROM customer JOIN orders ON c_key = o_cust GROUP BY c_key
          adds up DOUBLE as doubles | SELECT c_key, sum(o_total) AS spent FROM customer JOIN orders ON c_key = o_cust GROUP BY c_key
          adds up INT as doubles | SELECT c_key, avg(o_small) AS mean FROM customer JOIN orders ON c_key = o_cust GROUP BY c_key
          adds up DOUBLE as doubles | SELECT c_key, sum(o_total) OVER (PARTITION BY c_key) AS spent FROM customer JOIN orders ON c_key = o_cust
          calls the function row_number | SELECT c_key, row_number() OVER (PARTITION BY c_key ORDER BY o_key) AS nth FROM customer JOIN orders ON c_key = o_cust
          calls the function lag | SELECT c_key, lag(o_key) OVER (PARTITION BY c_key ORDER BY o_key) AS before FROM customer JOIN orders ON c_key = o_cust
          calls the function ntile | SELECT c_key, ntile(2) OVER (PARTITION BY c_key ORDER BY o_key) AS half FROM customer JOIN orders ON c_key = o_cust
          calls the function first_value | SELECT c_key, first_value(o_key) OVER (PARTITION BY c_key ORDER BY o_key) AS k FROM customer JOIN orders ON c_key = o_cust
          takes a window of a number of rows | SELECT c_key, count(*) OVER (PARTITION BY c_key ORDER BY o_key ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS n FROM customer JOIN orders ON c_key = o_cust
          takes a window of a number of rows | SELECT c_key, sum(o_small) OVER (PARTITION BY c_key ORDER BY o_small RANGE BETWEEN 5 PRECEDING AND CURRENT ROW) AS n FROM customer JOIN orders ON c_key = o_cust
          uses a window over other rows | SELECT c_key, rank() OVER w AS nth FROM customer WINDOW w AS (PARTITION BY c_key ORDER BY c_small)
          makes several rows of one by json_tuple | SELECT c_key, k FROM customer LATERAL VIEW json_tuple(c_text, 'a') t AS k
          calls the function inline | SELECT c_key, inline(array(struct(1, 2))) FROM customer
          calls the function rand | SELECT c_key, rand() AS r FROM customer
          calls the function uuid | SELECT c_key FROM customer WHERE length(uuid()) > 3
          calls the function monotonically_increasing_id | SELECT c_key, monotonically_increasing_id() AS n FROM customer
          calls the function current_timestamp | SELECT c_key, current_timestamp() AS t FROM customer
          calls the function input_file_name | SELECT c_key, input_file_name() AS f FROM customer
          calls the function my.own | SELECT c_key, my.own(c_small) AS x FROM customer
          calls the function raise_error | SELECT c_key, raise_error('no') AS x FROM customer
          calls the function java_method | SELECT c_key, java_method('java.lang.System', 'exit', 1) AS x FROM customer
          calls the function rand | SELECT c_key, max(rand()) AS r FROM customer GROUP BY c_key
          calls the function rand | SELECT a.c_key FROM customer a JOIN customer b ON a.c_key = b.c_key AND rand() < 0.5
          resolves to ExtractANSIIntervalDays | SELECT c_key, date '2020-01-01' + interval '1' day AS d FROM customer
          # other statements and tables
          begins with WITH | WITH c AS (SELECT c_key FROM customer) SELECT * FROM c
          names a table that is no source of the spec | SELECT c_key FROM custommer
          names a table that is no source of the spec | SELECT c_key FROM default.customer
          names a table that is no source of the spec | SELECT c_key FROM parquet.`/etc`
          holds rows of its own | SELECT * FROM VALUES (1, 2) AS t(a, b)
          calls a function in place of a table | SELECT customer.c_key FROM customer JOIN range(5) r ON c_key = r.id
          reads no table | SELECT 1 AS one
          holds a hint | SELECT /*+ BROADCAST(n) */ customer.c_key FROM customer JOIN nation n ON c_nation = n.n_key
          aggregates rows | SELECT * FROM customer PIVOT (count(*) FOR c_nation IN (10, 20))
          makes several rows of one | SELECT * FROM customer UNPIVOT (v FOR k IN (c_nation, c_small))
          holds Rollup | SELECT c_key, c_nation, count(*) AS n FROM customer GROUP BY ROLLUP(c_key, c_nation)
          is not one SELECT | SELECT c_key FROM customer; SELECT 2
          is not one SELECT | SELEC c_key FROM customer
          DropTable | DROP TABLE customer
          CreateTableAsSelect | CREATE TABLE t AS SELECT c_key FROM customer
          InsertInto | INSERT INTO customer SELECT * FROM customer
          does not resolve | SELECT c_key, nothing FROM customer
          does not resolve | SELECT c_key, count(*) FROM customer JOIN orders ON c_key = o_cust GROUP BY o_key
          gives two columns the name c_key | SELECT c_key, c_small AS c_key FROM customer
          gives two columns the name C_KEY | SELECT c_key, c_small AS C_KEY FROM customer
          reads public sources alone | SELECT n_key FROM nation
          """)
  void isRefusedForItsReason(String reason, String sql) {
    assertThat(refusalOf(sql)).contains("query").contains(reason).contains("fix: ");
  }

  /** Items of two keys: parts of two orders of a customer may name the order of another one. */
  @ParameterizedTest
  @CsvSource({"a, b", "b, a"})
  void aKeyOfTwoRowsOfTheOwnerIsNoKey(String first, String second) {
    String sql =
        "SELECT a.o_cust, l_part FROM orders a JOIN orders b ON a.o_cust = b.o_cust"
            + " JOIN lineitem ON l_key = %s.o_key AND l_small = %s.o_small";
    List<String> sources =
        List.of(
            JoinedTables.source("orders", JoinedTables.ORDERS),
            JoinedTables.source(
                "lineitem",
                "owned_by: {table: orders, foreign_key: {l_key: o_key, l_small: o_small}}"));

    assertThat(refusalOf(sources, sql.formatted(first, second)))
        .contains("joins what orders owns without its declared key", "of one row");
    assertThat(TracedSource.trace(session, spec(sources, sql.formatted(first, first))).unitNames())
        .containsExactly("o_cust");
  }

  @Test
  void valuesThatAreEqualAndNotTheSameAreNotPicked() {
    for (String sql :
        List.of(
            "SELECT c_key, max(c_text COLLATE UTF8_LCASE) AS t FROM customer GROUP BY c_key",
            "SELECT c_key, c_text COLLATE UTF8_LCASE AS t FROM customer")) {
      assertThat(refusalOf(sql)).contains("fix: ");
    }
    session
        .sql("SELECT 1L AS person, CAST('a' AS STRING COLLATE UTF8_LCASE) AS name")
        .write()
        .mode("overwrite")
        .parquet(folder.resolve("named").toString());
    List<String> sources =
        List.of(
            "  named: {path: %s, private: {unit: [person]}}".formatted(folder.resolve("named")));
    for (String sql :
        List.of(
            "SELECT person, max(name) AS name FROM named GROUP BY person",
            "SELECT person, name FROM named GROUP BY person, name",
            "SELECT DISTINCT person, name FROM named")) {
      assertThat(refusalOf(sources, sql)).as(sql).contains("may be equal and not the same");
    }
  }

  private static ReleaseSpec spec(List<String> sources, String sql) {
    return JoinedTables.spec(
        folder.resolve("all"),
        sources,
        null,
        "query: \"" + sql + "\"\nbounds: {max_rows_joined: 9}");
  }

  private static String refusalOf(List<String> sources, String sql) {
    return catchThrowableOfType(
            InvalidSpecException.class, () -> TracedSource.trace(session, spec(sources, sql)))
        .getMessage();
  }
}
