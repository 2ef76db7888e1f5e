package org.tacet.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tacet.engine.source.JoinedTables.CUSTOMER;
import static org.tacet.engine.source.JoinedTables.LINEITEM;
import static org.tacet.engine.source.JoinedTables.MEMBER;
import static org.tacet.engine.source.JoinedTables.ORDERS;
import static org.tacet.engine.source.JoinedTables.OWNED_ORDERS;
import static org.tacet.engine.source.JoinedTables.PUBLIC;
import static org.tacet.engine.source.JoinedTables.VISIT;
import static org.tacet.engine.source.JoinedTables.source;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tacet.engine.release.ReleaseSession;
import org.tacet.engine.testing.TestSpark;

/** P2: every joined row belongs to one unit; a neighbour changes just that unit's rows. */
class JoinTracerTest {

  @TempDir static Path folder;
  private static SparkSession session;

  @BeforeAll
  static void storeTables() {
    session = ReleaseSession.open(TestSpark.session(), "UTC");
    JoinedTables.store(session, folder);
  }

  static Stream<Arguments> joins() {
    return Stream.of(
        joined(5, List.of(source("orders", ORDERS)), "orders"),
        joined(
            5,
            List.of(source("customer", CUSTOMER), source("nation", PUBLIC)),
            "customer",
            "{table: nation, on: {c_nation: n_key}}"),
        joined(
            5,
            List.of(source("nation", PUBLIC), source("customer", CUSTOMER)),
            "nation",
            "{table: customer, on: {n_key: c_nation}}"),
        joined(
            5,
            List.of(source("orders", ORDERS), source("customer", CUSTOMER)),
            "orders",
            "{table: customer, on: {o_cust: c_key}}"),
        // bigint and int tell the same units apart
        joined(
            5,
            List.of(source("orders", ORDERS), source("customer", "private: {unit: [c_small]}")),
            "orders",
            "{table: customer, on: {o_cust: c_small}}"),
        // on a column that is equal to the unit
        joined(
            9,
            List.of(
                source("orders", ORDERS), source("alias", PUBLIC), source("customer", CUSTOMER)),
            "orders",
            "{table: alias, on: {o_cust: a_key}}",
            "{table: customer, on: {a_key: c_key}}"),
        joined(
            5,
            List.of(source("orders", ORDERS), source("lineitem", LINEITEM)),
            "orders",
            "{table: lineitem, on: {o_key: l_key}}"),
        joined(
            5,
            List.of(source("lineitem", LINEITEM), source("orders", ORDERS)),
            "lineitem",
            "{table: orders, on: {l_key: o_key}}"),
        // a chain of owners, from either end
        joined(
            5,
            List.of(
                source("lineitem", LINEITEM),
                source("orders", OWNED_ORDERS),
                source("customer", CUSTOMER)),
            "lineitem",
            "{table: orders, on: {l_key: o_key}}",
            "{table: customer, on: {o_cust: c_key}}"),
        joined(
            5,
            List.of(
                source("lineitem", LINEITEM),
                source("orders", OWNED_ORDERS),
                source("customer", CUSTOMER)),
            "customer",
            "{table: orders, on: {c_key: o_cust}}",
            "{table: lineitem, on: {o_key: l_key}}"),
        joined(
            9,
            List.of(
                source("nation", PUBLIC),
                source("lineitem", LINEITEM),
                source("orders", OWNED_ORDERS),
                source("customer", CUSTOMER)),
            "lineitem",
            "{table: orders, on: {l_key: o_key}}",
            "{table: customer, on: {o_cust: c_key}}",
            "{table: nation, on: {c_nation: n_key}}"),
        // two conditions on one column are both kept
        joined(
            5,
            List.of(source("customer", CUSTOMER), source("orders", OWNED_ORDERS)),
            "customer",
            "{table: orders, on: {c_key: o_cust, c_small: o_cust}}"),
        joined(
            3,
            List.of(source("visit", VISIT), source("member", MEMBER)),
            "visit",
            "{table: member, on: {v_country: m_country, v_id: m_id}}"));
  }

  private static Arguments joined(int rows, List<String> sources, String from, String... joins) {
    return Arguments.of(rows, sources, from, joins);
  }

  @ParameterizedTest(name = "[{index}] {2} {3}")
  @MethodSource("joins")
  void aNeighbourChangesTheRowsOfItsUnitAlone(
      int rowCount, List<String> sources, String from, String[] joins) {
    Map<String, Long> all = rowsByUnit("all", sources, from, joins);
    Map<String, Long> neighbour = rowsByUnit("neighbour", sources, from, joins);
    String removed = all.containsKey("F|2") ? "F|2" : "2";

    assertThat(all.values().stream().mapToLong(rows -> rows).sum()).isEqualTo(rowCount);
    assertThat(all).containsKey(removed);
    assertThat(neighbour).doesNotContainKey(removed);
    all.remove(removed);
    assertThat(neighbour).isEqualTo(all).isNotEmpty();
  }

  private static Map<String, Long> rowsByUnit(
      String data, List<String> sources, String from, String... joins) {
    TracedSource traced =
        TracedSource.trace(
            session,
            JoinedTables.spec(
                folder.resolve(data), sources, from, "bounds: {max_rows_joined: 4}", joins));
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Row row : traced.rows().collectAsList()) {
      assertThat(row.anyNull()).as("a null in the unit").isFalse();
      counts.merge(row.mkString("|"), 1L, Long::sum);
    }
    return counts;
  }

  @Test
  void ownershipIsAnAssumptionThatNamesTheKey() {
    TracedSource traced =
        TracedSource.trace(
            session,
            JoinedTables.spec(
                folder.resolve("all"),
                List.of(
                    source("lineitem", LINEITEM),
                    source("orders", OWNED_ORDERS),
                    source("customer", CUSTOMER)),
                "lineitem",
                "",
                "{table: orders, on: {l_key: o_key}}",
                "{table: customer, on: {o_cust: c_key}}"));
    assertThat(traced.assumptions())
        .containsExactly(
            "o_key of orders is unique in orders, so that each row of lineitem belongs to one"
                + " privacy unit",
            "c_key of customer is unique in customer, so that each row of orders belongs to one"
                + " privacy unit");
    assertThat(traced.unitNames()).containsExactly("c_key");
  }

  @Test
  void theInputIsEverySourceThatIsRead() {
    TracedSource traced =
        TracedSource.trace(
            session,
            JoinedTables.spec(
                folder.resolve("all"),
                List.of(source("orders", ORDERS), source("nation", PUBLIC)),
                "orders",
                "group_by: [{name: n_name, expression: o_text}]\n"
                    + "groups: {public: {table: nation}}\nbounds: {max_groups_contributed: 1}"));
    assertThat(traced.files().files())
        .extracting(file -> file.path().contains("/nation/"))
        .containsExactlyInAnyOrder(true, false);
  }
}
