package org.tacet.engine.source;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.GroupsSpec.PublicList;
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
   * @throws InvalidSpecException when a listed value is not of its column's type, or the table lacks
   *     a column
   */
  public static Optional<Dataset<Row>> of(
      SparkSession session, ReleaseSpec spec, TracedSource source) {
    if (source.groups().isEmpty()) {
      return Optional.empty();
    }
    if (spec.groups() instanceof PublicList list) {
      return Optional.of(fromList(session, list, source.groups()));
    } else if (spec.groups() instanceof PublicTable table) {
      return Optional.of(fromTable(table, source));
    }
    return Optional.empty();
  }

  /**
   * Reads the public groups and refuses duplicates and nulls. A listed group is checked as it is
   * after conversion to its column's type.
   */
  public static void requireDistinct(Dataset<Row> groups) {
    Column anyNull =
        Arrays.stream(groups.columns())
            .map(name -> functions.col(name).isNull())
            .reduce(Column::or)
            .orElseThrow();
    Row counts =
        groups
            .agg(
                functions.count(functions.lit(1)),
                functions.count_if(anyNull))
            .head();
    long distinct = groups.distinct().count();
    if (counts.getLong(1) > 0 || counts.getLong(0) != distinct) {
      throw new InvalidSpecException(
          new Fault(
              "groups.public",
              "holds nulls, values of another type than the group's, or duplicates",
              "%d groups, %d distinct, %d with a null"
                  .formatted(counts.getLong(0), distinct, counts.getLong(1)),
              "each group once, no nulls",
              "select distinct groups without nulls into the public table"));
    }
  }

  private static Dataset<Row> fromList(SparkSession session, PublicList list, StructType groups) {
    List<Row> texts = new ArrayList<>();
    for (List<Object> group : list.values()) {
      List<Object> row = new ArrayList<>();
      for (int column = 0; column < group.size(); column++) {
        row.add(text(group.get(column), groups.fields()[column], texts.size()));
      }
      texts.add(RowFactory.create(row.toArray()));
    }
    StructType asText = new StructType();
    for (int column = 0; column < groups.size(); column++) {
      asText = asText.add("group" + column, DataTypes.StringType);
    }
    return session
        .createDataFrame(texts, asText)
        .select(
            IntStream.range(0, groups.size())
                .mapToObj(
                    column ->
                        functions
                            .col("group" + column)
                            .cast(groups.fields()[column].dataType())
                            .as("group" + column))
                .toArray(Column[]::new));
  }

  private static String text(Object value, StructField column, int index) {
    boolean isNumber = value instanceof BigDecimal;
    if (column.dataType() instanceof IntegralType
        && !(isNumber && ((BigDecimal) value).stripTrailingZeros().scale() <= 0)) {
      throw new InvalidSpecException(
          new Fault(
              "groups.public.values[" + index + "]." + column.name(),
              "is not a whole number",
              String.valueOf(value),
              column.dataType().sql(),
              "write a value of the group's type"));
    }
    return isNumber ? ((BigDecimal) value).toPlainString() : String.valueOf(value);
  }

  private static Dataset<Row> fromTable(PublicTable table, TracedSource source) {
    Dataset<Row> rows = source.publicTables().get(table.table());
    List<Column> columns = new ArrayList<>();
    for (int index = 0; index < source.groups().size(); index++) {
      StructField group = source.groups().fields()[index];
      String name = table.columnFor(group.name());
      if (Arrays.stream(rows.columns()).noneMatch(name::equalsIgnoreCase)) {
        throw new InvalidSpecException(
            new Fault(
                "groups.public.columns." + group.name(),
                "names a column that " + table.table() + " does not have",
                name,
                String.join(", ", rows.columns()),
                "map the group column to a column of the table"));
      }
      columns.add(rows.col("`" + name + "`").cast(group.dataType()).as("group" + index));
    }
    return rows.select(columns.toArray(new Column[0]));
  }
}
