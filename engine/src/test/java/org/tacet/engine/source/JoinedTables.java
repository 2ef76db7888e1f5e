package org.tacet.engine.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.spec.ReleaseSpecReader;

/** A small shop, stored once whole and once without all rows of customer 2. */
final class JoinedTables {

  static final long REMOVED = 2;

  private record Table(String ddl, List<Row> rows, Predicate<Row> ofRemoved) {}

  private static Row row(Object... values) {
    return RowFactory.create(values);
  }

  private static final Map<String, Table> TABLES =
      Map.of(
          "customer",
          new Table(
              "c_key bigint, c_small int, c_text string, c_nation int",
              List.of(
                  row(1L, 1, "1", 10),
                  row(2L, 2, "2", 10),
                  row(3L, 3, "3", 20),
                  row(null, null, null, 10)),
              row -> !row.isNullAt(0) && row.getLong(0) == REMOVED),
          "orders",
          new Table(
              "o_key bigint, o_small int, o_text string, o_cust bigint, o_total double",
              List.of(
                  row(100L, 100, "100", 1L, 1.0), row(101L, 101, "101", 2L, 2.0),
                  row(102L, 102, "102", 2L, 4.0), row(103L, 103, "103", 3L, 8.0),
                  row(104L, 104, "104", null, 16.0), row(null, null, null, 1L, 32.0)),
              row -> !row.isNullAt(3) && row.getLong(3) == REMOVED),
          "lineitem",
          new Table(
              "l_key bigint, l_small int, l_text string, l_part int, l_quantity int",
              List.of(
                  row(100L, 100, "0100", 7, 1),
                  row(101L, 101, "0101", 7, 2),
                  row(101L, 101, "101", 8, 3),
                  row(102L, 102, "102", 8, 4),
                  row(103L, 103, "103", 9, 5),
                  row(104L, 104, "104", 9, 6),
                  row(999L, 999, "999", 9, 7)),
              row -> row.getLong(0) == 101 || row.getLong(0) == 102),
          "nation",
          new Table(
              "n_key int, n_name string, c_key string",
              List.of(row(10, "FRANCE", "x"), row(20, "PERU", "y"), row(10, "GAUL", "x")),
              row -> false),
          "alias",
          new Table(
              "a_key bigint, a_text string, a_other bigint",
              List.of(
                  row(1L, "1", 1L),
                  row(1L, "01", 1L),
                  row(2L, "2", 2L),
                  row(2L, "02", 2L),
                  row(3L, "3", 3L)),
              row -> false),
          "visit",
          new Table(
              "v_country string, v_id int, v_day int",
              List.of(row("F", 1, 5), row("F", 2, 6), row("P", 2, 7), row("P", null, 8)),
              row -> row.getString(0).equals("F") && !row.isNullAt(1) && row.getInt(1) == 2),
          "member",
          new Table(
              "m_country string, m_id bigint, m_age int",
              List.of(row("F", 1L, 30), row("F", 2L, 40), row("P", 2L, 50)),
              row -> row.getString(0).equals("F") && row.getLong(1) == 2));

  private JoinedTables() {}

  static void store(SparkSession session, Path folder) {
    TABLES.forEach(
        (name, table) -> {
          store(session, table, table.rows(), folder.resolve("all").resolve(name));
          store(
              session,
              table,
              table.rows().stream().filter(table.ofRemoved().negate()).toList(),
              folder.resolve("neighbour").resolve(name));
        });
  }

  private static void store(SparkSession session, Table table, List<Row> rows, Path path) {
    session
        .createDataFrame(rows, StructType.fromDDL(table.ddl()))
        .coalesce(1)
        .write()
        .parquet(path.toString());
  }

  static final String CUSTOMER = "private: {unit: [c_key]}";
  static final String ORDERS = "private: {unit: [o_cust]}";
  static final String OWNED_ORDERS = "owned_by: {table: customer, foreign_key: {o_cust: c_key}}";
  static final String LINEITEM = "owned_by: {table: orders, foreign_key: {l_key: o_key}}";
  static final String PUBLIC = "public: true";
  static final String VISIT = "private: {unit: [v_country, v_id]}";
  static final String MEMBER = "private: {unit: [m_country, m_id]}";

  /** A source's declaration in a spec. */
  static String source(String name, String ownership) {
    return "  %s: {path: DATA/%s, %s}".formatted(name, name, ownership);
  }

  /** The sources of the shop by name, whose units are customers. */
  private static final Map<String, String> SHOP =
      Map.of(
          "customer", CUSTOMER,
          "orders", OWNED_ORDERS,
          "lineitem", LINEITEM,
          "nation", PUBLIC,
          "alias", PUBLIC,
          "visit", VISIT,
          "member", MEMBER);

  private static final Map<String, String> OWNERS =
      Map.of("orders", "customer", "lineitem", "orders");

  /** A spec that counts the rows of a query over the shop, with the sources that it names. */
  static ReleaseSpec query(Path data, String sql) {
    return query(data, sql, "");
  }

  /** The same with {@code bounds.max_rows_joined}. */
  static ReleaseSpec query(Path data, String sql, int maxRowsJoined) {
    return query(data, sql, "\nbounds: {max_rows_joined: %d}".formatted(maxRowsJoined));
  }

  private static ReleaseSpec query(Path data, String sql, String bounds) {
    Set<String> named = new TreeSet<>();
    for (String word : sql.toLowerCase(Locale.ROOT).split("\\W+", -1)) {
      for (String at = word; SHOP.containsKey(at); at = OWNERS.getOrDefault(at, "")) {
        named.add(at);
      }
    }
    return spec(
        data,
        named.isEmpty()
            ? List.of(source("customer", CUSTOMER))
            : named.stream().map(name -> source(name, SHOP.get(name))).toList(),
        null,
        "query: \""
            + sql.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ")
            + "\""
            + bounds);
  }

  /**
   * A spec that counts joined rows.
   *
   * @param from null where {@code grouping} holds a query
   * @param grouping the spec's lines on groups, or ""
   * @param joins as in YAML
   */
  static ReleaseSpec spec(
      Path data, List<String> sources, String from, String grouping, String... joins) {
    String yaml =
        """
        release: joined
        account: test
        sources:
        %s
        %s
        %s
        %s
        aggregates: [{name: rows, count: {contribution_bounds_per_group: [0, 4]}}]
        privacy: {epsilon: 1, delta: 1e-7}
        output: {path: out}
        """
            .formatted(
                String.join("\n", sources),
                from == null ? "" : "from: " + from,
                joins.length == 0
                    ? ""
                    : Stream.of(joins)
                        .map(join -> "  - " + join)
                        .collect(Collectors.joining("\n", "joins:\n", "")),
                grouping);
    return ReleaseSpecReader.parse(
        yaml.replace("DATA", data.toString()),
        Map.of(),
        new Overrides(Optional.empty(), Optional.empty(), Optional.empty()));
  }
}
