package org.tacet.engine.source;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.GroupsSpec.PublicTable;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.Ownership.OwnedBy;
import org.tacet.engine.spec.Ownership.RowUnit;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.spec.RowsSpec;

/**
 * The private rows of a release, ready to be bounded: unit columns, then group columns, then the
 * columns that are summed. Everything about it is known from schemas; no row has been read.
 *
 * @param rows the lazy rows; none has a null in a unit column (P2)
 * @param unitNames the unit columns, as their sources name them; none where each row is a unit by
 *     itself
 * @param groups name and type of each group column
 * @param valueTypes the types of the value columns
 * @param valueColumns for each aggregate of the spec the index of its value column, if it has one
 * @param assumptions what the guarantee takes on trust
 * @param input all sources that are read
 * @param publicTables the sources declared public, by name
 * @param trace why each row belongs to one unit, down to the sources
 */
public record TracedSource(
    Dataset<Row> rows,
    List<String> unitNames,
    StructType groups,
    List<DataType> valueTypes,
    List<Optional<Integer>> valueColumns,
    List<String> assumptions,
    ReleaseInput input,
    Map<String, Dataset<Row>> publicTables,
    TracedStep trace) {

  /** The files of all sources that are read. */
  public InputFiles files() {
    return input.files();
  }

  /**
   * Opens the sources of {@code spec}, joins and filters them and resolves its expressions.
   *
   * @throws InvalidSpecException when a source is not as the spec says, or a row could not be
   *     traced to one unit
   */
  public static TracedSource trace(SparkSession session, ReleaseSpec spec) {
    return trace(session, spec, Map.of());
  }

  /**
   * The same for a spec of a program.
   *
   * @param datasets those that the program gives, by the name of their source
   */
  public static TracedSource trace(
      SparkSession session, ReleaseSpec spec, Map<String, Dataset<Row>> datasets) {
    Map<String, SourceTable> tables = new LinkedHashMap<>();
    Map<String, Dataset<Row>> publicTables = new LinkedHashMap<>();
    spec.sources()
        .forEach(
            (name, source) -> {
              SourceTable table = SourceTable.open(session, source, datasets);
              tables.put(name, table);
              if (!source.isPrivate()) {
                publicTables.put(name, table.rows());
              }
            });
    FileOwners.requireOneOwnership(tables.values());
    FileOwners.requireEachRowOnce(tables.values());
    PrivateRows rows;
    Set<String> read = new LinkedHashSet<>();
    if (spec.rows() instanceof RowsSpec.Query query) {
      QueryTracer.Traced traced =
          QueryTracer.trace(session, tables, query.sql(), spec.bounds().maxRowsJoined());
      rows = traced.rows();
      read.addAll(traced.sources());
    } else {
      RowsSpec.Joins joins = (RowsSpec.Joins) spec.rows();
      rows = JoinTracer.join(session, tables, joins, spec.bounds().maxRowsJoined());
      read.add(joins.from());
      joins.joins().forEach(join -> read.add(join.table()));
    }
    if (spec.groups() instanceof PublicTable groups) {
      read.add(groups.table());
    }
    requireAllUsed(tables, read);
    return new ValueProjection(session, spec, rows, assumptions(rows, tables.values()))
        .traced(publicTables, input(session, tables, read));
  }

  private static List<String> assumptions(PrivateRows joined, Collection<SourceTable> tables) {
    List<String> assumptions = new ArrayList<>(joined.assumptions());
    tables.stream()
        .filter(
            table ->
                table.spec().isPrivate()
                    && !(table.spec().ownership() instanceof RowUnit)
                    && table.isBucketed())
        .map(
            table ->
                "the files of %s are cut into buckets as the catalog says, so that the rows of a privacy unit lie together"
                    .formatted(table.spec().name()))
        .forEach(assumptions::add);
    return List.copyOf(assumptions);
  }

  /** An owner may stand there for what it owns alone. */
  private static void requireAllUsed(Map<String, SourceTable> tables, Set<String> read) {
    Set<String> used = new HashSet<>();
    for (String name : read) {
      SourceTable at = tables.get(name);
      while (at != null
          && used.add(at.spec().name())
          && at.spec().ownership() instanceof OwnedBy owned) {
        at = tables.get(owned.table());
      }
    }
    tables.keySet().stream()
        .filter(name -> !used.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw new InvalidSpecException(
                  new Fault(
                      "sources." + name,
                      "is declared and never used",
                      null,
                      "sources named by the query, owned_by or groups",
                      "name it in the query, or remove it"));
            });
  }

  /** All sources that are read. */
  private static ReleaseInput input(
      SparkSession session, Map<String, SourceTable> tables, Set<String> names) {
    List<SourceTable> read = names.stream().map(tables::get).toList();
    PrivateTables privateTables = new PrivateTables(tables, session.sessionState().newHadoopConf());
    return new ReleaseInput(
        read.stream().map(SourceTable::listing).toList(),
        read.stream().filter(table -> table.spec().isPrivate()).map(privateTables::of).toList());
  }
}
