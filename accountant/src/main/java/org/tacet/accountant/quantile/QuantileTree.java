package org.tacet.accountant.quantile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
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

  /** In which an end of an interval moves outward; it seldom takes more than three. */
  private static final int MOST_STEPS = 12;

  private final TreeShape shape;
  private final NoisedNodes nodes;
  private final double standardDeviation;
  private final PathNoise noise;
  private final Map<Integer, double[]> childrenOf = new HashMap<>();
  private final double rows;

  /**
   * @param mechanism the noise of each node
   */
  public QuantileTree(TreeShape shape, NoisedNodes nodes, NoiseMechanism mechanism) {
    this.shape = shape;
    this.nodes = nodes;
    this.standardDeviation = mechanism.standardDeviation();
    this.noise = new PathNoise(mechanism);
    double[] top = noised(1, 0);
    this.rows = Math.max(0, Arrays.stream(top).sum());
    childrenOf.put(-1, ConsistentChildren.of(top, rows));
  }

  private double[] noised(int level, int firstPosition) {
    double[] counts = new double[shape.branching()];
    for (int child = 0; child < counts.length; child++) {
      counts[child] = nodes.count(level, firstPosition + child);
    }
    return counts;
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
    double target = rank * rows;
    double here =
        Math.max(
            noise.halfWidth(find(target), shape.branching(), rank, confidence),
            noise.outermost(shape.branching(), rank, confidence));
    LeafPosition quantile = quantile(rank);
    return new Interval(
        end(target, here, -1, rank, confidence).orBefore(quantile),
        end(target, here, 1, rank, confidence).orBehind(quantile));
  }

  /**
   * From {@code here}, what noise does on the quantile's own way, on to where the difference is no
   * less than what noise does there: farther out there may be more nodes to one side, each with its
   * noise.
   *
   * @param side -1 for the lower end, 1 for the upper end
   */
  private LeafPosition end(double target, double here, int side, double rank, double confidence) {
    double away = here;
    for (int step = 0; step < MOST_STEPS; step++) {
      double there =
          noise.halfWidth(find(target + side * away), shape.branching(), rank, confidence);
      if (there <= away) {
        break;
      }
      away = there;
    }
    // Rows are whole: less than half of one more or less is none.
    if (side < 0) {
      return away >= target + 0.5 ? new LeafPosition(0, 0) : find(target - away).first(shape);
    }
    return target + away >= rows + 0.5
        ? new LeafPosition(shape.leaves() - 1, 1)
        : find(target + away).last(shape);
  }

  /** Both ends of an interval, which belong to it. */
  public record Interval(LeafPosition lower, LeafPosition upper) {}

  /** Down to the leaf, or the node not looked into, in which so many rows lie before. */
  private TreePath find(double target) {
    List<Integer> children = new ArrayList<>();
    int level = 0;
    int position = 0;
    double inside = rows;
    double before = Math.min(Math.max(target, 0), rows);
    while (level < shape.height() && (level == 0 || inside > LEAST_ROWS * standardDeviation)) {
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
      children.add(lastWithRows);
      level++;
      position = position * shape.branching() + lastWithRows;
    }
    double fraction = inside > 0 ? before / inside : 0.5;
    return new TreePath(children, position, fraction);
  }

  private double[] children(int level, int position, double inside) {
    int key = level == 0 ? -1 : shape.nodeIndex(level, position);
    double[] known = childrenOf.get(key);
    if (known == null) {
      known = ConsistentChildren.of(noised(level + 1, position * shape.branching()), inside);
      childrenOf.put(key, known);
    }
    return known;
  }
}
