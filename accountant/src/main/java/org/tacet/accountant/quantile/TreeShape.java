package org.tacet.accountant.quantile;

import java.io.Serializable;

/**
 * The tree of counts from which quantiles are read: its leaves are consecutive ranges of values,
 * each node above counts the rows in {@code branching} nodes below. Level 0 is the root, which is
 * not counted by itself; a row counts in one node of each of the levels 1 to {@code height}.
 *
 * <p>One privacy unit of at most m rows in a group moves the nodes of each level by m in all. A
 * level where it moves several nodes by m_1 + m_2 + ... = m is no worse than one node moved by m:
 * step by step from one neighbour to the other, the loss is that of a chain of neighbours, and for
 * noise of log-concave law (Laplace, Gaussian, discrete or not) a chain of shifts of one node costs
 * what their sum costs. So a tree is accounted as maxGroups times height entries moved by m each.
 *
 * @param branching 2 to 2^16
 * @param height at least 1, such that there are at most 2^24 leaves
 */
public record TreeShape(int branching, int height) implements Serializable {

  public static final int MOST_BRANCHES = 1 << 16;
  public static final int MOST_LEAVES = 1 << 24;

  /**
   * By which power of the excess of leaves the variance grows, about, in the search over shapes.
   */
  private static final double UNUSED_LEAVES = 1.0 / 7;

  public TreeShape {
    if (branching < 2 || branching > MOST_BRANCHES || height < 1 || height > 24) {
      throw new IllegalArgumentException(
          "branching must be in [2, %d] and height in [1, 24]. Provided values: %d, %d"
              .formatted(MOST_BRANCHES, branching, height));
    }
    if (power(branching, height) > MOST_LEAVES) {
      throw new IllegalArgumentException(
          "branching^height must be at most %d. Provided values: %d, %d"
              .formatted(MOST_LEAVES, branching, height));
    }
  }

  /** How the noise of a node grows with the height, at the same guarantee. */
  public enum NoiseGrowth {
    /** Gaussian noise, and all noise that is composed jointly. */
    SQUARE_ROOT(1),
    /** Laplace noise whose epsilon is split. */
    LINEAR(2);

    private final int varianceExponent;

    NoiseGrowth(int varianceExponent) {
      this.varianceExponent = varianceExponent;
    }
  }

  /**
   * Returns the shape that reads a rank with least noise, from parameters alone. The rows below a
   * value are the children to the left of it on each level; once children are made to add up to
   * their parent, k of b of them have a variance of k (1 - k / b) nodes, on average (b - 1 / b) /
   * 6, and there are h levels of nodes whose variance grows with h by itself. Leaves beyond those
   * asked for stay empty, but the nodes above them are noised and looked at: what that costs was
   * measured.
   *
   * @param leaves how many leaves there have to be at least, 1 to 2^16
   */
  public static TreeShape forLeaves(int leaves, NoiseGrowth growth) {
    if (leaves < 1 || leaves > MOST_BRANCHES) {
      throw new IllegalArgumentException(
          "leaves must be in [1, %d]. Provided value: %d".formatted(MOST_BRANCHES, leaves));
    }
    TreeShape best = null;
    for (int height = 1; height <= 16; height++) {
      TreeShape shape = new TreeShape(branchingFor(leaves, height), height);
      if (best == null || shape.variance(leaves, growth) < best.variance(leaves, growth)) {
        best = shape;
      }
    }
    return best;
  }

  /** The least branching that reaches so many leaves at this height. */
  private static int branchingFor(int leaves, int height) {
    int branching = 2;
    while (power(branching, height) < leaves) {
      branching++;
    }
    return branching;
  }

  /** Up to a factor that all shapes share. */
  private double variance(int leavesUsed, NoiseGrowth growth) {
    return Math.pow(height, 1.0 + growth.varianceExponent)
        * (branching - 1.0 / branching)
        * Math.pow((double) leaves() / leavesUsed, UNUSED_LEAVES);
  }

  private static long power(int base, int exponent) {
    long power = 1;
    for (int factor = 0; factor < exponent && power <= Integer.MAX_VALUE; factor++) {
      power *= base;
    }
    return power;
  }

  public int leaves() {
    return (int) power(branching, height);
  }

  /** How many leaves lie below a node of this level. */
  public int span(int level) {
    return (int) power(branching, height - level);
  }

  /** The node's number among all, level by level: what separates its noise from the others'. */
  public int nodeIndex(int level, int position) {
    int before = 0;
    for (int above = 1; above < level; above++) {
      before += (int) power(branching, above);
    }
    return before + position;
  }
}
