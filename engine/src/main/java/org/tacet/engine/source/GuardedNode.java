package org.tacet.engine.source;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Generator;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.WindowFrame;
import org.apache.spark.sql.catalyst.expressions.WindowSpecDefinition;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.Metadata;
import org.tacet.engine.catalyst.ScalaCollections;

/**
 * A node of a query, over children that are traced already, with each of its expressions looked
 * through (P4) and guarded, so that nothing in it raises (P3).
 */
final class GuardedNode {

  private final String field;
  private final LogicalPlan node;
  private final Set<ExprId> visible = new HashSet<>();
  private final Map<ExprId, Attribute> below = new HashMap<>();

  /** What sees several rows, while the expression around it is looked at. */
  private final Map<ExprId, Expression> held = new HashMap<>();

  private GuardedNode(String field, LogicalPlan node, List<LogicalPlan> children) {
    this.field = field;
    this.node = node;
    for (LogicalPlan child : children) {
      for (Attribute column : ScalaCollections.list(child.output())) {
        visible.add(column.exprId());
        below.put(column.exprId(), column);
      }
    }
  }

  /**
   * The node to run.
   *
   * @param field its path in the spec, for messages
   * @throws org.tacet.engine.spec.InvalidSpecException naming the expression that is not allowed
   */
  static LogicalPlan of(String field, LogicalPlan node, List<LogicalPlan> children) {
    GuardedNode guarded = new GuardedNode(field, node, children);
    return node.withNewChildren(ScalaCollections.<LogicalPlan>sequence(children))
        .mapExpressions(guarded::expression);
  }

  private Expression expression(Expression expression) {
    if (expression instanceof Attribute made && !visible.contains(made.exprId())) {
      return requireProduced(made);
    }
    return expression instanceof SortOrder
        ? expression.mapChildren(this::guarded)
        : guarded(expression);
  }

  /** A column that the node itself makes, as a generator does. */
  private Attribute requireProduced(Attribute column) {
    boolean isProduced =
        ScalaCollections.list(node.output()).stream()
            .anyMatch(each -> each.exprId().equals(column.exprId()));
    if (!isProduced) {
      RowExpressions.requireAllowedNodes(field, column.sql(), column, visible);
    }
    return column;
  }

  private Expression guarded(Expression expression) {
    Expression outer = held(GuardedExpression.replaced(expression));
    Set<ExprId> seen = new HashSet<>(visible);
    seen.addAll(held.keySet());
    Expression computed =
        outer instanceof org.apache.spark.sql.catalyst.expressions.Alias alias
            ? alias.child()
            : outer;
    if (!(computed instanceof Attribute column) || !seen.contains(column.exprId())) {
      RowExpressions.requireAllowedNodes(field, expression.sql(), computed, seen);
    }
    return putBack(GuardedExpression.guarded(outer));
  }

  /** The expression with a column in the place of whatever sees several rows. */
  private Expression held(Expression expression) {
    if (expression instanceof AggregateExpression aggregate) {
      AllowedAggregates.requireAggregate(field, aggregate);
      return hold(aggregateOf(aggregate));
    } else if (expression instanceof WindowExpression window) {
      AllowedAggregates.requireWindow(field, window);
      return hold(
          new WindowExpression(
              window.windowFunction() instanceof AggregateExpression aggregate
                  ? aggregateOf(aggregate)
                  : window.windowFunction().mapChildren(this::guarded),
              (WindowSpecDefinition) window.windowSpec().mapChildren(this::inWindow)));
    } else if (expression instanceof Generator generator) {
      AllowedAggregates.requireGenerator(field, (Expression) generator);
      return hold(((Expression) generator).mapChildren(this::guarded));
    }
    return expression.mapChildren(this::held);
  }

  private Expression aggregateOf(AggregateExpression aggregate) {
    return aggregate.mapChildren(
        child ->
            child.equals(aggregate.aggregateFunction())
                ? child.mapChildren(this::guarded)
                : guarded(child));
  }

  private Expression inWindow(Expression part) {
    if (part instanceof WindowFrame) {
      return part;
    }
    return part instanceof SortOrder ? part.mapChildren(this::guarded) : guarded(part);
  }

  private Expression hold(Expression severalRows) {
    ExprId id = NamedExpression.newExprId();
    held.put(id, severalRows);
    return new AttributeReference(
        "held",
        severalRows instanceof Generator
            ? org.apache.spark.sql.types.DataTypes.NullType
            : severalRows.dataType(),
        true,
        Metadata.empty(),
        id,
        ScalaCollections.sequence(List.of()));
  }

  /** What was held, and columns that may be null where those below may. */
  private Expression putBack(Expression expression) {
    if (expression instanceof Attribute column) {
      Expression found = held.get(column.exprId());
      if (found != null) {
        return found.mapChildren(this::putBack);
      }
      Attribute under = below.get(column.exprId());
      return under == null ? expression : (Expression) column.withNullability(under.nullable());
    }
    return expression.mapChildren(this::putBack);
  }
}
