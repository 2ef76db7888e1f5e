package org.tacet.accountant.quantile;

import java.util.Arrays;

/** Makes the noised counts of a node's children what counts can be. */
final class ConsistentChildren {

  private ConsistentChildren() {}

  /**
   * The counts nearest to the noised ones, in squares, of all that are at least 0 and add up to the
   * parent's: each less the same amount, and 0 where that is more than it has. Among many empty
   * children this leaves little of their noise, where clamping each would keep half of it.
   */
  static double[] of(double[] noised, double parent) {
    double[] counts = new double[noised.length];
    if (!(parent > 0)) {
      return counts;
    }
    double[] ascending = noised.clone();
    Arrays.sort(ascending);
    double sum = 0;
    double less = 0;
    for (int taken = 1; taken <= ascending.length; taken++) {
      double smallest = ascending[ascending.length - taken];
      sum += smallest;
      double candidate = (sum - parent) / taken;
      if (candidate >= smallest) {
        break;
      }
      less = candidate;
    }
    for (int child = 0; child < counts.length; child++) {
      counts[child] = Math.max(0, noised[child] - less);
    }
    return counts;
  }
}
