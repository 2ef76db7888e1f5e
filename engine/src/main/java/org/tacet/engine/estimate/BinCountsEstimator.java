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
 * The number of rows in each bin, as an array: bins are the nodes of a tree of one level, each with
 * noise of its own.
 *
 * @param tree the statistic of that tree
 * @param bins how many there are, 2 to 2^16
 */
public record BinCountsEstimator(int tree, int bins) implements Estimator {

  private static final int ONLY_LEVEL = 1;

  /** The tree whose nodes are so many bins. */
  public static TreeShape shape(int bins) {
    return new TreeShape(bins, ONLY_LEVEL);
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
    double halfWidth = noised.halfWidth(tree);
    // The cast saturates.
    return new Interval(
        array(bin -> (long) (nodes.count(ONLY_LEVEL, bin) - halfWidth)),
        array(bin -> (long) (nodes.count(ONLY_LEVEL, bin) + halfWidth)));
  }

  @Override
  public void setEven(NoisedStatistics statistics, long rows) {
    statistics.set(tree, shape(bins), (level, position) -> rows / bins);
  }

  private UnsafeArrayData array(IntToLongFunction counts) {
    return UnsafeArrayData.fromPrimitiveArray(IntStream.range(0, bins).mapToLong(counts).toArray());
  }
}
