package org.tacet.engine.source;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InputFormat;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.SourceInput.Files;
import org.tacet.engine.spec.SourceSpec;

/** Opens the files of a path; their schema is theirs, or declared. */
final class FileSource {

  private FileSource() {}

  static Dataset<Row> open(SparkSession session, SourceSpec spec, Files input) {
    Configuration configuration = session.sessionState().newHadoopConf();
    InputFiles.requireAny(input, spec.inputField(), configuration);
    String schemaField = "sources." + spec.name() + ".schema";
    if (input.format().isText()) {
      DeclaredSchema declared = DeclaredSchema.parse(input.schema().orElseThrow(), schemaField);
      declared.requireReadableFrom(input.format());
      Dataset<Row> lines = read(session, input, spec.inputField());
      return new TextRecords(session, input, declared, spec.inputField()).of(lines);
    }
    Dataset<Row> rows = read(session, input, spec.inputField());
    return input.schema().map(ddl -> DeclaredSchema.parse(ddl, schemaField).of(rows)).orElse(rows);
  }

  private static Dataset<Row> read(SparkSession session, Files input, String field) {
    try {
      return read(session, input.path(), input.format());
    } catch (AnalysisException | SparkException e) {
      throw new InvalidSpecException(
          new Fault(
              field,
              "holds files that are not readable as "
                  + input.format().title()
                  + conditionOf(e)
                  + UnreadableFile.in(e).map(file -> ": " + file).orElse(""),
              input.path(),
              "a folder or file of " + input.format().title() + " data",
              "write the table as " + input.format().title() + ", or correct path or format"),
          e);
    }
  }

  /** Declares what Scala throws unannounced. */
  private static Dataset<Row> read(SparkSession session, String path, InputFormat format)
      throws AnalysisException, SparkException {
    return switch (format) {
      case PARQUET -> session.read().parquet(path);
      case ORC -> session.read().orc(path);
      case CSV, JSON -> session.read().text(path);
    };
  }

  private static String conditionOf(Exception e) {
    return e instanceof SparkThrowable spark && spark.getCondition() != null
        ? " (" + spark.getCondition() + ")"
        : "";
  }
}
