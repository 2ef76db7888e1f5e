package org.tacet.accountant.quantile;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.tacet.accountant.noise.NoiseMechanism;

/**
 * Reads quantiles off the noised counts of a tree. From the root down, the children of a node are
 * made to add up to it; so the estimated number of rows below a value is one growing function,
 * whatever rank is asked for, and a higher rank never gets a lower value. Only nodes on the way are
 * looked at. A node that holds no more than noise is not looked into: its rows are taken to be
 * spread evenly.
 */
public final class QuantileTree {

  /** A node with fewer rows than this many standard deviations of noise is not looked into. */
  static final double LEAST_ROWS = 1;

  /** So many standard deviations of noise stay beyond the first and the last rank. */
  static final double BEYOND_EXTREMES = 1;

  /** Rows are whole: less than half of one more or less is none. */
  static final double HALF_ROW = 0.5;

  private final TreeShape shape;
  private final NoisedNodes nodes;
  private final double standardDeviation;
  private final NoiseMechanism mechanism;
  private final Map<Integer, double[]> noisedChildrenOf = new HashMap<>();
  private final Map<Integer, double[]> childrenOf = new HashMap<>();
  private final double rows;

  /**
   * @param mechanism the noise of each node
   */
  public QuantileTree(TreeShape shape, NoisedNodes nodes, NoiseMechanism mechanism) {
    this.shape = shape;
    this.nodes = nodes;
    this.standardDeviation = mechanism.standardDeviation();
    this.mechanism = mechanism;
    double[] top = noisedChildren(0, 0);
    this.rows = Math.max(0, Arrays.stream(top).sum());
    childrenOf.put(key(0, 0), ConsistentChildren.of(top, rows));
  }

  /**
   * Returns where about a share of {@code rank} of the rows lies before.
   *
   * @param rank 0 to 1
   */
  public LeafPosition quantile(double rank) {
    double margin = Math.min(BEYOND_EXTREMES * standardDeviation, rows / 2);
    return find(Math.min(Math.max(rank * rows, margin), rows - margin)).middle(shape);
  }

  /**
   * Returns between which places the quantile without noise lies, with the given confidence: those
   * at which the noised counts differ from what the rank asks for by no more than noise explains.
   */
  public Interval interval(double rank, double confidence) {
    PathNoise noise = new PathNoise(mechanism, confidence);
    LeafPosition quantile = quantile(rank);
    if (noise.outermost(shape.branching(), rank) * Math.sqrt(shape.height()) < HALF_ROW) {
      return new Interval(
          new LeafPosition(quantile.leaf(), 0), new LeafPosition(quantile.leaf(), 1));
    }
    return new Interval(
        IntervalEnd.lower(this, noise, rank).orBefore(quantile),
        IntervalEnd.upper(this, noise, rank).orBehind(quantile));
  }

  /** Both ends of an interval, which belong to it. */
  public record Interval(LeafPosition lower, LeafPosition upper) {}

  /** Down to the leaf, or the node not looked into, in which so many rows lie before. */
  private TreePath find(double target) {
    int level = 0;
    int position = 0;
    double inside = rows;
    double before = Math.min(Math.max(target, 0), rows);
    while (level == 0 || isLookedInto(level, inside)) {
      double[] counts = children(level, position, inside);
      int child = 0;
      int lastWithRows = 0;
      double passed = 0;
      double passedBeforeLast = 0;
      for (; child < counts.length; child++) {
        if (counts[child] > 0) {
          lastWithRows = child;
          passedBeforeLast = passed;
          if (passed + counts[child] > before) {
            break;
          }
          passed += counts[child];
        }
      }
      if (rows == 0) {
        break;
      }
      inside = counts[lastWithRows];
      before = Math.min(Math.max(before - passedBeforeLast, 0), inside);
      level++;
      position = position * shape.branching() + lastWithRows;
    }
    double fraction = inside > 0 ? before / inside : 0.5;
    return new TreePath(level, position, fraction);
  }

  TreeShape shape() {
    return shape;
  }

  /** Whether a node that holds so many rows has children, and rows enough to look at them. */
  boolean isLookedInto(int level, double inside) {
    return level < shape.height() && inside > LEAST_ROWS * standardDeviation;
  }

  /** The counts of a node's children with their noise. */
  double[] noisedChildren(int level, int position) {
    return noisedChildrenOf.computeIfAbsent(
        key(level, position),
        parent -> {
          double[] counts = new double[shape.branching()];
          for (int child = 0; child < counts.length; child++) {
            counts[child] = nodes.count(level + 1, position * shape.branching() + child);
          }
          return counts;
        });
  }

  /** The corrected counts of a node's children. */
  private double[] children(int level, int position, double inside) {
    return childrenOf.computeIfAbsent(
        key(level, position),
        parent -> ConsistentChildren.of(noisedChildren(level, position), inside));
  }

  /** Of the root, which is not counted, or of a node. */
  private int key(int level, int position) {
    return level == 0 ? -1 : shape.nodeIndex(level, position);
  }
}
