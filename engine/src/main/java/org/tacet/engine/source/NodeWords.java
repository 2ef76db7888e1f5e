package org.tacet.engine.source;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.TryEval;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.tacet.engine.catalyst.ScalaCollections;

/**
 * What a node of a plan does, in words for {@link TracedStep}. The SQL in it is that of the spec or
 * of a view, as Spark resolved it, without the guards that are put around it afterwards.
 */
final class NodeWords {

  /** How Spark names a subquery that the text does not. */
  private static final String UNNAMED = "__auto_generated";

  private NodeWords() {}

  /**
   * What a node of one input, or a union, does.
   *
   * @param whose what all of its rows are told apart by, such as {@code one c_key}
   */
  static String of(LogicalPlan node, String whose) {
    if (node instanceof Filter filter) {
      return "filter: " + sql(filter.condition());
    } else if (node instanceof Project project) {
      return "columns: " + all(ScalaCollections.list(project.projectList()));
    } else if (node instanceof Distinct) {
      return "distinct: equal rows, which are of %s, become one".formatted(whose);
    } else if (node instanceof Generate generate) {
      return "several rows of one: %s, as many as the row itself holds"
          .formatted(sql((Expression) generate.generator()));
    } else if (node instanceof Aggregate aggregate) {
      return "aggregate within %s: %s by %s"
          .formatted(
              whose,
              all(computed(ScalaCollections.list(aggregate.aggregateExpressions()))),
              all(ScalaCollections.list(aggregate.groupingExpressions())));
    } else if (node instanceof Window window) {
      return "window within %s: %s"
          .formatted(whose, all(ScalaCollections.list(window.windowExpressions())));
    } else if (node instanceof Union) {
      return "all rows of each of these, one after another";
    }
    throw new IllegalStateException("no words for " + node.getClass().getName());
  }

  /** What a query calls rows that it joins: an alias, or the sources that they come from. */
  static String name(LogicalPlan plan) {
    if (plan instanceof SubqueryAlias alias && !alias.identifier().name().startsWith(UNNAMED)) {
      return alias.identifier().name();
    }
    return ScalaCollections.list(plan.children()).stream()
        .map(NodeWords::name)
        .distinct()
        .collect(Collectors.joining(" and "));
  }

  /** Grouped columns stand behind BY already. */
  private static List<Expression> computed(List<? extends Object> outputs) {
    List<Expression> computed =
        outputs.stream()
            .map(Expression.class::cast)
            .filter(each -> !(each instanceof Attribute))
            .toList();
    return computed.isEmpty() ? outputs.stream().map(Expression.class::cast).toList() : computed;
  }

  private static String all(List<? extends Object> expressions) {
    return expressions.stream()
        .map(each -> sql((Expression) each))
        .collect(Collectors.joining(", "));
  }

  /** An expression as a user would write it, on one line. */
  static String sql(Expression expression) {
    Expression plain = plain(expression);
    String text =
        plain instanceof Alias alias
            ? alias.child().sql() + " AS " + alias.name()
            : plain instanceof Attribute column ? column.name() : plain.sql();
    return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ");
  }

  private static Expression plain(Expression expression) {
    if (expression instanceof TryEval guard) {
      return plain(guard.child());
    } else if (expression instanceof AttributeReference column) {
      return column.withQualifier(ScalaCollections.sequence(List.of()));
    }
    return expression.mapChildren(NodeWords::plain);
  }
}
