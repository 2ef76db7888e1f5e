package org.tacet.engine.bounding;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.aggregate.ImperativeAggregate;
import org.apache.spark.sql.catalyst.expressions.aggregate.TypedImperativeAggregate;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.tacet.engine.catalyst.ScalaCollections;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * Adds up the leaves of units, as Spark's aggregation does sums: in parts, in any order. Between
 * tasks and when it is done, a group's leaves are bytes ({@link LeafCounts#toBytes}).
 */
public final class LeafCountsSum extends TypedImperativeAggregate<LeafCounts>
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /** What the leaves of the groups that a task holds at once may take. */
  private static final long HELD_BYTES = 1L << 28;

  private static final int BYTES_PER_LEAF = Long.BYTES;

  private final Expression child;
  private final int leaves;
  private final int mutableAggBufferOffset;
  private final int inputAggBufferOffset;

  private LeafCountsSum(
      Expression child, int leaves, int mutableAggBufferOffset, int inputAggBufferOffset) {
    this.child = child;
    this.leaves = leaves;
    this.mutableAggBufferOffset = mutableAggBufferOffset;
    this.inputAggBufferOffset = inputAggBufferOffset;
  }

  /** The sum over a column of {@link LeafCounts#toBytes}, of so many leaves. */
  public static Column of(Column bytes, int leaves) {
    return ExpressionUtils.column(
        new LeafCountsSum(ExpressionUtils.expression(bytes), leaves, 0, 0).toAggregateExpression());
  }

  /**
   * How many groups a task may hold before Spark sorts instead: this follows from the trees alone.
   */
  public static long mostGroupsHeld(List<BoundedLeaves> trees) {
    long leaves = trees.stream().mapToLong(BoundedLeaves::leaves).sum();
    return Math.max(1, HELD_BYTES / (BYTES_PER_LEAF * Math.max(1, leaves)));
  }

  @Override
  public LeafCounts createAggregationBuffer() {
    return new LeafCounts(leaves);
  }

  @Override
  public LeafCounts update(LeafCounts sum, InternalRow row) {
    sum.addAll((byte[]) child.eval(row));
    return sum;
  }

  @Override
  public LeafCounts merge(LeafCounts sum, LeafCounts other) {
    sum.addAll(other);
    return sum;
  }

  @Override
  public Object eval(LeafCounts sum) {
    return sum.toBytes();
  }

  @Override
  public byte[] serialize(LeafCounts sum) {
    return sum.toBytes();
  }

  @Override
  public LeafCounts deserialize(byte[] bytes) {
    LeafCounts sum = new LeafCounts(leaves);
    sum.addAll(bytes);
    return sum;
  }

  @Override
  public int mutableAggBufferOffset() {
    return mutableAggBufferOffset;
  }

  @Override
  public int inputAggBufferOffset() {
    return inputAggBufferOffset;
  }

  @Override
  public ImperativeAggregate withNewMutableAggBufferOffset(int offset) {
    return new LeafCountsSum(child, leaves, offset, inputAggBufferOffset);
  }

  @Override
  public ImperativeAggregate withNewInputAggBufferOffset(int offset) {
    return new LeafCountsSum(child, leaves, mutableAggBufferOffset, offset);
  }

  @Override
  public boolean nullable() {
    return false;
  }

  @Override
  public DataType dataType() {
    return DataTypes.BinaryType;
  }

  @Override
  public Seq<Expression> children() {
    return ScalaCollections.sequence(List.of(child));
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
    return new LeafCountsSum(
        newChildren.head(), leaves, mutableAggBufferOffset, inputAggBufferOffset);
  }

  @Override
  public int productArity() {
    return 4;
  }

  @Override
  public Object productElement(int index) {
    return switch (index) {
      case 0 -> child;
      case 1 -> leaves;
      case 2 -> mutableAggBufferOffset;
      case 3 -> inputAggBufferOffset;
      default -> throw new IndexOutOfBoundsException(index);
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof LeafCountsSum;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LeafCountsSum sum
        && child.equals(sum.child)
        && leaves == sum.leaves
        && mutableAggBufferOffset == sum.mutableAggBufferOffset
        && inputAggBufferOffset == sum.inputAggBufferOffset;
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
