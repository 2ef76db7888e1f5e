package org.tacet.udfs.release;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;

/**
 * Rows of which each belongs to one privacy unit, and what is to be published of them. Immutable
 * and lazy: each method gives a new description, and nothing is checked or read before {@link
 * ReleaseRequest#plan} or {@link ReleaseRequest#release}. What is described is a spec, the same as
 * in a YAML file (docs/spec.md), and its faults are named by the fields of a spec.
 *
 * <pre>{@code
 * Release release =
 *     PrivateTable.of("orders", orders, unit("o_custkey"))
 *         .where("o_orderstatus = 'F'")
 *         .groupBy("year(o_orderdate) AS year")
 *         .maxGroupsContributed(3)
 *         .aggregate(privacyUnits(), mean("o_totalprice").between(0, 500000).maxRowsPerGroup(5))
 *         .named("orders-by-year")
 *         .within("shop-customers")
 *         .epsilon(1)
 *         .delta(1e-9)
 *         .toFolder("published/orders-by-year")
 *         .release();
 * }</pre>
 */
public final class PrivateTable {

  /** What a table is called that has not been given a name. */
  private static final String DEFAULT_NAME = "rows";

  private final SpecDocument document;

  private PrivateTable(SpecDocument document) {
    this.document = document;
  }

  /** A table named {@code rows}. */
  public static PrivateTable of(Dataset<Row> rows, PrivacyUnit unit) {
    return of(DEFAULT_NAME, rows, unit);
  }

  /**
   * A table.
   *
   * @param name by which expressions, other tables and messages call it
   */
  public static PrivateTable of(String name, Dataset<Row> rows, PrivacyUnit unit) {
    return of(name, TableInput.dataset(rows), unit);
  }

  /** The same for what is no Dataset. */
  public static PrivateTable of(String name, TableInput input, PrivacyUnit unit) {
    return new PrivateTable(SpecDocument.ofSource(name, input, unit.fields()).with("from", name));
  }

  /**
   * What one {@code SELECT} over private tables computes: joins on the unit and along declared
   * keys, outer, semi and anti joins, aggregates, windows and {@code DISTINCT} within a unit
   * (docs/spec.md, "A query over the sources").
   *
   * @param sql names the tables by their names
   * @param tables those that it names, without conditions and joins of their own, and the owners of
   *     their rows
   */
  public static PrivateTable query(String sql, List<PrivateTable> tables) {
    SpecDocument sources = SpecDocument.EMPTY;
    for (PrivateTable table : tables) {
      if (!table.isPlain()) {
        throw fault(
            "query",
            "is over a table with conditions or joins of its own",
            "tables as PrivateTable.of makes them",
            "write the conditions and joins into the query");
      }
      sources = sources.withSourcesOf(table.document);
    }
    return new PrivateTable(sources.with("query", sql));
  }

  /** The same query with a public table that it names. */
  public PrivateTable with(PublicTable table) {
    requireNewNames(table.document());
    return new PrivateTable(document.withSourcesOf(table.document()));
  }

  private boolean isPlain() {
    return document.fields().keySet().equals(Set.of("sources", "from"));
  }

  /** Rows that meet a condition in SQL, and every one given before. */
  public PrivateTable where(String condition) {
    Object before = document.fields().get("where");
    return new PrivateTable(
        document.with(
            "where", before == null ? condition : "(%s) AND (%s)".formatted(before, condition)));
  }

  /**
   * Inner join with a public table.
   *
   * @param column of the tables so far
   * @param joinedColumn of the joined table, which it has to equal
   */
  public PrivateTable join(PublicTable table, String column, String joinedColumn) {
    return join(table, Map.of(column, joinedColumn));
  }

  /**
   * The same over several columns.
   *
   * @param on column of the tables so far to the column of {@code table} it has to equal
   */
  public PrivateTable join(PublicTable table, Map<String, String> on) {
    return joined(table.document(), table.name(), on, List.of());
  }

  /**
   * Inner join with a private table, on the unit or along the key that says whose its rows are. Its
   * own conditions and joins come with it.
   *
   * @param column of the tables so far
   * @param joinedColumn of the joined table, which it has to equal
   */
  public PrivateTable join(PrivateTable table, String column, String joinedColumn) {
    return join(table, Map.of(column, joinedColumn));
  }

  /**
   * The same over several columns.
   *
   * @param on column of the tables so far to the column of {@code table} it has to equal
   */
  public PrivateTable join(PrivateTable table, Map<String, String> on) {
    Object name = table.document.fields().get("from");
    if (name == null) {
      throw fault(
          "joins",
          "name a query, and only tables are joined",
          "a table as PrivateTable.of makes it",
          "write the join into the query");
    }
    PrivateTable joined = joined(table.document, name.toString(), on, table.document.list("joins"));
    Object condition = table.document.fields().get("where");
    return condition == null ? joined : joined.where(condition.toString());
  }

  /**
   * How many rows of a unit take part on the right side of a join of which both sides may hold any
   * number of them; needed for such joins (docs/spec.md, "Joins"). 1 to 1,000,000.
   */
  public PrivateTable maxRowsJoined(int rows) {
    return new PrivateTable(document.with("bounds", "max_rows_joined", rows));
  }

  private PrivateTable joined(
      SpecDocument other, String name, Map<String, String> on, List<?> further) {
    requireNewNames(other);
    Map<String, Object> join = new LinkedHashMap<>();
    join.put("table", name);
    join.put("on", new LinkedHashMap<>(on));
    List<Object> joins = new ArrayList<>(document.list("joins"));
    joins.add(join);
    joins.addAll(further);
    return new PrivateTable(document.withSourcesOf(other).with("joins", joins));
  }

  /** A second table under a name would take the first one's place, and nobody would be told. */
  private void requireNewNames(SpecDocument other) {
    for (String name : other.section("sources").keySet()) {
      if (document.section("sources").containsKey(name)) {
        throw fault(
            "sources." + name,
            "is the name of two tables",
            "a name for each table",
            "give one of them another name where it is made");
      }
    }
  }

  static InvalidSpecException fault(String path, String problem, String legal, String fix) {
    return new InvalidSpecException(new Fault(path, problem, "", legal, fix));
  }

  /**
   * One published row for each group.
   *
   * @param columns names of columns, or {@code "expression AS name"}
   */
  public GroupedTable groupBy(String... columns) {
    return groupBy(List.of(columns));
  }

  /** One published row for each group; the columns in a list. */
  public GroupedTable groupBy(List<String> columns) {
    return GroupedTable.by(document, columns);
  }

  /** One published row for all of the table. */
  public ReleaseRequest aggregate(Aggregate... aggregates) {
    return aggregate(List.of(aggregates));
  }

  /** One published row for all of the table; the aggregates in a list. */
  public ReleaseRequest aggregate(List<Aggregate> aggregates) {
    return ReleaseRequest.of(document, aggregates);
  }
}
