package org.tacet.engine.source;

import java.util.HashSet;
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
 */
record SourceTable(SourceSpec spec, Dataset<Row> rows, InputFiles files) {

  static SourceTable open(SparkSession session, SourceSpec spec) {
    Dataset<Row> rows =
        spec.input() instanceof SourceInput.Files files
            ? FileSource.open(session, spec, files)
            : new CatalogSource(session, spec).open();
    requireDistinctNames(spec, rows);
    InputFiles files = InputFiles.readBy(rows, session.sessionState().newHadoopConf());
    return new SourceTable(spec, rows.alias(spec.name()), files);
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
