package org.tacet.engine.source;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.expressions.CommonExpressionDef;
import org.apache.spark.sql.catalyst.expressions.CommonExpressionId;
import org.apache.spark.sql.catalyst.expressions.CommonExpressionRef;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.RuntimeReplaceable;
import org.apache.spark.sql.catalyst.expressions.TryEval;
import org.apache.spark.sql.catalyst.expressions.With;
import org.tacet.engine.catalyst.ScalaCollections;

/** Rewrites a resolved expression so that an operation that would raise gives null (P3). */
final class GuardedExpression {

  private GuardedExpression() {}

  /**
   * Puts what is computed in the place of functions that Spark's optimizer replaces (its rules
   * ReplaceExpressions and RewriteWithExpression), so that what is checked and guarded is what
   * runs.
   */
  static Expression replaced(Expression node) {
    return replaced(node, Map.of());
  }

  private static Expression replaced(
      Expression node, Map<CommonExpressionId, Expression> definitions) {
    if (node instanceof RuntimeReplaceable replaceable) {
      return replaced(replaceable.replacement(), definitions);
    } else if (node instanceof With with) {
      Map<CommonExpressionId, Expression> inner = new HashMap<>(definitions);
      for (CommonExpressionDef definition : ScalaCollections.list(with.defs())) {
        inner.put(definition.id(), replaced(definition.child(), definitions));
      }
      return replaced(with.child(), inner);
    } else if (node instanceof CommonExpressionRef reference) {
      return definitions.get(reference.id());
    }
    return withChildren(node, child -> replaced(child, definitions));
  }

  /**
   * Guards every operation that can raise by itself. One guard around the whole would not do: Spark
   * computes an operation that two expressions share once, before both, outside their guards.
   */
  static Expression guarded(Expression node) {
    Expression inner = withChildren(node, GuardedExpression::guarded);
    return AllowedExpressions.isTotal(node) ? inner : new TryEval(inner);
  }

  private static Expression withChildren(Expression node, UnaryOperator<Expression> change) {
    return node.mapChildren(change::apply);
  }
}
