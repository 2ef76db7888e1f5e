package org.tacet.engine.source;

import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAlias;
import org.apache.spark.sql.catalyst.analysis.UnresolvedStar;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;

/**
 * The text of a query, parsed and looked through before anything in it is looked up. Spark carries
 * out a command as soon as it is analyzed, and analysis may load a user's function; so a text
 * reaches analysis only when it is one SELECT made of built-in functions of one row.
 */
final class SelectStatement {

  private static final String LEGAL =
      "one SELECT of columns, expressions of one row, WHERE and UNION ALL over tables and views";

  private static final String LEGAL_OF_ROW_UNITS =
      "one SELECT of columns, expressions of one row and WHERE over one table or view";

  private SelectStatement() {}

  /**
   * Parses a query.
   *
   * @param field its path in the spec, for messages
   * @param rowsAreUnits whether each row is a privacy unit, and so may come once
   * @throws InvalidSpecException when it is anything else, or computes what is not allowed
   */
  static LogicalPlan parse(SparkSession session, String field, String sql, boolean rowsAreUnits) {
    LogicalPlan plan;
    try {
      plan = parsed(session, sql);
    } catch (ParseException e) {
      throw new InvalidSpecException(
          new Fault(
              field, "is not one SELECT: " + RowExpressions.firstLine(e), sql, LEGAL, "mend it"),
          e);
    }
    require(plan, field, sql, rowsAreUnits);
    return plan;
  }

  /** Declares what Scala throws unannounced. */
  private static LogicalPlan parsed(SparkSession session, String sql) throws ParseException {
    return ((org.apache.spark.sql.classic.SparkSession) session)
        .sessionState()
        .sqlParser()
        .parsePlan(sql);
  }

  private static void require(LogicalPlan node, String field, String sql, boolean rowsAreUnits) {
    AllowedPlans.refusalOfText(node, rowsAreUnits)
        .ifPresent(
            refusal -> {
              throw new InvalidSpecException(
                  new Fault(
                      field,
                      refusal.reason(),
                      sql,
                      rowsAreUnits ? LEGAL_OF_ROW_UNITS : LEGAL,
                      refusal.fix()));
            });
    expressions(node)
        .forEach(expression -> RowExpressions.requireAllowedText(field, sql, expression));
    ScalaCollections.list(node.children())
        .forEach(child -> require(child, field, sql, rowsAreUnits));
  }

  private static List<Expression> expressions(LogicalPlan node) {
    if (node instanceof Filter filter) {
      return List.of(filter.condition());
    } else if (node instanceof Project project) {
      return ScalaCollections.list(project.projectList()).stream()
          .map(Expression.class::cast)
          .filter(column -> column.getClass() != UnresolvedStar.class)
          .map(column -> column instanceof UnresolvedAlias alias ? alias.child() : column)
          .toList();
    }
    return List.of();
  }
}
