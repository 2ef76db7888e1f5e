package org.tacet.engine.catalyst;

import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.execution.SparkPlan;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.reflect.ClassTag$;

/**
 * The physical counterpart of a {@link PrivacyStep}: each partition of the child is turned into
 * rows by one {@link PartitionFunction}. The same rule on constructor and product elements holds.
 */
public abstract class PrivacyStepExec extends SparkPlan {

  private static final long serialVersionUID = 1L;

  private final SparkPlan child;
  private final Object[] elements;

  /**
   * @param elements the product elements before the child
   */
  protected PrivacyStepExec(SparkPlan child, Object... elements) {
    this.child = child;
    this.elements = elements;
  }

  protected abstract PrivacyStepExec withChild(SparkPlan newChild);

  /** The function that each task applies; built on the driver, serialized with the task. */
  protected abstract PartitionFunction partitionFunction();

  public final SparkPlan child() {
    return child;
  }

  @Override
  public final Seq<SparkPlan> children() {
    return ScalaCollections.sequence(java.util.List.of(child));
  }

  @Override
  public final SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> newChildren) {
    return withChild(newChildren.head());
  }

  @Override
  public final RDD<InternalRow> doExecute() {
    return child
        .execute()
        .mapPartitionsInternal(
            partitionFunction(), false, ClassTag$.MODULE$.apply(InternalRow.class));
  }

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
    return canEqual(other) && ScalaCollections.equalElements(this, (PrivacyStepExec) other);
  }

  @Override
  public final int hashCode() {
    return super.hashCode();
  }
}
