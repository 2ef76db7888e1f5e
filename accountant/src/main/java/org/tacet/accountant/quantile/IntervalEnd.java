package org.tacet.accountant.quantile;

import java.util.ArrayList;
import java.util.List;

/**
 * The end of an interval around a quantile, found by inverting a test. The rows before a node are
 * those of the nodes to the left of it on each level. Once the children of each node on the way are
 * moved by the same amount, so that they add up to it, their estimated number is a sum of
 * independent noises and of the truth, whatever the data: no count is raised to 0. So for each node
 * it is known how far above the share of all rows that the rank asks for it comes with probability
 * (1 - confidence) / 2 at most when no more rows than that lie before.
 *
 * <p>Upward: on each level the last child before which no more rows than noise explains lie, down
 * to a node that holds no more than noise, which belongs to the interval as a whole. The lower end
 * is found as the upper end of the mirrored tree.
 */
final class IntervalEnd {

  private final TreeShape shape;
  private final QuantileTree tree;
  private final PathNoise noise;
  private final boolean mirrored;
  private final double rank;

  private IntervalEnd(QuantileTree tree, PathNoise noise, double rank, boolean mirrored) {
    this.shape = tree.shape();
    this.tree = tree;
    this.noise = noise;
    this.mirrored = mirrored;
    this.rank = mirrored ? 1 - rank : rank;
  }

  /** The lower end, the first place of a leaf. */
  static LeafPosition lower(QuantileTree tree, PathNoise noise, double rank) {
    int fromTheRight = new IntervalEnd(tree, noise, rank, true).leaf();
    return new LeafPosition(tree.shape().leaves() - 1 - fromTheRight, 0);
  }

  /** The upper end, the last place of a leaf. */
  static LeafPosition upper(QuantileTree tree, PathNoise noise, double rank) {
    return new LeafPosition(new IntervalEnd(tree, noise, rank, false).leaf(), 1);
  }

  private int leaf() {
    List<PathNoise.Level> way = new ArrayList<>();
    double[] counts = noised(0, 0);
    double inside = sum(counts);
    double target = rank * inside;
    double before = 0;
    int level = 0;
    int position = 0;
    while (level == 0 || tree.isLookedInto(level, inside)) {
      counts = level == 0 ? counts : noised(level, position);
      double each = (inside - sum(counts)) / counts.length;
      int last = 0;
      double beforeLast = before;
      double beforeChild = before;
      for (int child = 1; child < counts.length; child++) {
        beforeChild += counts[child - 1] + each;
        way.add(new PathNoise.Level(child, 0, counts.length - child));
        if (beforeChild - target <= Math.max(QuantileTree.HALF_ROW, noise.halfWidth(way, rank))) {
          last = child;
          beforeLast = beforeChild;
        }
        way.remove(level);
      }
      way.add(new PathNoise.Level(last, 1, counts.length - 1 - last));
      inside = counts[last] + each;
      before = beforeLast;
      position = position * shape.branching() + last;
      level++;
    }
    return (position + 1) * shape.span(level) - 1;
  }

  private static double sum(double[] counts) {
    double sum = 0;
    for (double count : counts) {
      sum += count;
    }
    return sum;
  }

  /** The noised counts of a node's children, from the side that is looked from. */
  private double[] noised(int level, int position) {
    if (!mirrored) {
      return tree.noisedChildren(level, position);
    }
    int nodes = shape.leaves() / shape.span(level);
    double[] children = tree.noisedChildren(level, nodes - 1 - position);
    double[] counts = new double[children.length];
    for (int child = 0; child < counts.length; child++) {
      counts[child] = children[counts.length - 1 - child];
    }
    return counts;
  }
}
