package org.tacet.engine.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.View;
import org.apache.spark.sql.execution.datasources.CatalogFileIndex;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;

/**
 * Follows the analyzed plan of a table, view or query down to its files and makes a plan of it that
 * a release can run, or refuses it (P4). In the plan it makes
 *
 * <ul>
 *   <li>each row comes from one row of one table: {@link AllowedPlans} knows the nodes, {@link
 *       AllowedExpressions} the expressions;
 *   <li>nothing raises (P3): a view computes as its own settings say, which may be ANSI mode;
 *   <li>files are those listed now, and what is listed is what the ledger names (P8);
 *   <li>every column may be null, whatever the catalog says of it: a null unit is looked for (P2);
 *   <li>columns are new, so that one table can be two sources.
 * </ul>
 */
final class RowwisePlan {

  private static final String LEGAL_OF_ROW_UNITS =
      "columns, expressions of one row and WHERE over one parquet or orc table";

  private static final String LEGAL =
      "columns, expressions of one row, WHERE and UNION ALL over parquet and orc tables";

  private final SparkSession session;
  private final String field;
  private final String written;
  private final boolean rowsAreUnits;
  private final boolean isDataset;
  private final Map<ExprId, Attribute> renewed = new HashMap<>();

  /**
   * @param session the release's, which reads the files whoever has planned them
   * @param field the path in the spec of what the plan was made of, for messages
   * @param written what stands there
   * @param rowsAreUnits whether each row is a privacy unit: then each row of the one table becomes
   *     one row at most, for a plan of projections and filters over it has no more
   * @param isDataset whether the plan is that of a program's Dataset, whose temporary views are
   *     part of it: by name a release would find none
   */
  RowwisePlan(
      SparkSession session, String field, String written, boolean rowsAreUnits, boolean isDataset) {
    this.session = session;
    this.field = field;
    this.written = written;
    this.rowsAreUnits = rowsAreUnits;
    this.isDataset = isDataset;
  }

  /**
   * The plan to run.
   *
   * @param analyzed resolved, and not optimized
   * @throws InvalidSpecException naming the node or expression that is not allowed
   */
  LogicalPlan traced(LogicalPlan analyzed) {
    boolean isViewOfDataset = isDataset && analyzed instanceof View;
    AllowedPlans.refusal(analyzed, rowsAreUnits)
        .filter(refusal -> !isViewOfDataset)
        .ifPresent(
            refusal -> {
              throw new InvalidSpecException(
                  new Fault(
                      field,
                      refusal.reason(),
                      written,
                      rowsAreUnits ? LEGAL_OF_ROW_UNITS : LEGAL,
                      refusal.fix()));
            });
    List<LogicalPlan> children =
        ScalaCollections.list(analyzed.children()).stream().map(this::traced).toList();
    LogicalPlan plan;
    if (analyzed instanceof LogicalRelation relation) {
      plan = listed(relation);
    } else if (analyzed instanceof Project project) {
      plan = new Project(columns(project), children.get(0));
    } else if (analyzed instanceof Filter filter) {
      plan = new Filter(safe(filter.condition(), analyzed), children.get(0));
    } else if (analyzed instanceof Union union) {
      plan =
          new Union(ScalaCollections.sequence(children), union.byName(), union.allowMissingCol());
    } else {
      return children.get(0); // a name for what is below
    }
    List<Attribute> before = ScalaCollections.list(analyzed.output());
    List<Attribute> after = ScalaCollections.list(plan.output());
    for (int index = 0; index < before.size(); index++) {
      renewed.put(before.get(index).exprId(), after.get(index));
    }
    return plan;
  }

  private scala.collection.immutable.Seq<NamedExpression> columns(Project project) {
    List<NamedExpression> columns = new ArrayList<>();
    for (NamedExpression column : ScalaCollections.list(project.projectList())) {
      Expression made = safe((Expression) column, project);
      columns.add(made instanceof Alias alias ? alias.newInstance() : (NamedExpression) made);
    }
    return ScalaCollections.sequence(columns);
  }

  private Expression safe(Expression expression, LogicalPlan node) {
    Expression replaced = GuardedExpression.replaced(expression);
    Expression computed = replaced instanceof Alias alias ? alias.child() : replaced;
    if (!(computed instanceof Attribute)) { // a column may be of a type that nothing computes with
      RowExpressions.requireAllowedNodes(field, expression.sql(), computed, visibleColumns(node));
    }
    return renewed(GuardedExpression.guarded(replaced));
  }

  private static Set<ExprId> visibleColumns(LogicalPlan node) {
    Set<ExprId> visible = new HashSet<>();
    ScalaCollections.list(node.children())
        .forEach(
            child ->
                ScalaCollections.list(child.output())
                    .forEach(column -> visible.add(column.exprId())));
    return visible;
  }

  private Expression renewed(Expression expression) {
    return expression instanceof AttributeReference column
        ? (Expression) renewed.get(column.exprId())
        : expression.mapChildren(this::renewed);
  }

  /** The same files, as they lie now: Spark would list the folders of partitions when it reads. */
  private LogicalPlan listed(LogicalRelation relation) {
    HadoopFsRelation files = (HadoopFsRelation) relation.relation();
    FileIndex index =
        files.location() instanceof CatalogFileIndex catalog
            ? catalog.filterPartitions(ScalaCollections.sequence(List.of()))
            : files.location();
    List<AttributeReference> columns =
        ScalaCollections.list(relation.output()).stream()
            .map(column -> column.newInstance().withNullability(true))
            .toList();
    return new LogicalRelation(
        new HadoopFsRelation(
            index,
            files.partitionSchema(),
            files.dataSchema(),
            files.bucketSpec(),
            files.fileFormat(),
            files.options(),
            // A Dataset's own session has settings of its own, and files are read by them.
            (org.apache.spark.sql.classic.SparkSession) session),
        ScalaCollections.sequence(columns),
        relation.catalogTable(),
        false,
        relation.stream());
  }
}
