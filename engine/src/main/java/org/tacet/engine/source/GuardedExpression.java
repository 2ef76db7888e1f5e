package org.tacet.engine.source;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CommonExpressionDef;
import org.apache.spark.sql.catalyst.expressions.CommonExpressionId;
import org.apache.spark.sql.catalyst.expressions.CommonExpressionRef;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GreaterThan;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.Length;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.catalyst.expressions.RLike;
import org.apache.spark.sql.catalyst.expressions.RuntimeReplaceable;
import org.apache.spark.sql.catalyst.expressions.TryEval;
import org.apache.spark.sql.catalyst.expressions.With;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;
import org.tacet.engine.catalyst.ScalaCollections;

/** Rewrites a resolved expression so that an operation that would raise gives null (P3). */
final class GuardedExpression {

  private static final int LONGEST_DECIMAL = 1_000;

  /** An exponent of four digits or more, in any script's digits: Java reads them all. */
  private static final String HUGE_EXPONENT = "[eE][+-]?\\p{Nd}{4,}";

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
    if (node instanceof Cast cast
        && cast.dataType() instanceof DecimalType
        && cast.child().dataType() instanceof StringType) {
      inner = withChildren(inner, GuardedExpression::ofBoundedExponent);
    }
    return AllowedExpressions.isTotal(node) ? inner : new TryEval(inner);
  }

  /**
   * The text, or null where a decimal made of it could have millions of digits: one row that says
   * 1e-99999999 would keep a task busy for hours.
   */
  private static Expression ofBoundedExponent(Expression text) {
    return new If(
        new Or(
            new GreaterThan(new Length(text), Literal$.MODULE$.apply(LONGEST_DECIMAL)),
            new RLike(text, Literal$.MODULE$.apply(HUGE_EXPONENT))),
        new Literal(null, text.dataType()),
        text);
  }

  /** The text that {@link #guarded} has put a bound on, or the expression itself. */
  static Expression withoutBound(Expression node) {
    return node instanceof If bound
            && bound.trueValue() instanceof Literal nothing
            && nothing.value() == null
        ? bound.falseValue()
        : node;
  }

  private static Expression withChildren(Expression node, UnaryOperator<Expression> change) {
    return node.mapChildren(change::apply);
  }
}
