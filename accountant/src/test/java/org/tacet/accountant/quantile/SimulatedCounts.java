package org.tacet.accountant.quantile;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.tacet.accountant.noise.DiscreteGaussian;
import org.tacet.accountant.noise.NoiseMechanism;

/** Rows over leaves, laid out as a law of data says, and trees over them with noise from a seed. */
final class SimulatedCounts {

  /** How many rows lie before each leaf; one entry more than leaves. */
  private final long[] before;

  private SimulatedCounts(long[] before) {
    this.before = before;
  }

  /**
   * @param shareBelow the share of rows below a share of the range
   */
  static SimulatedCounts of(int leaves, long rows, DoubleUnaryOperator shareBelow) {
    long[] before = new long[leaves + 1];
    for (int leaf = 1; leaf < leaves; leaf++) {
      before[leaf] = Math.round(rows * shareBelow.applyAsDouble((double) leaf / leaves));
    }
    before[leaves] = rows;
    return new SimulatedCounts(before);
  }

  long rows() {
    return before[before.length - 1];
  }

  /** How many rows lie between two leaves. */
  private long between(long from, long to) {
    int last = before.length - 1;
    return before[(int) Math.min(to, last)] - before[(int) Math.min(from, last)];
  }

  QuantileTree tree(TreeShape shape, double standardDeviation, long seed) {
    return tree(shape, standardDeviation, 1, seed);
  }

  /**
   * @param told times the standard deviation that is drawn is what the tree is told; 1 is honest
   */
  QuantileTree tree(TreeShape shape, double standardDeviation, double told, long seed) {
    NoiseMechanism mechanism =
        new DiscreteGaussian(Math.round(told * standardDeviation * (1 << 20)), 1 << 20);
    return new QuantileTree(
        shape,
        (level, position) -> {
          long span = shape.span(level);
          SplittableRandom random =
              new SplittableRandom(seed * 0x9E3779B97F4A7C15L + shape.nodeIndex(level, position));
          random.nextLong();
          return between(position * span, (position + 1) * span)
              + Math.round(standardDeviation * random.nextGaussian());
        },
        mechanism);
  }

  /** By how many rows a place is off the rank; 0 anywhere within a leaf that holds the rank. */
  double rankError(LeafPosition place, double rank) {
    int leaf = Math.min(place.leaf(), before.length - 2);
    double target = rank * rows();
    return Math.max(0, Math.max(before[leaf] - target, target - before[leaf + 1]));
  }

  /** The first leaf up to which at least so large a share of the rows lies. */
  int leafOf(double rank) {
    int leaf = 0;
    while (before[leaf + 1] == 0 || before[leaf + 1] < rank * rows()) {
      leaf++;
    }
    return leaf;
  }
}
