package org.tacet.engine.spec;

import java.util.Objects;
import java.util.Optional;

/**
 * A table that a release reads.
 *
 * @param name the name it has in the spec and in expressions
 * @param path where it lies, a path or URI
 * @param format {@code parquet}, the one format of this version
 * @param ownership how its rows belong to privacy units
 * @param schema its columns as Spark DDL; when present, the files have to have these columns of
 *     these types, and others that they have can't be used
 */
public record SourceSpec(
    String name, String path, String format, Ownership ownership, Optional<String> schema) {

  public static final String PARQUET = "parquet";

  public SourceSpec {
    Objects.requireNonNull(ownership, "ownership");
    Faults faults = new Faults();
    faults.require(
        Names.isColumn(name),
        "",
        "is not a name that expressions can use",
        name,
        Names.COLUMN_LEGAL,
        "rename the source");
    faults.require(
        !path.isBlank(), "path", "is blank", path, "a path or URI", "say where the table lies");
    faults.require(
        format.equals(PARQUET),
        "format",
        "is not a format that Tacet reads",
        format,
        PARQUET,
        "convert the table to Parquet");
    faults.require(
        schema.map(ddl -> !ddl.isBlank()).orElse(true),
        "schema",
        "is blank",
        schema.orElse(""),
        "columns as Spark DDL, such as \"id bigint, name string\"",
        "write the columns, or remove the field");
    faults.throwIfAny();
  }

  /** Whether a neighbouring data set may have other rows in this source. */
  public boolean isPrivate() {
    return !(ownership instanceof Ownership.Public);
  }
}
