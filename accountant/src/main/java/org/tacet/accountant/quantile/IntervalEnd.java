package org.tacet.accountant.quantile;

import java.util.ArrayList;
import java.util.List;

/**
 * The end of an interval around a quantile: from the root down, the first child at whose far end
 * the estimated number of rows exceeds what the rank asks for by more than noise explains there.
 * Each place is held against the noise of its own way, of known law; ends of wide nodes, which have
 * least, come first. The lower end is found as the upper end of the mirrored tree.
 *
 * <p>Where the rank lies so near an end of the data that noise may put it outside, the estimate is
 * no sum of noises any more but of what is positive of each. There every node's noise counts, and
 * more of it than if all of the first level lay to one side: too much rather than too little.
 */
final class IntervalEnd {

  /**
   * For how much of a child with noise a child counts that was corrected to 0. It may have had rows
   * or its noise may come back. Fitted, not derived: of 0 to 0.5, tried on the laws of data of
   * IntervalCoverageTest and TreeShapeSearchTest, 0 covered down to 91 %, and more than 0.3 made
   * most intervals wider than they say.
   */
  private static final double CORRECTED = 0.3;

  /**
   * How much wider than if all nodes of the first level lay to one side. Before data that begin
   * with a leap there are empty nodes on each level: with 1 the least rank was covered 90 % of the
   * time.
   */
  private static final double EXTREME = 1.5;

  private final TreeShape shape;
  private final QuantileTree tree;
  private final PathNoise noise;
  private final boolean mirrored;
  private final double rank;
  private final double target;
  private final double leastHalfWidth;
  private final double corrected;

  private IntervalEnd(QuantileTree tree, PathNoise noise, double rank, boolean mirrored) {
    this.shape = tree.shape();
    this.tree = tree;
    this.noise = noise;
    this.mirrored = mirrored;
    this.rank = mirrored ? 1 - rank : rank;
    this.target = this.rank * tree.rows();
    double outermost = noise.outermost(shape.branching(), rank);
    boolean isExtreme = Math.min(target, tree.rows() - target) < outermost;
    this.leastHalfWidth =
        isExtreme ? Math.max(EXTREME * outermost, QuantileTree.HALF_ROW) : QuantileTree.HALF_ROW;
    this.corrected = isExtreme ? 1 : CORRECTED;
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
    List<PathNoise.Level> levels = new ArrayList<>();
    int level = 0;
    int position = 0;
    double inside = tree.rows();
    double passed = 0;
    double excessBefore = -target;
    double excessBehind = 0;
    while (level == 0 || tree.isLookedInto(level, inside)) {
      double[] counts = counts(level, position, inside);
      double nodes = 0;
      double filled = 0;
      for (double count : counts) {
        nodes += weight(count);
        filled += count > 0 ? 1 : 0;
      }
      double before = 0;
      int child = 0;
      while (true) {
        double own = weight(counts[child]);
        levels.add(new PathNoise.Level(before, own, nodes - before - own, counts.length - filled));
        double excess = passed + counts[child] - target - halfWidth(levels);
        if (excess > 0) {
          excessBehind = excess;
          break;
        }
        if (child == counts.length - 1) {
          if (level == 0) {
            return shape.leaves() - 1; // noise explains everything
          }
          break; // the far end of its parent, up to rounding
        }
        excessBefore = excess;
        levels.remove(level);
        passed += counts[child];
        before += own;
        child++;
      }
      inside = counts[child];
      position = position * shape.branching() + child;
      level++;
    }
    int span = shape.span(level);
    boolean isBetween = corrected < 1 && excessBefore < 0 && excessBehind > 0;
    double share = isBetween ? -excessBefore / (excessBehind - excessBefore) : 1;
    return position * span + (int) Math.min(share * span, span - 1);
  }

  private double halfWidth(List<PathNoise.Level> levels) {
    return Math.max(leastHalfWidth, noise.halfWidth(levels, rank));
  }

  private double weight(double count) {
    return count > 0 ? 1 : corrected;
  }

  private double[] counts(int level, int position, double inside) {
    if (!mirrored) {
      return tree.children(level, position, inside);
    }
    int nodes = shape.leaves() / shape.span(level);
    double[] children = tree.children(level, nodes - 1 - position, inside);
    double[] counts = new double[children.length];
    for (int child = 0; child < counts.length; child++) {
      counts[child] = children[counts.length - 1 - child];
    }
    return counts;
  }
}
