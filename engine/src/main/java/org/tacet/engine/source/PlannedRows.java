package org.tacet.engine.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.View;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.Ownership.RowUnit;
import org.tacet.engine.spec.SourceInput;
import org.tacet.engine.spec.SourceSpec;

/**
 * Opens what Spark knows by a plan: a table, a view or a query of the session's catalog, or a
 * Dataset of the program. The session is the release's own, so it has no temporary view, its
 * database is {@code default}, and it has listed no files before.
 */
final class PlannedRows {

  private static final String NAMES = "table, database.table or catalog.database.table";

  private final SparkSession session;
  private final SourceInput input;
  private final String field;
  private final boolean rowsAreUnits;
  private final Set<String> names = new LinkedHashSet<>();

  PlannedRows(SparkSession session, SourceSpec spec) {
    this.session = session;
    this.input = spec.input();
    this.field = spec.inputField();
    this.rowsAreUnits = spec.ownership() instanceof RowUnit;
  }

  /**
   * The lazy rows.
   *
   * @param given the Dataset that a program gives for this source
   * @throws InvalidSpecException when a table or Dataset is not there, or the plan is not one of
   *     single rows
   */
  Dataset<Row> open(Optional<Dataset<Row>> given) {
    boolean isDataset = input instanceof SourceInput.GivenDataset;
    LogicalPlan analyzed = isDataset ? planOf(given) : analyzed(parsed());
    LogicalPlan traced =
        new RowwisePlan(session, field, input.written(), rowsAreUnits, isDataset).traced(analyzed);
    requireFolders(traced);
    collectNames(analyzed);
    return RowExpressions.rowsOf(session, traced);
  }

  private LogicalPlan parsed() {
    return input instanceof SourceInput.Select select
        ? SelectStatement.parse(session, field, select.sql(), rowsAreUnits)
        : relation(input.written());
  }

  /** The Dataset's session has looked up its names already, temporary views among them. */
  private LogicalPlan planOf(Optional<Dataset<Row>> given) {
    return RowExpressions.planOf(
        given.orElseThrow(
            () ->
                refuse(
                    "is given by no one",
                    "a Dataset by the name of the source",
                    "give it where the release is run",
                    null)));
  }

  /** The tables and views that {@link #open} has found in the catalog. */
  List<String> names() {
    return List.copyOf(names);
  }

  private void collectNames(LogicalPlan plan) {
    if (plan instanceof View view && !view.isTempView()) {
      names.add(ListedRelation.catalogName(view.desc().identifier()));
    }
    ListedRelation.of(plan).flatMap(ListedRelation::catalogName).ifPresent(names::add);
    ScalaCollections.list(plan.children()).forEach(this::collectNames);
  }

  private LogicalPlan relation(String name) {
    try {
      return new UnresolvedRelation(nameParts(name), CaseInsensitiveStringMap.empty(), false);
    } catch (ParseException e) {
      throw refuse("is not the name of a table", NAMES, "put odd names into backticks", e);
    }
  }

  /** Declares what Scala throws unannounced. */
  private scala.collection.immutable.Seq<String> nameParts(String name) throws ParseException {
    return ((org.apache.spark.sql.classic.SparkSession) session)
        .sessionState()
        .sqlParser()
        .parseMultipartIdentifier(name);
  }

  private LogicalPlan analyzed(LogicalPlan parsed) {
    try {
      return analyze(parsed);
    } catch (AnalysisException e) {
      if (isAbsent(e)) {
        throw refuse(
            "names a table that is not in the catalog: " + RowExpressions.firstLine(e),
            NAMES + "; without a database, that of default",
            "correct the name, create the table, or give its files by path",
            e);
      }
      throw refuse(
          "does not resolve: " + RowExpressions.firstLine(e),
          "tables and columns of the catalog",
          "correct the query, or create the view anew",
          e);
    }
  }

  /** Declares what Scala throws unannounced. */
  private LogicalPlan analyze(LogicalPlan parsed) throws AnalysisException {
    return RowExpressions.planOf(RowExpressions.rowsOf(session, parsed));
  }

  private static boolean isAbsent(SparkThrowable e) {
    return e.getCondition() != null
        && (e.getCondition().contains("NOT_FOUND") && !e.getCondition().contains("COLUMN"));
  }

  /** Spark reads a table whose folder is gone as one of zero rows. */
  private void requireFolders(LogicalPlan plan) {
    if (plan instanceof LogicalRelation relation
        && relation.relation() instanceof HadoopFsRelation files) {
      Set<Path> withFiles =
          Arrays.stream(files.location().inputFiles())
              .map(uri -> new Path(URI.create(uri)).getParent())
              .collect(Collectors.toSet());
      ScalaCollections.list(files.location().rootPaths()).stream()
          .filter(folder -> !withFiles.contains(folder))
          .forEach(folder -> requireFolder(folder, session.sessionState().newHadoopConf()));
    }
    ScalaCollections.list(plan.children()).forEach(this::requireFolders);
  }

  private void requireFolder(Path folder, Configuration configuration) {
    String shown = UnreadableFile.withoutValues(folder.toString());
    try {
      folder.getFileSystem(configuration).getFileStatus(folder);
    } catch (FileNotFoundException e) {
      throw refuse(
          "reads a table whose folder " + shown + " is gone",
          "tables that are there; zero rows are fine",
          "write the table again, or drop the partition",
          e);
    } catch (IOException e) {
      throw refuse(
          "reads a table whose folder " + shown + " can't be read: " + UnreadableFile.why(e),
          "tables that may be read",
          "check the rights",
          e);
    }
  }

  private InvalidSpecException refuse(String problem, String legal, String fix, Exception cause) {
    return new InvalidSpecException(new Fault(field, problem, input.written(), legal, fix), cause);
  }
}
