package org.tacet.engine.catalyst;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * A logical node of a release with one child. Catalyst's optimizer knows nothing of it and so moves
 * no filter, limit or projection across it: what stands below bounding stays below.
 *
 * <p>Catalyst copies a node by calling its constructor with its product elements, so in every
 * subclass the two have to be equal in number and order; the child comes last.
 */
public abstract class PrivacyStep extends LogicalPlan {

  private static final long serialVersionUID = 1L;

  private final LogicalPlan child;
  private final Object[] elements;

  /**
   * @param elements the product elements before the child
   */
  protected PrivacyStep(LogicalPlan child, Object... elements) {
    this.child = child;
    this.elements = elements;
  }

  /** The physical node that carries this step out over {@code physicalChild}. */
  protected abstract SparkPlan toPhysical(SparkPlan physicalChild);

  protected abstract PrivacyStep withChild(LogicalPlan newChild);

  /** A column that this step puts out. */
  protected static Attribute column(String name, DataType type, boolean nullable) {
    return new AttributeReference(
        name,
        type,
        nullable,
        Metadata.empty(),
        NamedExpression.newExprId(),
        ScalaCollections.sequence(List.of()));
  }

  public final LogicalPlan child() {
    return child;
  }

  @Override
  public final Seq<LogicalPlan> children() {
    return ScalaCollections.sequence(List.of(child));
  }

  @Override
  public final LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> newChildren) {
    return withChild(newChildren.head());
  }

  /** What a step puts out is new: no column of its child passes through under its own id. */
  @Override
  public AttributeSet producedAttributes() {
    return outputSet();
  }

  @Override
  public final int productArity() {
    return elements.length + 1;
  }

  @Override
  public final Object productElement(int index) {
    return index == elements.length ? child : elements[index];
  }

  @Override
  public final boolean canEqual(Object other) {
    return other != null && getClass() == other.getClass();
  }

  /**
   * Equal parts make equal nodes: a rule that rebuilds a node as it was has to be seen to have
   * changed nothing, or Catalyst applies it until it runs out of iterations.
   */
  @Override
  public final boolean equals(Object other) {
    return canEqual(other) && ScalaCollections.equalElements(this, (PrivacyStep) other);
  }

  @Override
  public final int hashCode() {
    return super.hashCode();
  }
}
