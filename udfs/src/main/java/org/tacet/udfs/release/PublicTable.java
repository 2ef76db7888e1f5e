package org.tacet.udfs.release;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A table in which no person's presence shows, such as one of nations or of products. */
public final class PublicTable {

  private final String name;
  private final SpecDocument document;

  private PublicTable(String name, TableInput input) {
    this.name = name;
    this.document = SpecDocument.ofSource(name, input, Map.of("public", true));
  }

  /**
   * A table that is declared public.
   *
   * @param name by which expressions and messages call it
   */
  public static PublicTable of(String name, Dataset<Row> rows) {
    return of(name, TableInput.dataset(rows));
  }

  /** The same for what is no Dataset. */
  public static PublicTable of(String name, TableInput input) {
    return new PublicTable(name, input);
  }

  String name() {
    return name;
  }

  SpecDocument document() {
    return document;
  }
}
