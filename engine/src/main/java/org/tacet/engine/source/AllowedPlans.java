package org.tacet.engine.source;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.View;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.csv.CSVFileFormat;
import org.apache.spark.sql.execution.datasources.json.JsonFileFormat;
import org.apache.spark.sql.execution.datasources.orc.OrcFileFormat;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What a view or a query may be made of (P4): nodes that compute each row from one row of one
 * table, over files that can be listed. Whatever is not named here is refused.
 */
final class AllowedPlans {

  /**
   * Why a node is refused.
   *
   * @param reason completes "the source ..."
   * @param fix what to write instead
   */
  record Refusal(String reason, String fix) {}

  private static final String SPEC_DOES = "let group_by and aggregates of the spec do that";
  private static final String JOINS_DO = "declare each table as a source and join them under joins";
  private static final String PATH_DOES = "declare its files as a source with path and format";
  private static final String TABLE_FIRST = "write what it computes to a table before the release";

  /** Options of a stored table that matter to writers alone. */
  private static final Set<String> WRITERS_OPTIONS =
      Set.of("path", "serialization.format", "compression", "parquet.compression", "orc.compress");

  private static final Map<String, Refusal> REFUSALS =
      Map.ofEntries(
          refusal("Aggregate", "aggregates rows", SPEC_DOES),
          refusal("UnresolvedHaving", "aggregates rows", SPEC_DOES),
          refusal(
              "Distinct",
              "removes duplicates (DISTINCT or UNION)",
              "write UNION ALL, or count with privacy_units"),
          refusal("Deduplicate", "removes duplicates", "count with privacy_units"),
          refusal("Window", "uses a window over other rows", TABLE_FIRST),
          refusal("WithWindowDefinition", "uses a window over other rows", TABLE_FIRST),
          refusal("GlobalLimit", "takes a number of rows (LIMIT)", "filter by what a row says"),
          refusal("LocalLimit", "takes a number of rows (LIMIT)", "filter by what a row says"),
          refusal("Offset", "leaves a number of rows out (OFFSET)", "filter by what a row says"),
          refusal("Sample", "samples rows", "remove TABLESAMPLE"),
          refusal("Sort", "sorts rows", "remove ORDER BY or SORT BY: order has no effect here"),
          refusal(
              "RepartitionByExpression",
              "distributes rows",
              "remove the clause: it has no effect here"),
          refusal("Repartition", "distributes rows", "remove the hint: it has no effect here"),
          refusal("UnresolvedHint", "holds a hint", "remove the hint"),
          refusal("Join", "joins tables", JOINS_DO),
          refusal("LateralJoin", "joins tables", JOINS_DO),
          refusal("Except", "compares tables (EXCEPT)", "filter by what a row says"),
          refusal("Intersect", "compares tables (INTERSECT)", JOINS_DO),
          refusal("Generate", "makes several rows of one", TABLE_FIRST),
          refusal("Expand", "makes several rows of one", TABLE_FIRST),
          refusal("Unpivot", "makes several rows of one", TABLE_FIRST),
          refusal("Pivot", "aggregates rows", SPEC_DOES),
          refusal("UnresolvedWith", "begins with WITH", "write the query in FROM (...)"),
          refusal("WithCTE", "uses WITH", "write the query in FROM (...)"),
          refusal("OneRowRelation", "reads no table", "add FROM and a table of the catalog"),
          refusal("LocalRelation", "holds rows of its own", "store them as a table"),
          refusal(
              "UnresolvedInlineTable", "holds rows of its own (VALUES)", "store them as a table"),
          refusal("ResolvedInlineTable", "holds rows of its own (VALUES)", "store them as a table"),
          refusal("Range", "makes rows by itself", "store them as a table"),
          refusal(
              "UnresolvedTableValuedFunction",
              "calls a function in place of a table",
              "name a table of the catalog"),
          refusal(
              "RelationTimeTravel", "reads an earlier version of a table", "name the table alone"),
          refusal(
              "PlanWithUnresolvedIdentifier",
              "names a table by IDENTIFIER()",
              "write the name itself"),
          refusal(
              "DataSourceV2Relation", "reads a table whose files Spark does not list", PATH_DOES),
          refusal("HiveTableRelation", "reads a table of Hive's own format", PATH_DOES));

  private static final String NAMES_A_ROW = "a column that identifies its rows";

  /**
   * What makes several rows of one, or may: where rows are the privacy units, nothing would tell
   * that they are one (P1). Where columns name the unit, bounding takes care of it.
   */
  private static final Map<String, Refusal> REFUSALS_OF_ROW_UNITS =
      Map.ofEntries(
          refusal(
              "Union",
              "takes rows of several tables (UNION ALL), so that one may come twice while rows are privacy units",
              "declare " + NAMES_A_ROW + " as private: {unit: [...]} in place of rows"),
          repeating("Join", "joins tables"),
          repeating("LateralJoin", "joins tables"),
          repeating("Generate", "makes several rows of one"),
          repeating("Expand", "makes several rows of one"),
          repeating("Unpivot", "makes several rows of one"));

  private AllowedPlans() {}

