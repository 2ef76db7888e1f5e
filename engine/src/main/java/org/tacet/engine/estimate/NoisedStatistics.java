package org.tacet.engine.estimate;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.tacet.accountant.noise.CombinedNoise;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.quantile.NoisedNodes;
import org.tacet.accountant.quantile.QuantileTree;
import org.tacet.accountant.quantile.TreeShape;

/**
 * The statistics of one group after noise, in whole steps, and the law of their noise. One instance
 * is filled anew for each group.
 */
public final class NoisedStatistics {

  private final List<NoiseMechanism> mechanisms;
  private final double confidence;
  private final BigInteger[][] values;
  private final TreeShape[] shapes;
  private final NoisedNodes[] nodes;
  private final QuantileTree[] trees;
  private final long[] halfWidths;

  /**
   * @param mechanisms the noise of each statistic
   * @param confidence of intervals, above 0 and below 1
   */
  public NoisedStatistics(List<NoiseMechanism> mechanisms, double confidence) {
    this.mechanisms = List.copyOf(mechanisms);
    this.confidence = confidence;
    this.values = new BigInteger[mechanisms.size()][1];
    this.shapes = new TreeShape[mechanisms.size()];
    this.nodes = new NoisedNodes[mechanisms.size()];
    this.trees = new QuantileTree[mechanisms.size()];
    this.halfWidths = mechanisms.stream().mapToLong(each -> each.halfWidth(confidence)).toArray();
  }

  public void set(int statistic, BigInteger noised) {
    set(statistic, 0, noised);
  }

  /** Sets a component of a vector; components come in order. */
  public void set(int statistic, int component, BigInteger noised) {
    if (component >= values[statistic].length) {
      values[statistic] = Arrays.copyOf(values[statistic], 2 * component);
    }
    values[statistic][component] = noised;
  }

  /** Sets a tree of counts, whose nodes are looked at when a value is computed from them. */
  public void set(int statistic, TreeShape shape, NoisedNodes counts) {
    shapes[statistic] = shape;
    nodes[statistic] = counts;
    trees[statistic] = null;
  }

  /** The counts of a tree's nodes. */
  NoisedNodes nodes(int statistic) {
    return nodes[statistic];
  }

  /** What all quantiles of the tree are read off. */
  QuantileTree tree(int statistic) {
    if (trees[statistic] == null) {
      trees[statistic] =
          new QuantileTree(shapes[statistic], nodes[statistic], mechanisms.get(statistic));
    }
    return trees[statistic];
  }

  double confidence() {
    return confidence;
  }

  BigInteger steps(int statistic) {
    return steps(statistic, 0);
  }

  BigInteger steps(int statistic, int component) {
    return values[statistic][component];
  }

  double number(int statistic) {
    return steps(statistic).doubleValue();
  }

  /** Within which distance the statistic without noise lies, in steps. */
  long halfWidth(int statistic) {
    return halfWidths[statistic];
  }

  /** The standard deviation of a weighted sum of statistics, whose noises are independent. */
  double standardDeviation(List<Integer> statistics, double... weights) {
    double variance = 0;
    for (int each = 0; each < weights.length; each++) {
      double deviation = weights[each] * mechanisms.get(statistics.get(each)).standardDeviation();
      variance += deviation * deviation;
    }
    return Math.sqrt(variance);
  }

  /** Within which distance a weighted sum of statistics without noise lies. */
  double halfWidth(List<Integer> statistics, double... weights) {
    return CombinedNoise.halfWidth(
        statistics.stream().map(mechanisms::get).toList(), weights, confidence);
  }
}
