package org.tacet.engine.source;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.SourceInput;
import org.tacet.engine.spec.SourceSpec;

/**
 * A source of the spec, opened: its schema is known, none of its rows has been read.
 *
 * @param rows its columns, addressable as {@code column} and as {@code source.column}
 * @param catalogNames the tables and views of the catalog that it is read through
 */
record SourceTable(
    SourceSpec spec, Dataset<Row> rows, InputListing listing, List<String> catalogNames) {

  static SourceTable open(SparkSession session, SourceSpec spec) {
    if (spec.input() instanceof SourceInput.Files files) {
      return of(session, spec, FileSource.open(session, spec, files), List.of());
    }
    CatalogSource source = new CatalogSource(session, spec);
    Dataset<Row> rows = source.open();
    return of(session, spec, rows, source.names());
  }

  private static SourceTable of(
      SparkSession session, SourceSpec spec, Dataset<Row> rows, List<String> catalogNames) {
    requireDistinctNames(spec, rows);
    InputListing listing = InputListing.of(session, spec, RowExpressions.planOf(rows));
    return new SourceTable(spec, rows.alias(spec.name()), listing, catalogNames);
  }

  /** The files that will be read. */
  InputFiles files() {
    return listing.files();
  }

  /**
   * Whether a table of the catalog says that its files are cut by a column. Spark then sends no
   * rows of a unit to one task, and takes it that they are there.
   */
  boolean isBucketed() {
    return isBucketed(RowExpressions.planOf(rows));
  }

  private static boolean isBucketed(LogicalPlan plan) {
    if (plan instanceof LogicalRelation relation
        && relation.relation() instanceof HadoopFsRelation files) {
      return files.bucketSpec().isDefined();
    }
    return ScalaCollections.list(plan.children()).stream().anyMatch(SourceTable::isBucketed);
  }

  private static void requireDistinctNames(SourceSpec spec, Dataset<Row> rows) {
    Set<String> names = new HashSet<>();
    for (String name : rows.columns()) {
      if (!names.add(name.toLowerCase(Locale.ROOT))) {
        throw new InvalidSpecException(
            new Fault(
                spec.inputField(),
                "gives two columns the name " + name,
                spec.input().written(),
                "each column once, case aside",
                "name the columns apart, with AS in a query"));
      }
    }
  }
}
