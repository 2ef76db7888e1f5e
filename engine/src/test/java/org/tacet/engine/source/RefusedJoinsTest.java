package org.tacet.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.tacet.engine.source.JoinedTables.CUSTOMER;
import static org.tacet.engine.source.JoinedTables.LINEITEM;
import static org.tacet.engine.source.JoinedTables.MEMBER;
import static org.tacet.engine.source.JoinedTables.ORDERS;
import static org.tacet.engine.source.JoinedTables.OWNED_ORDERS;
import static org.tacet.engine.source.JoinedTables.PUBLIC;
import static org.tacet.engine.source.JoinedTables.VISIT;
import static org.tacet.engine.source.JoinedTables.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tacet.engine.release.ReleaseSession;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.testing.TestSpark;

/** P2, P4: joins whose rows can't be traced to one unit. */
class RefusedJoinsTest {

  private static final String NOT_ON_UNIT = "joins two private sources, and not on the whole";
  private static final String KEY_LEFT_OUT = "leaves the declared ownership key of";

  @TempDir static Path folder;
  private static SparkSession session;

  @BeforeAll
  static void storeTables() {
    session = ReleaseSession.open(TestSpark.session(), "UTC");
    JoinedTables.store(session, folder);
  }

  static Stream<Arguments> joins() {
    return Stream.of(
        refused(
            "joins[0]",
            NOT_ON_UNIT,
            "unit (o_cust) with unit (c_key)",
            List.of(source("orders", ORDERS), source("customer", CUSTOMER)),
            "orders",
            "{table: customer, on: {o_key: c_key}}"),
        refused(
            "joins[0]",
            NOT_ON_UNIT,
            "{o_cust: c_nation}",
            List.of(source("orders", ORDERS), source("customer", CUSTOMER)),
            "orders",
            "{table: customer, on: {o_cust: c_nation}}"),
        // '01' = 1 and '1' = 1
        refused(
            "joins[0]",
            NOT_ON_UNIT,
            "of one type on both sides",
            List.of(source("orders", ORDERS), source("customer", "private: {unit: [c_text]}")),
            "orders",
            "{table: customer, on: {o_cust: c_text}}"),
        // ... nor round a public table, nor at all: some casts raise (P3)
        refused(
            "joins[0].on",
            "compares columns of different types",
            "c_text STRING with a_key BIGINT; legal: two columns of one type, or two numbers",
            List.of(
                source("customer", "private: {unit: [c_text]}"),
                source("alias", PUBLIC),
                source("orders", ORDERS)),
            "customer",
            "{table: alias, on: {c_text: a_key}}",
            "{table: orders, on: {a_key: o_cust}}"),
        refused(
            "joins[0]",
            NOT_ON_UNIT,
            "unit (v_country, v_id) with unit (m_country, m_id)",
            List.of(source("visit", VISIT), source("member", MEMBER)),
            "visit",
            "{table: member, on: {v_id: m_id}}"),
        refused(
            "joins[0]",
            NOT_ON_UNIT,
            "unit (v_country, v_id) with unit (m_id)",
            List.of(source("visit", VISIT), source("member", "private: {unit: [m_id]}")),
            "visit",
            "{table: member, on: {v_id: m_id}}"),
        refused(
            "joins[0]",
            "joins lineitem before its owner orders",
            "join orders before lineitem",
            List.of(
                source("lineitem", LINEITEM),
                source("orders", OWNED_ORDERS),
                source("customer", CUSTOMER)),
            "customer",
            "{table: lineitem, on: {c_key: l_key}}",
            "{table: orders, on: {c_key: o_cust}}"),
        refused(
            "joins[0]",
            "joins a private source before the owner of lineitem",
            "join orders before",
            List.of(
                source("lineitem", LINEITEM),
                source("orders", ORDERS),
                source("customer", CUSTOMER)),
            "lineitem",
            "{table: customer, on: {l_key: c_key}}",
            "{table: orders, on: {l_key: o_key}}"),
        refused(
            "joins[0].on",
            KEY_LEFT_OUT,
            "add o_key: l_key",
            List.of(source("orders", ORDERS), source("lineitem", LINEITEM)),
            "orders",
            "{table: lineitem, on: {o_cust: l_part}}"),
        refused(
            "joins[0].on",
            KEY_LEFT_OUT,
            "add l_key: o_key",
            List.of(source("orders", ORDERS), source("lineitem", LINEITEM)),
            "lineitem",
            "{table: orders, on: {l_part: o_cust}}"),
        // half of a key
        refused(
            "joins[0].on",
            KEY_LEFT_OUT,
            "add o_small: l_small",
            List.of(
                source("orders", ORDERS),
                source(
                    "lineitem",
                    "owned_by: {table: orders, foreign_key: {l_key: o_key, l_small: o_small}}")),
            "orders",
            "{table: lineitem, on: {o_key: l_key}}"),
        // a key of two types
        refused(
            "joins[0].on",
            KEY_LEFT_OUT,
            "of one type on both sides",
            List.of(
                source("orders", ORDERS),
                source("lineitem", "owned_by: {table: orders, foreign_key: {l_text: o_key}}")),
            "orders",
            "{table: lineitem, on: {o_key: l_text}}"),
        refused(
            "joins",
            "reach lineitem but not its owner",
            "add {table: orders, on: {l_key: o_key}}",
            List.of(
                source("lineitem", LINEITEM), source("orders", ORDERS), source("nation", PUBLIC)),
            "lineitem",
            "{table: nation, on: {l_part: n_key}}"),
        refused(
            "joins",
            "reach orders but not its owner",
            "add {table: customer, on: {o_cust: c_key}}",
            List.of(
                source("lineitem", LINEITEM),
                source("orders", OWNED_ORDERS),
                source("customer", CUSTOMER)),
            "lineitem",
            "{table: orders, on: {l_key: o_key}}"),
        // names
        refused(
            "joins[1].on",
            "names a column that several sources have",
            "source.column",
            List.of(
                source("customer", CUSTOMER), source("nation", PUBLIC), source("orders", ORDERS)),
            "customer",
            "{table: nation, on: {c_nation: n_key}}",
            "{table: orders, on: {c_key: o_cust}}"),
        refused(
            "joins[0].on",
            "names a column that is not there",
            "n_key, n_name, c_key",
            List.of(source("customer", CUSTOMER), source("nation", PUBLIC)),
            "customer",
            "{table: nation, on: {c_nation: n_nokey}}"),
        refused(
            "joins[0].on",
            "names a column that is not there",
            "given _metadata",
            List.of(source("customer", CUSTOMER), source("nation", PUBLIC)),
            "customer",
            "{table: nation, on: {_metadata: n_name}}"),
        refused(
            "sources.customer.private.unit",
            "names a column that is not there",
            "given id",
            List.of(source("customer", "private: {unit: [id]}")),
            "customer"),
        refused(
            "sources.lineitem.owned_by.foreign_key",
            "names a column that is not there",
            "given orders.o_id",
            List.of(
                source("orders", ORDERS),
                source("lineitem", "owned_by: {table: orders, foreign_key: {l_key: o_id}}")),
            "orders",
            "{table: lineitem, on: {o_key: l_key}}"));
  }

