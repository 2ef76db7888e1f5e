package org.tacet.engine.estimate;

import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.tacet.accountant.quantile.LeafPosition;
import org.tacet.accountant.quantile.QuantileTree;
import org.tacet.accountant.quantile.TreeShape;

/**
 * The value below which a share of the rows lies, read off a noised tree of counts. All quantiles
 * of one value read the same tree, and a higher rank never gets a lower value.
 *
 * @param tree the statistic of the tree
 * @param shape its shape
 * @param rank the share, 0 to 1
 * @param lower least value of a row, in steps
 * @param upper greatest value of a row, in steps
 * @param stepsPerLeaf how many steps fall into one leaf
 * @param step the grid, in the value's own unit
 */
public record QuantileEstimator(
    int tree, TreeShape shape, double rank, long lower, long upper, long stepsPerLeaf, double step)
    implements Estimator {

  @Override
  public List<Integer> statistics() {
    return List.of(tree);
  }

  @Override
  public DataType type() {
    return DataTypes.DoubleType;
  }

  @Override
  public Object value(NoisedStatistics noised) {
    return published(noised.tree(tree).quantile(rank));
  }

  @Override
  public Interval interval(NoisedStatistics noised) {
    QuantileTree.Interval interval = noised.tree(tree).interval(rank, noised.confidence());
    return new Interval(published(interval.lower()), published(interval.upper()));
  }

  @Override
  public void setEven(NoisedStatistics statistics, long rows) {
    long leaves = Long.divideUnsigned(upper - lower, stepsPerLeaf) + 1;
    statistics.set(
        tree,
        shape,
        (level, position) -> {
          long span = shape.span(level);
          return rowsBefore((position + 1) * span, leaves, rows)
              - rowsBefore(position * span, leaves, rows);
        });
  }

  private static long rowsBefore(long leaf, long leaves, long rows) {
    return Math.round((double) rows * Math.min(leaf, leaves) / leaves);
  }

  /** The leaf's first step, or as far behind it as the place lies into the leaf. */
  private double published(LeafPosition place) {
    double behindLower =
        (double) place.leaf() * stepsPerLeaf + place.fraction() * (stepsPerLeaf - 1);
    return Math.min(lower + behindLower, (double) upper) * step;
  }
}
