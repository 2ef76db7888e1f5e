package org.tacet.engine.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InputFormat;
import org.tacet.engine.spec.InvalidSpecException;

/**
 * The columns that a spec declares for its files.
 *
 * @param columns each once, case aside
 * @param field the declaration's path in the spec, for messages
 */
record DeclaredSchema(StructType columns, String field) {

  private static final Set<DataType> PLAIN =
      Set.of(
          DataTypes.BooleanType,
          DataTypes.ByteType,
          DataTypes.ShortType,
          DataTypes.IntegerType,
          DataTypes.LongType,
          DataTypes.FloatType,
          DataTypes.DoubleType,
          DataTypes.DateType,
          DataTypes.TimestampType,
          DataTypes.TimestampNTZType);

  private static final String PLAIN_NAMES =
      "boolean, tinyint, smallint, int, bigint, float, double, decimal, string, date, timestamp,"
          + " timestamp_ntz";

  /**
   * Reads a declaration.
   *
   * @throws InvalidSpecException when it is not Spark DDL or names a column twice
   */
  static DeclaredSchema parse(String ddl, String field) {
    StructType columns;
    try {
      columns = fromDdl(ddl);
    } catch (ParseException e) {
      throw new InvalidSpecException(
          new Fault(
              field,
              "is not a schema",
              ddl,
              "Spark DDL, such as \"id bigint, name string\"",
              "mend the column list: a comma between columns, each with its type"),
          e);
    }
    Set<String> names = new HashSet<>();
    List<Fault> faults = new ArrayList<>();
    for (String name : columns.fieldNames()) {
      if (!names.add(folded(name))) {
        faults.add(
            new Fault(
                field,
                "declares a column twice",
                name,
                "each column once, case aside",
                "remove one of the two"));
      }
    }
    requireNone(faults);
    return new DeclaredSchema(columns, field);
  }

  /** Declares what Scala throws unannounced. */
  private static StructType fromDdl(String ddl) throws ParseException {
    return StructType.fromDDL(ddl);
  }

  /** Columns the spec doesn't declare are not there for it; the others have to be as declared. */
  Dataset<Row> of(Dataset<Row> rows) {
    List<Fault> faults = new ArrayList<>();
    for (StructField column : columns.fields()) {
      Optional<StructField> found = find(rows.schema(), column.name());
      if (found.isEmpty()) {
        faults.add(
            new Fault(
                field,
                "declares a column that the files don't have",
                column.name(),
                String.join(", ", rows.columns()),
                "correct the schema or the path"));
      } else if (!found.get().dataType().equals(column.dataType())) {
        faults.add(
            new Fault(
                field,
                "declares column " + column.name() + " of another type than the files have",
                column.dataType().sql(),
                found.get().dataType().sql(),
                "correct the schema or rewrite the table"));
      }
    }
    requireNone(faults);
    return rows.select(
        Arrays.stream(columns.fieldNames())
            .map(name -> functions.col("`" + name + "`"))
            .toArray(org.apache.spark.sql.Column[]::new));
  }

  /**
   * Requires types that can be read from text.
   *
   * @param format csv, or json, which knows structs, arrays and maps too
   */
  void requireReadableFrom(InputFormat format) {
    List<Fault> faults = new ArrayList<>();
    for (StructField column : columns.fields()) {
      if (!isReadable(column.dataType(), format, true)) {
        faults.add(
            new Fault(
                field,
                "declares column " + column.name() + " of a type that " + format.word() + " lacks",
                column.dataType().sql(),
                PLAIN_NAMES
                    + (format == InputFormat.JSON
                        ? "; of all but decimal also struct, array and map<string, ...>"
                        : ""),
                "declare it string, and cast it in an expression"));
      }
    }
    requireNone(faults);
  }

  private static boolean isReadable(DataType type, InputFormat format, boolean isColumn) {
    if (type instanceof DecimalType) {
      return isColumn;
    } else if (type instanceof StringType) {
      return type.equals(DataTypes.StringType);
    } else if (format == InputFormat.JSON && type instanceof StructType struct) {
      return Arrays.stream(struct.fields())
          .allMatch(part -> isReadable(part.dataType(), format, false));
    } else if (format == InputFormat.JSON && type instanceof ArrayType array) {
      return isReadable(array.elementType(), format, false);
    } else if (format == InputFormat.JSON && type instanceof MapType map) {
      return map.keyType().equals(DataTypes.StringType)
          && isReadable(map.valueType(), format, false);
    }
    return PLAIN.contains(type);
  }

  /** The column of this name, case aside. */
  static Optional<StructField> find(StructType columns, String name) {
    return Arrays.stream(columns.fields())
        .filter(candidate -> folded(candidate.name()).equals(folded(name)))
        .findFirst();
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static void requireNone(List<Fault> faults) {
    if (!faults.isEmpty()) {
      throw new InvalidSpecException(faults);
    }
  }
}