  private static Arguments refused(
      String path,
      String problem,
      String detail,
      List<String> sources,
      String from,
      String... joins) {
    return Arguments.of(path, problem, detail, sources, from, joins);
  }

  @ParameterizedTest(name = "[{index}] {1}")
  @MethodSource("joins")
  void refusesJoinsThatLoseTheUnit(
      String path,
      String problem,
      String detail,
      List<String> sources,
      String from,
      String[] joins) {
    InvalidSpecException refused = trace(sources, from, "", joins);
    assertThat(refused.path()).isEqualTo(path);
    assertThat(refused)
        .hasMessageContaining(problem)
        .hasMessageContaining(detail)
        .hasMessageContaining("; given ")
        .hasMessageContaining("; fix: ");
  }

  @Test
  void oneFileIsNotPrivateAndPublic() {
    InvalidSpecException refused =
        trace(
            List.of(source("customer", CUSTOMER), "  people: {path: DATA/customer, public: true}"),
            "customer",
            "",
            "{table: people, on: {c_nation: c_nation}}");
    assertThat(refused.path()).isEqualTo("sources.people.path");
    assertThat(refused)
        .hasMessageContaining("holds files of the source customer, which is declared otherwise");
  }

  @Test
  void aLinkMakesNoPrivateFilePublic() throws IOException {
    Path link = folder.resolve("all").resolve("people");
    Files.createSymbolicLink(link, folder.resolve("all").resolve("customer"));
    InvalidSpecException refused =
        trace(
            List.of(source("customer", CUSTOMER), "  people: {path: DATA/people, public: true}"),
            "customer",
            "",
            "{table: people, on: {c_nation: c_nation}}");
    Files.delete(link);
    assertThat(refused.path()).isEqualTo("sources.people.path");
  }

  static Stream<Arguments> unitGroups() {
    String customer = source("customer", CUSTOMER);
    String orders = source("orders", ORDERS);
    String byUnit = "{table: customer, on: {o_cust: c_key}}";
    return Stream.of(
        Arguments.of("o_cust", List.of(orders), "orders", new String[0]),
        Arguments.of("c_key", List.of(orders, customer), "orders", new String[] {byUnit}),
        Arguments.of("orders.o_cust", List.of(orders), "orders", new String[0]),
        Arguments.of("cast(o_cust as string)", List.of(orders), "orders", new String[0]),
        Arguments.of(
            "cast(c_key::int as string)",
            List.of(orders, customer),
            "orders",
            new String[] {byUnit}));
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("unitGroups")
  void doesNotGroupByTheUnit(String expression, List<String> sources, String from, String[] joins) {
    InvalidSpecException refused = trace(sources, from, grouping(expression), joins);
    assertThat(refused.path()).isEqualTo("group_by[0]");
    assertThat(refused).hasMessageContaining("groups by the privacy unit");
  }

  @Test
  void aPartOfAUnitMayGroupButNotTheWhole() {
    List<String> visits = List.of(source("visit", VISIT));
    TracedSource traced =
        TracedSource.trace(
            session,
            JoinedTables.spec(folder.resolve("all"), visits, "visit", grouping("v_country")));
    assertThat(traced.groups().fieldNames()).containsExactly("g0");

    InvalidSpecException refused =
        trace(visits, "visit", grouping("v_country", "cast(v_id as bigint)"));
    assertThat(refused.path()).isEqualTo("group_by[1]");
  }

  private static String grouping(String... expressions) {
    StringBuilder grouping = new StringBuilder("group_by:\n");
    for (int index = 0; index < expressions.length; index++) {
      grouping.append("  - {name: g%d, expression: \"%s\"}\n".formatted(index, expressions[index]));
    }
    return grouping + "groups: private\nbounds: {max_groups_contributed: 1, max_rows_joined: 4}";
  }

  private static InvalidSpecException trace(
      List<String> sources, String from, String grouping, String... joins) {
    return catchThrowableOfType(
        InvalidSpecException.class,
        () ->
            TracedSource.trace(
                session, JoinedTables.spec(folder.resolve("all"), sources, from, grouping, joins)));
  }
}
