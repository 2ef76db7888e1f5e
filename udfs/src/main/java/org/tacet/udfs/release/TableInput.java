package org.tacet.udfs.release;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Where the rows of a table come from. A Dataset is the first choice; files of csv and json are
 * given by their place, for Spark's own readers of them fail on some rows.
 */
public final class TableInput {

  private final Map<String, Object> fields;
  private final Optional<Dataset<Row>> dataset;

  private TableInput(Map<String, Object> fields, Optional<Dataset<Row>> dataset) {
    this.fields = fields;
    this.dataset = dataset;
  }

  /**
   * What a Dataset computes, row by row: columns, expressions, filters and {@code unionByName} or
   * {@code union} over files of Parquet or ORC. Joins belong into {@link PrivateTable#join}, where
   * it is known whose rows the other table holds; the rest is refused with what to write instead.
   */
  public static TableInput dataset(Dataset<Row> rows) {
    return new TableInput(Map.of("dataset", DatasetPlan.hash(rows)), Optional.of(rows));
  }

  /** Files of Parquet: a folder or file, as a path or URI. */
  public static TableInput parquet(String path) {
    return files(path, "parquet");
  }

  /** Files of ORC: a folder or file, as a path or URI. */
  public static TableInput orc(String path) {
    return files(path, "orc");
  }

  /**
   * Files of csv.
   *
   * @param schema the columns in the order of the files, as Spark DDL: {@code "id bigint, day
   *     date"}
   */
  public static TableInput csv(String path, String schema) {
    return files(path, "csv").with("schema", schema);
  }

  /**
   * Files of json, one record a line.
   *
   * @param schema the columns as Spark DDL
   */
  public static TableInput json(String path, String schema) {
    return files(path, "json").with("schema", schema);
  }

  /** A table or view of the catalog: {@code table} or {@code [catalog.]database.table}. */
  public static TableInput table(String name) {
    return new TableInput(Map.of("table", name), Optional.empty());
  }

  /** One {@code SELECT} over tables and views of the catalog. */
  public static TableInput sql(String select) {
    return new TableInput(Map.of("sql", select), Optional.empty());
  }

  private static TableInput files(String path, String format) {
    return new TableInput(Map.of("path", path, "format", format), Optional.empty());
  }

  /** csv: each file begins with a line of its columns' names. */
  public TableInput header() {
    return with("header", true);
  }

  /** csv: the character between two fields. */
  public TableInput delimiter(String character) {
    return with("delimiter", character);
  }

  private TableInput with(String field, Object value) {
    return new TableInput(SpecDocument.with(fields, field, value), dataset);
  }

  Map<String, Object> fields() {
    return fields;
  }

  Optional<Dataset<Row>> dataset() {
    return dataset;
  }
}
