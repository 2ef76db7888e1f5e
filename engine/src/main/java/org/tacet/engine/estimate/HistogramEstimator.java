package org.tacet.engine.estimate;

import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.tacet.accountant.quantile.NoisedNodes;
import org.tacet.accountant.quantile.TreeShape;

/**
 * The number of rows in each bin, as an array: the bins are the one level of a tree, each with
 * noise of its own.
 *
 * @param tree the statistic of that tree
 * @param shape its shape, of height 1 and with at least as many leaves as bins
 * @param bins how many bins are published, at least 1
 */
public record HistogramEstimator(int tree, TreeShape shape, int bins) implements Estimator {

  private static final int ONLY_LEVEL = 1;

  public HistogramEstimator {
    if (shape.height() != ONLY_LEVEL || bins < 1 || bins > shape.leaves()) {
      throw new IllegalArgumentException(
          "The shape must have height 1 and at least as many leaves as bins. Provided values: %s, %d"
              .formatted(shape, bins));
    }
  }

  /**
   * The one level of so many bins; a tree has at least two branches, of which one may be unused.
   */
  public static TreeShape shape(int bins) {
    return new TreeShape(Math.max(2, bins), ONLY_LEVEL);
  }

  @Override
  public List<Integer> statistics() {
    return List.of(tree);
  }

  @Override
  public boolean isStatistic() {
    return true;
  }

  @Override
  public DataType type() {
    return DataTypes.createArrayType(DataTypes.LongType, false);
  }

  @Override
  public Object value(NoisedStatistics noised) {
    NoisedNodes nodes = noised.nodes(tree);
    return array(bin -> nodes.count(ONLY_LEVEL, bin));
  }

  @Override
  public Interval interval(NoisedStatistics noised) {
    NoisedNodes nodes = noised.nodes(tree);
    long halfWidth = noised.halfWidth(tree);
    return new Interval(
        array(bin -> saturatedSum(nodes.count(ONLY_LEVEL, bin), -halfWidth)),
        array(bin -> saturatedSum(nodes.count(ONLY_LEVEL, bin), halfWidth)));
  }

  @Override
  public void setEven(NoisedStatistics statistics, long rows) {
    statistics.set(tree, shape, (level, position) -> 0); // its error is the same whatever it is
  }

  private static long saturatedSum(long count, long halfWidth) {
    long sum = count + halfWidth;
    boolean overflows = ((count ^ sum) & (halfWidth ^ sum)) < 0;
    return overflows ? (halfWidth < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
  }

  private UnsafeArrayData array(IntToLongFunction counts) {
    return UnsafeArrayData.fromPrimitiveArray(IntStream.range(0, bins).mapToLong(counts).toArray());
  }
}
