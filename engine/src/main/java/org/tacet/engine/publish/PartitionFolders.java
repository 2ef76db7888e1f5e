package org.tacet.engine.publish;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;

/**
 * The group columns whose values name folders, {@code column=value/}, as Spark and Hive write them.
 *
 * <p>Not every text can be such a name, and whether a private group's can must decide neither how a
 * job fails nor whether two groups end up as one (P3). So texts become what a folder can say before
 * rows are bounded: the empty string and {@code __HIVE_DEFAULT_PARTITION__} are null, for the
 * layout has one name for the three; bytes that are not UTF-8 become U+FFFD; and rows whose folder
 * would need a name of more than {@value #MAX_NAME_BYTES} bytes, or one with a NUL, are dropped, as
 * rows with an oversized group are. Each group that is published then reads back as itself.
 */
public final class PartitionFolders {

  /** The longest name of a file on HDFS and on the usual local file systems. */
  static final int MAX_NAME_BYTES = 255;

  private static final String NULL_NAME = ExternalCatalogUtils.DEFAULT_PARTITION_NAME();

  /** Types of which the text in a folder's name reads back exactly, in every time zone. */
  private static final List<Class<? extends DataType>> EXACT_TYPES =
      List.of(
          StringType.class,
          BooleanType.class,
          ByteType.class,
          ShortType.class,
          IntegerType.class,
          LongType.class,
          DecimalType.class,
          DateType.class);

  private final List<String> columns;
  private final StructType groups;

  private PartitionFolders(List<String> columns, StructType groups) {
    this.columns = columns;
    this.groups = groups;
  }

  /**
   * The partition columns of a plan, in the order of the spec; none is an ordinary case.
   *
   * @throws InvalidSpecException when a column has a type that a folder's name does not hold
   */
  public static PartitionFolders of(ReleasePlan plan) {
    return of(plan.spec().output().partitionColumns(), plan.groups());
  }

  /** Files without folders. */
  static PartitionFolders none() {
    return new PartitionFolders(List.of(), new StructType());
  }

  static PartitionFolders of(List<String> columns, StructType groups) {
    for (int index = 0; index < columns.size(); index++) {
      StructField field = groups.apply(columns.get(index));
      if (EXACT_TYPES.stream().noneMatch(type -> type.isInstance(field.dataType()))) {
        throw new InvalidSpecException(
            new Fault(
                "output.partition_by[" + index + "]",
                "is of a type that a folder's name does not hold exactly",
                field.name() + " " + field.dataType().sql(),
                "string, boolean, integer, decimal and date columns",
                "leave it out, or group by a date or a text of it"));
      }
    }
    return new PartitionFolders(columns, groups);
  }

  List<String> columns() {
    return columns;
  }

  /** Whether names can hold more than digits and letters of English. */
  boolean holdTexts() {
    return columns.stream().anyMatch(this::isText);
  }

  private boolean isText(String column) {
    return groups.apply(column).dataType() instanceof StringType;
  }

  /**
   * Rows whose groups all have a folder.
   *
   * @param rows with the group columns {@code group0}, {@code group1}, ...
   */
  public Dataset<Row> nameable(Dataset<Row> rows) {
    Dataset<Row> nameable = rows;
    for (String column : columns) {
      if (isText(column)) {
        String name = position(column);
        Column text = functions.make_valid_utf8(functions.col(name));
        Column orNull =
            functions.when(text.isin("", NULL_NAME), functions.lit(null)).otherwise(text);
        nameable = nameable.withColumn(name, orNull).filter(fits(column, functions.col(name)));
      }
    }
    return nameable;
  }

  /**
   * Refuses public groups that have no folder. A null has one; the texts that share it count as
   * null in private rows, and as a group of their own they would be two groups in one folder.
   *
   * @param publicGroups with the columns {@code group0}, {@code group1}, ...
   */
  public void requireNameable(Dataset<Row> publicGroups) {
    for (String column : columns) {
      Column text = functions.col(position(column));
      if (isText(column)
          && !publicGroups
              .filter(
                  text.isNotNull()
                      .and(
                          functions.not(
                              fits(column, text)
                                  .and(functions.not(text.isin("", NULL_NAME)))
                                  .and(functions.is_valid_utf8(text)))))
              .isEmpty()) {
        throw new InvalidSpecException(
            new Fault(
                "groups.public",
                "hold a value of "
                    + column
                    + " that can't name a folder, as output.partition_by asks",
                "",
                "texts that are neither empty nor %s, in UTF-8, of at most %d bytes with the column's name"
                    .formatted(NULL_NAME, MAX_NAME_BYTES),
                "rename that group, or leave " + column + " out of output.partition_by"));
      }
    }
  }

  private String position(String column) {
    return "group" + groups.fieldIndex(column);
  }

  /** Whether the name fits, after Spark has written each special character as three. */
  private static Column fits(String column, Column text) {
    int room = MAX_NAME_BYTES - (column + "=").getBytes(StandardCharsets.UTF_8).length;
    Column bytes = functions.octet_length(text);
    Column special =
        functions.octet_length(
            functions.regexp_replace(
                text, functions.lit("[^" + specialCharacters() + "]"), functions.lit("")));
    return text.isNull()
        .or(
            functions
                .instr(text, "\0")
                .equalTo(0)
                .and(bytes.multiply(3).leq(room).or(bytes.plus(special.multiply(2)).leq(room))));
  }

  /** The characters that Spark escapes in a folder's name, for a regular expression; all ASCII. */
  private static String specialCharacters() {
    StringBuilder characters = new StringBuilder();
    ExternalCatalogUtils.charToEscape().stream()
        .forEach(character -> characters.append("\\x%02x".formatted(character)));
    return characters.toString();
  }

  /**
   * Noised rows with the folders' names in the partition columns. They hold no null, because Spark
   * converts columns that could, and sorts anew, by the folder alone.
   */
  Dataset<Row> named(Dataset<Row> noised) {
    Dataset<Row> named = noised;
    for (String column : columns) {
      Column text = functions.col("`" + column + "`").cast(DataTypes.StringType);
      named = named.withColumn(column, functions.coalesce(text, functions.lit(NULL_NAME)));
    }
    return named;
  }

  /** By folder, then by group: what Spark asks of the rows of a partitioned write, and more. */
  Column[] order(String[] groupColumns) {
    List<String> order = new ArrayList<>(columns);
    Stream.of(groupColumns).filter(name -> !columns.contains(name)).forEach(order::add);
    return order.stream().map(name -> functions.col("`" + name + "`")).toArray(Column[]::new);
  }
}
