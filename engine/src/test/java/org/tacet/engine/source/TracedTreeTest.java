package org.tacet.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.engine.release.ReleaseSession;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.testing.TestSpark;

/** What a trace says of each node, from the rows that are bounded down to the sources. */
class TracedTreeTest {

  private static final String CUSTOMER = "source customer: DATA/customer, unit c_key";
  private static final String ORDERS =
      "source orders: DATA/orders, each row owned by one of customer by o_cust = c_key";

  @TempDir static Path folder;
  private static SparkSession session;

  @BeforeAll
  static void storeTables() {
    session = ReleaseSession.open(TestSpark.session(), "UTC");
    JoinedTables.store(session, folder);
  }

  private static List<String> linesOf(String sql) {
    return lines(JoinedTables.query(folder.resolve("all"), sql, 3));
  }

  private static List<String> lines(ReleaseSpec spec) {
    List<String> lines = new ArrayList<>();
    add(TracedSource.trace(session, spec).trace(), "", lines);
    return lines;
  }

  /** A dot for each step down. */
  private static void add(TracedStep step, String depth, List<String> lines) {
    lines.add(depth + step.text().replace(folder.resolve("all").toString(), "DATA"));
    step.inputs().forEach(input -> add(input, depth + ".", lines));
  }

  @Test
  void anOuterJoinAlongAKey() {
    assertThat(
            linesOf(
                "SELECT c_key, o_total FROM customer LEFT JOIN orders ON c_key = o_cust AND o_small > 3"))
        .containsExactly(
            "each row belongs to one c_key; rows without are left out",
            ".columns: c_key, o_total",
            "..left outer join along a key, of customer with what it owns:"
                + " ((c_key = o_cust) AND (o_small > 3));"
                + " a row of orders meets at most one of customer",
            "..." + CUSTOMER,
            "..." + ORDERS);
  }

  @Test
  void aSemiJoinRepeatsNothing() {
    assertThat(linesOf("SELECT * FROM customer LEFT SEMI JOIN orders ON c_key = o_cust"))
        .contains(
            "..left semi join along a key, of customer with what it owns: (c_key = o_cust);"
                + " no row comes twice");
  }

  @Test
  void anAggregateHasOneRowOfEachUnit() {
    assertThat(
            linesOf(
                "SELECT c_key, count(o_key) AS n FROM customer JOIN orders ON c_key = o_cust GROUP BY c_key"))
        .contains(
            ".aggregate within one c_key: count(o_key) AS n by c_key; at most one row of each c_key");
  }

  @Test
  void anAggregateWithinAnOwner() {
    assertThat(
            linesOf(
                "SELECT c_key, n FROM (SELECT l_key, sum(l_quantity) AS n FROM lineitem GROUP BY l_key) JOIN orders ON l_key = o_key JOIN customer ON o_cust = c_key"))
        .anyMatch(
            line ->
                line.contains("aggregate within one l_key, a row of orders: sum(l_quantity) AS n")
                    && line.endsWith("at most one row of each l_key"));
  }

  @Test
  void aWindow() {
    assertThat(
            linesOf(
                "SELECT c_key, rank() OVER (PARTITION BY c_key ORDER BY c_small) AS nth FROM customer"))
        .anyMatch(line -> line.contains("window within one c_key: RANK("))
        .noneMatch(line -> line.contains("tacet"));
  }

  @Test
  void aUnion() {
    List<String> lines =
        linesOf(
            "SELECT c_key FROM customer UNION ALL SELECT c_key FROM customer WHERE c_small > 1");
    assertThat(lines)
        .containsExactly(
            "each row belongs to one c_key; rows without are left out",
            ".all rows of each of these, one after another",
            "..columns: c_key",
            "..." + CUSTOMER,
            "..columns: c_key",
            "...filter: (c_small > 1)",
            "...." + CUSTOMER);
  }

  @Test
  void aGeneratorGoesByTheRowItself() {
    assertThat(linesOf("SELECT c_key, explode(array(c_nation, c_small)) AS number FROM customer"))
        .anyMatch(
            line ->
                line.contains("several rows of one: explode(array(c_nation, c_small))")
                    && line.endsWith("as many as the row itself holds"));
  }

  @Test
  void aJoinOfManyRowsOnEachSideSaysHowManyAreJoined() {
    assertThat(linesOf("SELECT a.c_key FROM customer a JOIN customer b ON a.c_key = b.c_key"))
        .containsExactly(
            "each row belongs to one c_key; rows without are left out",
            ".columns: c_key",
            "..join within one c_key: (c_key = c_key); a row meets at most 3 of b,"
                + " the first of one c_key by all columns (max_rows_joined)",
            "..." + CUSTOMER,
            "..." + CUSTOMER);
  }

  @Test
  void joinsOfTheSpecAndItsCondition() {
    assertThat(
            lines(
                JoinedTables.spec(
                    folder.resolve("all"),
                    List.of(
                        JoinedTables.source("orders", JoinedTables.OWNED_ORDERS),
                        JoinedTables.source("customer", JoinedTables.CUSTOMER),
                        JoinedTables.source("nation", JoinedTables.PUBLIC)),
                    "orders",
                    "where: \"o_total >\\n 1\"",
                    "{table: customer, on: {o_cust: c_key}}",
                    "{table: nation, on: {c_nation: n_key}}")))
        .containsExactly(
            "each row belongs to one c_key; rows without are left out",
            ".filter: o_total > 1",
            "..join with public rows: (c_nation = n_key);"
                + " a row meets no more than public tables and the spec say",
            "...join along a key, of what customer owns with it: (o_cust = c_key);"
                + " a row of orders meets at most one of customer",
            "...." + ORDERS,
            "...." + CUSTOMER,
            "...source nation: DATA/nation, public");
  }

  @Test
  void aQueryOfTheCatalogIsExpanded(@TempDir Path warehouse) {
    session
        .read()
        .parquet(folder.resolve("all/customer").toString())
        .write()
        .option("path", warehouse.resolve("people").toString())
        .saveAsTable("traced_people");
    try {
      List<String> lines = new ArrayList<>();
      add(
          CatalogTables.traceAll(
                  session,
                  "{t: {sql: 'SELECT c_key, c_small + 1 AS more FROM traced_people WHERE c_small > 1',"
                      + " private: {unit: [c_key]}}}",
                  "")
              .trace(),
          "",
          lines);
      assertThat(lines.get(1))
          .isEqualTo(
              ".source t: SELECT c_key, c_small + 1 AS more FROM traced_people WHERE c_small > 1, unit c_key");
      assertThat(lines.get(2)).startsWith("..columns: c_key, ").endsWith(" AS more");
      assertThat(lines.get(3)).isEqualTo("...filter: (c_small > 1)");
      assertThat(lines.get(4)).startsWith("....table ").endsWith("traced_people");
    } finally {
      session.sql("drop table traced_people");
    }
  }
}
