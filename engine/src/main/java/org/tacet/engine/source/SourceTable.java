package org.tacet.engine.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.SourceSpec;

/**
 * A source of the spec, opened: its schema is known, none of its rows has been read.
 *
 * @param rows its columns, addressable as {@code column} and as {@code source.column}
 */
record SourceTable(SourceSpec spec, Dataset<Row> rows, InputFiles files) {

  static SourceTable open(SparkSession session, SourceSpec spec) {
    String field = "sources." + spec.name();
    Configuration configuration = session.sessionState().newHadoopConf();
    InputFiles.requireAny(spec.path(), field + ".path", configuration);
    Dataset<Row> rows = readSchema(session, spec, field);
    InputFiles files = InputFiles.readBy(rows, configuration);
    if (spec.schema().isPresent()) {
      rows = asDeclared(rows, declared(spec.schema().get(), field), field);
    }
    return new SourceTable(spec, rows.alias(spec.name()), files);
  }

  private static Dataset<Row> readSchema(SparkSession session, SourceSpec spec, String field) {
    try {
      return parquet(session, spec.path());
    } catch (AnalysisException | org.apache.spark.SparkException e) {
      throw new InvalidSpecException(
          new Fault(
              field + ".path",
              "holds files that are not readable as Parquet" + conditionOf(e),
              spec.path(),
              "a folder or file of Parquet data",
              "write the table as Parquet, or correct the path"),
          e);
    }
  }

  /** Declares what Scala throws unannounced. */
  private static Dataset<Row> parquet(SparkSession session, String path)
      throws AnalysisException, org.apache.spark.SparkException {
    return session.read().parquet(path);
  }

  private static String conditionOf(Exception e) {
    return e instanceof org.apache.spark.SparkThrowable spark && spark.getCondition() != null
        ? " (" + spark.getCondition() + ")"
        : "";
  }

  private static StructType declared(String ddl, String field) {
    try {
      return parse(ddl);
    } catch (org.apache.spark.sql.catalyst.parser.ParseException e) {
      throw new InvalidSpecException(
          new Fault(
              field + ".schema",
              "is not a schema",
              ddl,
              "Spark DDL, such as \"id bigint, name string\"",
              "mend the column list: a comma between columns, each with its type"),
          e);
    }
  }

  private static StructType parse(String ddl)
      throws org.apache.spark.sql.catalyst.parser.ParseException {
    return StructType.fromDDL(ddl);
  }

  /** Columns the spec doesn't declare are not there for it; the others have to be as declared. */
  private static Dataset<Row> asDeclared(Dataset<Row> rows, StructType declared, String field) {
    List<Fault> faults = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (StructField column : declared.fields()) {
      if (!names.add(column.name().toLowerCase(Locale.ROOT))) {
        faults.add(
            new Fault(
                field + ".schema",
                "declares a column twice",
                column.name(),
                "each column once, case aside",
                "remove one of the two"));
        continue;
      }
      StructField found =
          Arrays.stream(rows.schema().fields())
              .filter(
                  candidate ->
                      candidate
                          .name()
                          .toLowerCase(Locale.ROOT)
                          .equals(column.name().toLowerCase(Locale.ROOT)))
              .findFirst()
              .orElse(null);
      if (found == null) {
        faults.add(
            new Fault(
                field + ".schema",
                "declares a column that the files don't have",
                column.name(),
                String.join(", ", rows.columns()),
                "correct the schema or the path"));
      } else if (!found.dataType().equals(column.dataType())) {
        faults.add(
            new Fault(
                field + ".schema",
                "declares column " + column.name() + " of another type than the files have",
                column.dataType().sql(),
                found.dataType().sql(),
                "correct the schema or rewrite the table"));
      }
    }
    if (!faults.isEmpty()) {
      throw new InvalidSpecException(faults);
    }
    return rows.select(
        Arrays.stream(declared.fieldNames())
            .map(name -> functions.col("`" + name + "`"))
            .toArray(org.apache.spark.sql.Column[]::new));
  }
}
