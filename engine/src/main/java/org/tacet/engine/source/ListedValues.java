package org.tacet.engine.source;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.GroupsSpec.PublicList;
import org.tacet.engine.spec.GroupsSpec.PublicProduct;
import org.tacet.engine.spec.InvalidSpecException;

/** What a spec lists of public groups, as rows of the groups' types. */
final class ListedValues {

  private static final String GROUP = "group";
  private static final String VALUE = "value";

  private final StructType columns;
  private final int firstColumn;
  private final List<List<Object>> values;
  private final String path;
  private final String noun;

  private ListedValues(
      StructType columns, int firstColumn, List<List<Object>> values, String path, String noun) {
    this.columns = columns;
    this.firstColumn = firstColumn;
    this.values = values;
    this.path = path;
    this.noun = noun;
  }

  /** A row for each group of a list. */
  static Dataset<Row> ofGroups(SparkSession session, PublicList list, StructType groups) {
    return new ListedValues(groups, 0, list.values(), "groups.public.values", GROUP)
        .converted(session);
  }

  /** A row for each value of one column of a product. */
  static Dataset<Row> ofColumn(
      SparkSession session, PublicProduct product, StructType groups, int column) {
    StructField field = groups.fields()[column];
    List<List<Object>> values =
        product.domains().get(field.name()).stream().map(Collections::singletonList).toList();
    return new ListedValues(
            new StructType(new StructField[] {field}),
            column,
            values,
            "groups.public.product." + field.name(),
            VALUE)
        .converted(session);
  }

  /** Rows of the groups' types, checked as they are after conversion from the spec's words. */
  private Dataset<Row> converted(SparkSession session) {
    List<Row> texts = new ArrayList<>();
    StructType asText = new StructType();
    for (int column = 0; column < columns.size(); column++) {
      asText = asText.add(name(column), DataTypes.StringType);
    }
    for (int row = 0; row < values.size(); row++) {
      texts.add(RowFactory.create(texts(row)));
    }
    Dataset<Row> converted =
        session
            .createDataFrame(texts, asText)
            .select(
                IntStream.range(0, columns.size())
                    .mapToObj(
                        column ->
                            functions
                                .col(name(column))
                                .cast(columns.fields()[column].dataType())
                                .as(name(column)))
                    .toArray(Column[]::new));
    requireConverted(converted.collectAsList());
    return converted;
  }

  private String name(int column) {
    return "group" + (firstColumn + column);
  }

  private Object[] texts(int row) {
    return IntStream.range(0, columns.size())
        .mapToObj(
            column -> {
              Object value = values.get(row).get(column);
              StructField field = columns.fields()[column];
              if (!PublicValue.isOfType(value, field.dataType())) {
                throw notOfType(value, field, row);
              }
              return PublicValue.text(value);
            })
        .toArray();
  }

  private void requireConverted(List<Row> rows) {
    Map<List<Object>, Integer> seen = new HashMap<>();
    for (int row = 0; row < rows.size(); row++) {
      List<Object> group = new ArrayList<>();
      for (int column = 0; column < columns.size(); column++) {
        Object value = rows.get(row).get(column);
        Object written = values.get(row).get(column);
        if (value == null && written != null) {
          throw notOfType(written, columns.fields()[column], row);
        }
        group.add(value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value);
      }
      Integer first = seen.putIfAbsent(group, row);
      if (first != null) {
        throw new InvalidSpecException(
            new Fault(
                path + "[" + row + "]",
                "is the %s of %s[%d] again".formatted(noun, path, first),
                values.get(row).toString(),
                "each " + noun + " once",
                "remove one of the two"));
      }
    }
  }

  private InvalidSpecException notOfType(Object value, StructField column, int row) {
    return new InvalidSpecException(
        new Fault(
            path + "[" + row + "]" + (noun.equals(GROUP) ? "." + column.name() : ""),
            "is not a value of the group's type",
            value instanceof String ? "\"" + value + "\"" : PublicValue.text(value),
            PublicValue.legal(column.dataType()),
            "write a value of the type " + column.dataType().sql()));
  }
}
