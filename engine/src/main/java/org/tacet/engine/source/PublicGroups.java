package org.tacet.engine.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.GroupsSpec.PublicList;
import org.tacet.engine.spec.GroupsSpec.PublicProduct;
import org.tacet.engine.spec.GroupsSpec.PublicTable;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.ReleaseSpec;

/** The groups that are published whatever the private rows hold (P13). */
public final class PublicGroups {

  private PublicGroups() {}

  /**
   * Returns the public groups as rows of the release's group columns {@code group0, group1, ...};
   * empty where groups are private or the release has none.
   *
   * @throws InvalidSpecException when a listed value is not of its column's type or a listed group
   *     is there twice, or the table lacks a column or has it in another type
   */
  public static Optional<Dataset<Row>> of(
      SparkSession session, ReleaseSpec spec, TracedSource source) {
    if (source.groups().isEmpty()) {
      return Optional.empty();
    }
    if (spec.groups() instanceof PublicList list) {
      return Optional.of(ListedValues.ofGroups(session, list, source.groups()));
    } else if (spec.groups() instanceof PublicProduct product) {
      return Optional.of(fromProduct(session, product, source.groups()));
    } else if (spec.groups() instanceof PublicTable table) {
      return Optional.of(fromTable(table, source));
    }
    return Optional.empty();
  }

  /**
   * Reads the groups of a public table and refuses duplicates, and more groups than are made
   * consistent at once. A list or product needs no such look: {@link #of} has checked it.
   */
  public static void requireDistinct(Dataset<Row> groups, boolean areConsistent) {
    long rows = groups.count();
    if (areConsistent && rows > PublicProduct.MOST_GROUPS) {
      throw new InvalidSpecException(
          new Fault(
              "groups.public.table",
              "holds more groups than are made consistent at once",
              rows + " groups",
              "at most " + PublicProduct.MOST_GROUPS,
              "remove consistent_groupings, or publish fewer groups"));
    }
    long distinct = groups.distinct().count();
    if (rows != distinct) {
      throw new InvalidSpecException(
          new Fault(
              "groups.public.table",
              "holds duplicates",
              "%d groups, %d distinct".formatted(rows, distinct),
              "each group once",
              "select distinct groups into the public table"));
    }
  }

  /**
   * Each choice of one value a column. What travels are the values of the columns, not the product.
   */
  private static Dataset<Row> fromProduct(
      SparkSession session, PublicProduct product, StructType groups) {
    return IntStream.range(0, groups.size())
        .mapToObj(column -> ListedValues.ofColumn(session, product, groups, column))
        .reduce(Dataset::crossJoin)
        .orElseThrow();
  }

  private static Dataset<Row> fromTable(PublicTable table, TracedSource source) {
    Dataset<Row> rows = source.publicTables().get(table.table());
    List<Column> columns = new ArrayList<>();
    for (int index = 0; index < source.groups().size(); index++) {
      StructField group = source.groups().fields()[index];
      String name = table.columnFor(group.name());
      if (position(rows, name) < 0) {
        throw new InvalidSpecException(
            new Fault(
                "groups.public.columns." + group.name(),
                "names a column that " + table.table() + " does not have",
                name,
                String.join(", ", rows.columns()),
                "map the group column to a column of the table"));
      }
      requireSameType(
          rows.schema().apply(rows.columns()[position(rows, name)]).dataType(), group, table);
      columns.add(rows.col("`" + name + "`").cast(group.dataType()).as("group" + index));
    }
    return rows.select(columns.toArray(new Column[0]));
  }

  private static int position(Dataset<Row> rows, String name) {
    for (int index = 0; index < rows.columns().length; index++) {
      if (rows.columns()[index].equalsIgnoreCase(name)) {
        return index;
      }
    }
    return -1;
  }

  /** A conversion that wraps or rounds would publish groups that the table does not list. */
  private static void requireSameType(DataType found, StructField group, PublicTable table) {
    if (!Cast.canUpCast(found, group.dataType())
        || found instanceof StringType != group.dataType() instanceof StringType) {
      throw new InvalidSpecException(
          new Fault(
              "groups.public.columns." + group.name(),
              "names a column of another type than the group's",
              table.columnFor(group.name()) + " " + found.sql(),
              group.dataType().sql(),
              "cast the group's expression or rewrite the public table"));
    }
  }
}
