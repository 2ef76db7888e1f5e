package org.tacet.engine.source;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

  /** Opens a source of a spec in a file. */
  static SourceTable open(SparkSession session, SourceSpec spec) {
    return open(session, spec, Map.of());
  }

  /**
   * Opens a source of any spec.
   *
   * @param datasets those that a program gives, by the name of their source
   */
  static SourceTable open(
      SparkSession session, SourceSpec spec, Map<String, Dataset<Row>> datasets) {
    if (spec.input() instanceof SourceInput.Files files) {
      return of(session, spec, FileSource.open(session, spec, files), List.of());
    }
    PlannedRows source = new PlannedRows(session, spec);
    Dataset<Row> rows = source.open(Optional.ofNullable(datasets.get(spec.name())));
    SourceTable table = of(session, spec, rows, source.names());
    table.requireFreshListing(session);
    return table;
  }

  private static SourceTable of(
      SparkSession session, SourceSpec spec, Dataset<Row> rows, List<String> catalogNames) {
    requireDistinctNames(spec, rows);
    InputListing listing = InputListing.of(session, spec, RowExpressions.planOf(rows));
    return new SourceTable(spec, rows.alias(spec.name()), listing, catalogNames);
  }

  /** A Dataset keeps the files that Spark listed when it was made, which may be long ago. */
  private void requireFreshListing(SparkSession session) {
    if (spec.input() instanceof SourceInput.GivenDataset given) {
      listing
          .change(session)
          .ifPresent(
              change -> {
                throw new InvalidSpecException(
                    new Fault(
                        spec.inputField(),
                        "was made of other files than lie there now: " + change.words(),
                        given.written(),
                        "a Dataset whose files are still the same",
                        "make the Dataset anew, and release when its files are complete"));
              });
    }
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
