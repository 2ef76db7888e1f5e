package org.tacet.engine.source;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.CalendarIntervalType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.YearMonthIntervalType;
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
      "columns, literals and built-in functions of one row: "
          + String.join(", ", AllowedExpressions.FUNCTIONS.stream().sorted().toList());

  private final SparkSession session;

  RowExpressions(SparkSession session) {
    this.session = session;
  }

  /**
   * Resolves {@code sql} against {@code rows} and guards it: an operation that would raise gives
   * null (P3).
   *
   * @param field the path of the expression in the spec, for messages
   */
  Expression resolve(Dataset<Row> rows, String field, String sql) {
    if (SQLConf.get().ansiEnabled()) {
      // Nodes fix their arithmetic when they are made, by the session active on this thread.
      throw new IllegalStateException("expressions have to be resolved with ANSI mode off");
    }
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
    Expression resolved = GuardedExpression.replaced(analyze(rows, field, sql, parsed));
    requireAllowedNodes(field, sql, resolved, visibleColumns(rows));
    return GuardedExpression.guarded(resolved);
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
  static void requireAllowedText(String field, String sql, Expression node) {
    requireAllowedWord(field, sql, node);
    ScalaCollections.list(node.children()).forEach(child -> requireAllowedText(field, sql, child));
  }

  /** The same of a node alone, its children aside. */
  static void requireAllowedWord(String field, String sql, Expression node) {
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
    } else if (!(node instanceof UnresolvedAttribute) && !AllowedExpressions.isAllowed(node)) {
      throw refuse(
          field,
          "holds " + node.getClass().getSimpleName() + ", which is not allowed",
          sql,
          LEGAL,
          "use an expression of one row; no subquery, window, aggregate, star or user function");
    }
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
          "does not resolve: " + firstLine(e),
          sql,
          "columns " + String.join(", ", names(rows)),
          "correct the expression; where several sources have a column, write source.column");
    }
  }

  /** The columns of {@code rows}; those whose name is there twice with their source's name. */
  private static List<String> names(Dataset<Row> rows) {
    List<Attribute> columns = ScalaCollections.list(planOf(rows).output());
    Map<String, Long> uses =
        columns.stream()
            .collect(
                Collectors.groupingBy(
                    column -> column.name().toLowerCase(Locale.ROOT), Collectors.counting()));
    return columns.stream()
        .map(
            column ->
                uses.get(column.name().toLowerCase(Locale.ROOT)) == 1
                    ? column.name()
                    : column.qualifiedName())
        .toList();
  }

  static LogicalPlan planOf(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().analyzed();
  }

  /** Declares what Scala throws unannounced. */
  private LogicalPlan analyzed(LogicalPlan plan) throws AnalysisException {
    return planOf(rowsOf(session, plan));
  }

  /** The lazy rows of a plan, which is analyzed where it is not. */
  static Dataset<Row> rowsOf(SparkSession session, LogicalPlan plan) {
    return org.apache.spark.sql.classic.Dataset.ofRows(
        (org.apache.spark.sql.classic.SparkSession) session, plan);
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

  private static Set<ExprId> visibleColumns(Dataset<Row> rows) {
    return ScalaCollections.list(planOf(rows).output()).stream()
        .map(Attribute::exprId)
        .collect(Collectors.toSet());
  }

  /** Requires an expression whose every node sees one row and is deterministic. */
  static void requireAllowedNodes(
      String field, String sql, Expression node, Set<ExprId> visibleColumns) {
    if (!AllowedExpressions.isAllowed(node) || !node.deterministic()) {
      throw refuse(
          field,
          "resolves to " + node.getClass().getSimpleName() + ", which is not allowed",
          sql,
          LEGAL,
          "use another expression, or prepare the column before the release");
    }
    if (node instanceof Attribute column && !visibleColumns.contains(column.exprId())) {
      // Spark's hidden columns tell of the file, so of other units' rows: its size, a row's number.
      throw refuse(
          field,
          "reads " + column.name() + ", which is no column of a source",
          sql,
          "columns of the sources",
          "use a column of the table");
    }
    if (isInterval(node.dataType())) {
      // Arithmetic of intervals raises on overflow whether ANSI mode is on or off.
      throw refuse(
          field,
          "computes with intervals, which is not allowed",
          sql,
          LEGAL,
          "use date_add, date_sub or datediff");
    }
    ScalaCollections.list(node.children())
        .forEach(child -> requireAllowedNodes(field, sql, child, visibleColumns));
  }

  private static boolean isInterval(DataType type) {
    return type instanceof CalendarIntervalType
        || type instanceof DayTimeIntervalType
        || type instanceof YearMonthIntervalType;
  }

  static String firstLine(Exception e) {
    String message = String.valueOf(e.getMessage()).strip();
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private static InvalidSpecException refuse(
      String field, String problem, String sql, String legal, String fix) {
    return new InvalidSpecException(new Fault(field, problem, "\"" + sql + "\"", legal, fix));
  }
}
