package org.tacet.accountant.calibration;

import java.util.function.DoubleUnaryOperator;

/**
 * The largest argument at which a growing function stays within a bound. Each step costs a
 * composition, so that it interpolates in logarithms, where costs are nearly straight lines; every
 * second time it fails to narrow by half, it halves.
 */
final class LargestWithin {

  private LargestWithin() {}

  /**
   * An argument with {@code bound (1 - tolerance) <= cost <= bound}, or the largest one found
   * within the bound, to a quarter of the tolerance, where costs jump over that range.
   *
   * @param cost at least 0, grows with its argument
   * @param start above 0, near the result as far as is known
   * @param mostSteps how often the cost is asked for at most
   * @return not a number if no argument within the bound is found
   */
  static double search(
      DoubleUnaryOperator cost, double bound, double tolerance, double start, int mostSteps) {
    double low = 0;
    double costAtLow = 0;
    double high = Double.POSITIVE_INFINITY;
    double costAtHigh = Double.POSITIVE_INFINITY;
    double next = start;
    for (int step = 0; step < mostSteps; step++) {
      double found = cost.applyAsDouble(next);
      if (found <= bound) {
        low = next;
        costAtLow = found;
      } else {
        high = next;
        costAtHigh = found;
      }
      if ((low > 0 && costAtLow >= bound * (1 - tolerance)) || high <= low * (1 + tolerance / 4)) {
        break;
      }
      next = next(low, costAtLow, high, costAtHigh, bound * (1 - tolerance / 2), step);
    }
    return low > 0 ? low : Double.NaN;
  }

  private static double next(
      double low, double costAtLow, double high, double costAtHigh, double aim, int step) {
    if (low == 0) {
      // Costs grow at least as fast as their argument where a delta is spent on all of it.
      return high * Math.max(1e-3, Math.min(0.999, aim / costAtHigh));
    }
    if (high == Double.POSITIVE_INFINITY) {
      return costAtLow > 0 ? low * Math.min(8, Math.max(1.001, aim / costAtLow)) : low * 8;
    }
    double middle = Math.sqrt(low) * Math.sqrt(high);
    if (step % 4 == 3 || costAtLow <= 0 || costAtHigh == Double.POSITIVE_INFINITY) {
      return middle;
    }
    double share = Math.log(aim / costAtLow) / Math.log(costAtHigh / costAtLow);
    double guess = low * Math.pow(high / low, share);
    return guess > low && guess < high ? guess : middle;
  }
}
