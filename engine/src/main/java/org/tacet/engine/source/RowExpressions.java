package org.tacet.engine.source;

import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.TryEval;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.types.NumericType;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;
import scala.Option;

/**
 * Turns the SQL expressions of a spec into resolved expressions over the joined rows, or refuses
 * them. Nothing is evaluated here.
 */
final class RowExpressions {

  private static final String LEGAL =
      "columns, literals and built-in functions of one row: " + String.join(", ",
          AllowedExpressions.FUNCTIONS.stream().sorted().toList());

  private final SparkSession session;

  RowExpressions(SparkSession session) {
    this.session = session;
  }

  /**
   * Resolves {@code sql} against {@code rows} and guards it: where evaluating it would raise, it
   * gives null (P3).
   *
   * @param field the path of the expression in the spec, for messages
   */
  Expression resolve(Dataset<Row> rows, String field, String sql) {
    Expression parsed = parse(field, sql);
    if (parsed instanceof Alias alias) {
      // "a > 1 and" parses too: the last word becomes a name.
      throw refuse(
          field,
          "is not an SQL expression",
          sql,
          "an expression without the name '" + alias.name() + "' behind it",
          "complete the expression, or remove the name");
    }
    requireAllowedText(field, sql, parsed);
    Expression resolved = analyze(rows, field, sql, parsed);
    requireAllowedNodes(field, sql, resolved);
    return guard(resolved);
  }

  private Expression parse(String field, String sql) {
    try {
      return ((org.apache.spark.sql.classic.SparkSession) session)
          .sessionState()
          .sqlParser()
          .parseExpression(sql);
    } catch (ParseException e) {
      throw refuse(field, "is not an SQL expression", sql, firstLine(e), "mend the expression");
    }
  }

  /** Before analysis nothing has been looked up yet, so a name can't reach user code. */
  private void requireAllowedText(String field, String sql, Expression node) {
    if (node instanceof UnresolvedFunction function) {
      List<String> name = ScalaCollections.list(function.nameParts());
      String last = name.get(name.size() - 1).toLowerCase(Locale.ROOT);
      if (name.size() != 1 || !AllowedExpressions.FUNCTIONS.contains(last)) {
        throw refuse(
            field,
            "calls the function " + String.join(".", name) + ", which is not allowed",
            sql,
            LEGAL,
            "use another function, or prepare the column before the release");
      }
      if (function.isDistinct() || function.filter().isDefined()) {
        throw refuse(
            field, "uses DISTINCT or FILTER", sql, LEGAL, "expressions see one row at a time");
      }
    } else if (!(node instanceof UnresolvedAttribute)
        && !isAllowedNode(node)) {
      throw refuse(
          field,
          "holds " + node.getClass().getSimpleName() + ", which is not allowed",
          sql,
          LEGAL,
          "use an expression of one row; no subquery, window, aggregate, star or user function");
    }
    ScalaCollections.list(node.children()).forEach(child -> requireAllowedText(field, sql, child));
  }

  private Expression analyze(Dataset<Row> rows, String field, String sql, Expression parsed) {
    Project project =
        new Project(
            ScalaCollections.<NamedExpression>sequence(List.of(aliasOf(parsed, "expression"))),
            planOf(rows));
    try {
      return ((Alias) ((Project) analyzed(project)).projectList().head()).child();
    } catch (AnalysisException e) {
      throw refuse(
          field,
          "does not resolve",
          sql,
          "columns " + String.join(", ", rows.columns()),
          firstLine(e));
    }
  }

  static LogicalPlan planOf(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().analyzed();
  }

  /** Declares what Scala throws unannounced. */
  private LogicalPlan analyzed(LogicalPlan plan) throws AnalysisException {
    return planOf(
        org.apache.spark.sql.classic.Dataset.ofRows(
            (org.apache.spark.sql.classic.SparkSession) session, plan));
  }

  static Alias aliasOf(Expression expression, String name) {
    return new Alias(
        expression,
        name,
        NamedExpression.newExprId(),
        ScalaCollections.sequence(List.of()),
        Option.empty(),
        ScalaCollections.sequence(List.of()));
  }

  private void requireAllowedNodes(String field, String sql, Expression node) {
    if (!isAllowedNode(node) || !node.deterministic()) {
      throw refuse(
          field,
          "resolves to " + node.getClass().getSimpleName() + ", which is not allowed",
          sql,
          LEGAL,
          "use another expression, or prepare the column before the release");
    }
    if (node instanceof Cast cast && cast.evalMode().equals(EvalMode.ANSI())) {
      throw new IllegalStateException("an expression was resolved under ANSI mode: " + field);
    }
    ScalaCollections.list(node.children()).forEach(child -> requireAllowedNodes(field, sql, child));
  }

  private static boolean isAllowedNode(Expression node) {
    String name = node.getClass().getSimpleName();
    return node.getClass().getName().startsWith("org.apache.spark.sql.catalyst.expressions.")
        && (AllowedExpressions.TOTAL_NODES.contains(name)
            || AllowedExpressions.GUARDED_NODES.contains(name));
  }

  /** Conjuncts are guarded one by one, so that those that can't raise still reach the scan. */
  private static Expression guard(Expression expression) {
    if (expression instanceof And and) {
      return new And(guard(and.left()), guard(and.right()));
    }
    return isTotal(expression) ? expression : new TryEval(expression);
  }

  private static boolean isTotal(Expression node) {
    if (node instanceof Cast cast) {
      // A cast between numbers truncates, wraps or gives null when ANSI mode is off.
      if (!(cast.dataType() instanceof NumericType)
          || !(cast.child().dataType() instanceof NumericType)) {
        return false;
      }
    } else if (!AllowedExpressions.TOTAL_NODES.contains(node.getClass().getSimpleName())) {
      return false;
    }
    return ScalaCollections.list(node.children()).stream().allMatch(RowExpressions::isTotal);
  }

  private static String firstLine(Exception e) {
    String message = String.valueOf(e.getMessage()).strip();
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private static InvalidSpecException refuse(
      String field, String problem, String sql, String legal, String fix) {
    return new InvalidSpecException(new Fault(field, problem, "\"" + sql + "\"", legal, fix));
  }
}