  private static Map.Entry<String, Refusal> repeating(String node, String reason) {
    return refusal(
        node,
        reason + " while rows are privacy units",
        "%s; with each table keep %s and declare it as private: {unit: [...]} in place of rows"
            .formatted(node.contains("Join") ? JOINS_DO : TABLE_FIRST, NAMES_A_ROW));
  }

  private static Map.Entry<String, Refusal> refusal(String node, String reason, String fix) {
    return Map.entry(node, new Refusal(reason, fix));
  }

  /**
   * Whether a node of a query's text, in which nothing has been looked up, is refused.
   *
   * @param rowsAreUnits whether each row is a privacy unit, and so may come once
   */
  static Optional<Refusal> refusalOfText(LogicalPlan node, boolean rowsAreUnits) {
    Optional<Refusal> repeating = refusalOfRowUnits(node, rowsAreUnits);
    if (repeating.isPresent()) {
      return repeating;
    }
    if (node instanceof UnresolvedRelation relation) {
      return relation.isStreaming() || !relation.options().isEmpty()
          ? Optional.of(
              new Refusal("reads a table with options or as a stream", "name the table alone"))
          : Optional.empty();
    }
    return isRowwise(node)
        ? Optional.empty()
        : Optional.of(refusalOf(node, "write one SELECT, or name a table or view under table"));
  }

  /**
   * Whether a node of an analyzed plan is refused, its expressions and children aside.
   *
   * @param rowsAreUnits whether each row is a privacy unit, and so may come once
   */
  static Optional<Refusal> refusal(LogicalPlan node, boolean rowsAreUnits) {
    Optional<Refusal> repeating = refusalOfRowUnits(node, rowsAreUnits);
    if (repeating.isPresent()) {
      return repeating;
    } else if (node instanceof View view) {
      return view.isTempView()
          ? Optional.of(
              new Refusal("reads a temporary view", "create it with CREATE VIEW, in a database"))
          : Optional.empty();
    } else if (node instanceof LogicalRelation relation) {
      return refusalOf(relation);
    }
    return isRowwise(node) ? Optional.empty() : Optional.of(refusalOf(node, TABLE_FIRST));
  }

  /** What a query over a spec's sources may hold beside: {@link QueryTracer} traces them. */
  private static final Set<String> TRACED =
      Set.of(
          "Join",
          "Aggregate",
          "UnresolvedHaving",
          "Distinct",
          "Window",
          "Generate",
          "UnresolvedSubqueryColumnAliases");

  /**
   * Whether a node of a query over a spec's sources is refused whatever it stands on; of its text,
   * in which nothing has been looked up, or of its analyzed plan.
   */
  static Optional<Refusal> refusalInQuery(LogicalPlan node) {
    return isRowwise(node) || TRACED.contains(name(node))
        ? Optional.empty()
        : Optional.of(refusalOf(node, "join, filter and group sources by SELECT alone"));
  }

  private static boolean isRowwise(LogicalPlan node) {
    return node instanceof Project
        || node instanceof Filter
        || node instanceof SubqueryAlias
        || node instanceof Union;
  }

  private static Optional<Refusal> refusalOfRowUnits(LogicalPlan node, boolean rowsAreUnits) {
    return rowsAreUnits
        ? Optional.ofNullable(REFUSALS_OF_ROW_UNITS.get(name(node)))
        : Optional.empty();
  }

  private static String name(LogicalPlan node) {
    return node.getClass().getSimpleName().replace("$", "");
  }

  private static Refusal refusalOf(LogicalPlan node, String fix) {
    String name = name(node);
    return REFUSALS.getOrDefault(
        name, new Refusal("holds " + name + ", which is not allowed", fix));
  }

  private static Optional<Refusal> refusalOf(LogicalRelation relation) {
    if (!(relation.relation() instanceof HadoopFsRelation files)) {
      return Optional.of(new Refusal("reads a table that is not made of files", TABLE_FIRST));
    }
    FileFormat format = files.fileFormat();
    if (format instanceof CSVFileFormat || format instanceof JsonFileFormat) {
      // Spark's readers of these fail on some lines (see TextRecords), and a table's own options
      // may make them fail on more.
      return Optional.of(
          new Refusal(
              "reads a csv or json table, in which one malformed row could fail the job",
              PATH_DOES + " and schema, which reads each line by itself"));
    }
    if (!(format.getClass() == ParquetFileFormat.class
        || format.getClass() == OrcFileFormat.class)) {
      return Optional.of(
          new Refusal("reads a table of another format than parquet and orc", PATH_DOES));
    }
    if (relation.isStreaming()) {
      return Optional.of(new Refusal("reads a stream", "name the table alone"));
    }
    if (relation.output().size() != files.schema().size()) {
      return Optional.of(
          new Refusal(
              "reads hidden columns such as _metadata, which tell of other rows",
              "select columns of the table"));
    }
    // An option comes before the settings that the release pins, such as how old dates are read.
    return CollectionConverters.asJava(files.options()).keySet().stream()
        .filter(option -> !WRITERS_OPTIONS.contains(option.toLowerCase(Locale.ROOT)))
        .sorted()
        .findFirst()
        .map(
            option ->
                new Refusal(
                    "reads a table that sets the option " + option + " for its readers",
                    "create the table without it, or " + PATH_DOES));
  }
}
