package org.tacet.engine.spec;

import java.util.Objects;
import java.util.Optional;

/** Where the rows of a source come from. */
public sealed interface SourceInput {

  /** The field of a source that a program gives as a Dataset; no spec in a file has it. */
  String DATASET = "dataset";

  /** The field of the source that says so. */
  String field();

  /** What that field holds, as written. */
  String written();

  /**
   * Files of one format.
   *
   * @param path a folder or file, as a path or URI
   * @param schema the columns as Spark DDL. Parquet and ORC files have to have these columns of
   *     these types, and others that they have can't be used; csv and json are read as it says
   * @param header csv: whether each file begins with a line of its columns' names
   * @param delimiter csv: the character between two fields
   */
  record Files(
      String path,
      InputFormat format,
      Optional<String> schema,
      Optional<Boolean> header,
      Optional<String> delimiter)
      implements SourceInput {

    private static final String DDL = "columns as Spark DDL, such as \"id bigint, name string\"";

    public Files {
      Objects.requireNonNull(format, "format");
      Faults faults = new Faults();
      faults.require(
          !path.isBlank(), "path", "is blank", path, "a path or URI", "say where the table lies");
      faults.require(
          schema.map(ddl -> !ddl.isBlank()).orElse(true),
          "schema",
          "is blank",
          schema.orElse(""),
          DDL,
          "write the columns, or remove the field");
      faults.require(
          schema.isPresent() || !format.isText(),
          "schema",
          "is missing beside format: "
              + format.word()
              + ", and guessing it would read private rows before they are paid for",
          null,
          DDL,
          "declare the columns in the order of the files");
      requireCsv(faults, format, "header", header.map(Object::toString));
      requireCsv(faults, format, "delimiter", delimiter);
      faults.require(
          delimiter.map(Files::isDelimiter).orElse(true),
          "delimiter",
          "can't stand between fields",
          delimiter.orElse(""),
          "one character that is no letter, digit, quote, backslash, space or line break",
          "write the character, such as \";\" or \"\\t\"");
      faults.throwIfAny();
    }

    private static void requireCsv(
        Faults faults, InputFormat format, String field, Optional<String> value) {
      faults.require(
          value.isEmpty() || format == InputFormat.CSV,
          field,
          "belongs to csv, and the format is " + format.word(),
          value.orElse(""),
          "no such field",
          "remove it, or write format: csv");
    }

    private static boolean isDelimiter(String text) {
      return text.length() == 1
          && !Character.isLetterOrDigit(text.charAt(0))
          && !Character.isSurrogate(text.charAt(0))
          && "\"\\ \r\n\0\ufeff".indexOf(text.charAt(0)) < 0;
    }

    /** Whether each csv file begins with a line of names. */
    public boolean hasHeader() {
      return header.orElse(false);
    }

    /** The character between two csv fields. */
    public String fieldDelimiter() {
      return delimiter.orElse(",");
    }

    @Override
    public String field() {
      return "path";
    }

    @Override
    public String written() {
      return path;
    }
  }

  /**
   * A table or view of the catalog.
   *
   * @param name {@code table}, {@code database.table} or {@code catalog.database.table}
   */
  record Table(String name) implements SourceInput {
    public Table {
      Faults faults = new Faults();
      faults.require(
          !name.isBlank(),
          "table",
          "is blank",
          name,
          "table, database.table or catalog.database.table",
          "name a table or view of the catalog");
      faults.throwIfAny();
    }

    @Override
    public String field() {
      return "table";
    }

    @Override
    public String written() {
      return name;
    }
  }

  /**
   * A Dataset that a program gives beside its spec, under the source's name. No file can name one.
   *
   * @param plan SHA-256, hex, of what the Dataset computes, so that the spec's hash covers it
   */
  record GivenDataset(String plan) implements SourceInput {
    public GivenDataset {
      Objects.requireNonNull(plan, "plan");
    }

    @Override
    public String field() {
      return DATASET;
    }

    @Override
    public String written() {
      return "a Dataset";
    }
  }

  /**
   * A query over tables and views of the catalog.
   *
   * @param sql one SELECT that computes each row from one row of one table
   */
  record Select(String sql) implements SourceInput {
    public Select {
      Faults faults = new Faults();
      faults.require(
          !sql.isBlank(), "sql", "is blank", sql, "one SELECT", "write a query, or name a table");
      faults.throwIfAny();
    }

    @Override
    public String field() {
      return "sql";
    }

    @Override
    public String written() {
      return sql.strip();
    }
  }
}
