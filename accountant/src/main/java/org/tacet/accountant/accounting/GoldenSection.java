package org.tacet.accountant.accounting;

import java.util.function.DoubleUnaryOperator;

/**
 * The least value of a function with one valley (Kiefer 1953, "Sequential minimax search for a
 * maximum"). Every value that is returned was taken on somewhere, whatever the function.
 */
final class GoldenSection {

  private static final double SECTION = (3 - Math.sqrt(5)) / 2;

  private final DoubleUnaryOperator function;
  private double low;
  private double high;
  private double bottom;
  private double least;

  /** Over the numbers from low to high. */
  GoldenSection(DoubleUnaryOperator function, double low, double high) {
    this.function = function;
    this.low = low;
    this.high = high;
  }

  /**
   * Walks downhill from a start in growing steps, then narrows the valley down.
   *
   * @param start where to begin; what is outside the interval is moved into it
   * @param step the first step
   * @param tolerance how exactly the place is wanted
   */
  double least(double start, double step, double tolerance) {
    bottom = Math.max(low, Math.min(high, start));
    least = function.applyAsDouble(bottom);
    for (double next = step; low < bottom; next *= 2) {
      if (!lowers(Math.max(low, bottom - next))) {
        break;
      }
    }
    for (double next = step; bottom < high; next *= 2) {
      if (!lowers(Math.min(high, bottom + next))) {
        break;
      }
    }
    while (high - low > tolerance) {
      double wider = bottom < low + (high - low) / 2 ? high : low;
      double x = bottom + SECTION * (wider - bottom);
      if (x == bottom) {
        break;
      }
      lowers(x);
    }
    return least;
  }

  /** Looks at x, and leaves out what lies beyond it or beyond the bottom so far. */
  private boolean lowers(double x) {
    double value = function.applyAsDouble(x);
    double bound = value < least ? bottom : x;
    boolean lower = value < least;
    if (lower) {
      bottom = x;
      least = value;
    }
    if (bound < bottom) {
      low = bound;
    } else {
      high = bound;
    }
    return lower;
  }
}
