package org.tacet.accountant.renyi;

import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * From Renyi divergences to (epsilon, delta). Each order alpha proves a pair (Canonne, Kamath,
 * Steinke 2020, "The discrete Gaussian for differential privacy", Proposition 12):
 *
 * <pre>
 *   delta = e^((alpha - 1) (D_alpha - epsilon)) (1 - 1 / alpha)^(alpha - 1) / alpha
 *   epsilon = D_alpha + log(1 / delta) / (alpha - 1) + log(1 - 1 / alpha) - log(alpha) / (alpha - 1)
 * </pre>
 *
 * which is below Mironov 2017, Proposition 3 (D_alpha + log(1 / delta) / (alpha - 1)) at every
 * order. Beside it, delta at any epsilon is at most the total variation, which is at most sqrt(1 -
 * e^-D) (Bretagnolle, Huber 1979), D of any order. The best order of a ladder is taken, and refined
 * by golden sections; the search decides how tight a bound is, not whether it is one.
 */
final class RenyiConversion {

  private static final double LADDER_STEP = 0.25;
  private static final double LADDER_LOW = -9;
  private static final double LADDER_HIGH = 14;

  /** alpha - 1 from e^-300 to e^600 is searched if it has to be. */
  private static final double LOWEST = -300;

  private static final double HIGHEST = 600;

  /** Covers some 20 roundings of 2^-53 a term, with a factor of 100 to spare. */
  private static final double ROUNDING = 2e-13;

  private final RenyiCurve curve;
  private final double additiveDelta;
  private final Map<Double, Double> divergences = new HashMap<>();

  /**
   * @param additiveDelta the probability that the curve does not hold, in [0, 1]
   */
  RenyiConversion(RenyiCurve curve, double additiveDelta) {
    this.curve = curve;
    this.additiveDelta = additiveDelta;
  }

  /**
   * The smallest epsilon found, rounded up; infinity if there is none.
   *
   * @param delta in [0, 1)
   */
  double epsilon(double delta) {
    double largest = curve.largestLoss();
    if (delta < additiveDelta) {
      return Double.POSITIVE_INFINITY;
    }
    if (delta == additiveDelta || largest == 0) {
      return largest;
    }
    // Of a failure beside it: delta of both is at most additive + (1 - additive) delta.
    double left = (delta - additiveDelta) / (1 - additiveDelta) * (1 - 0x1p-50);
    if (left == 0) {
      return largest;
    }
    double logInverse = -Math.log(left) * (1 + 0x1p-51);
    double epsilon = smallest(logExcess -> epsilonAt(logExcess, logInverse, left));
    return Math.max(0, Math.min(epsilon, largest));
  }

  /**
   * The smallest delta found, rounded up.
   *
   * @param epsilon at least 0 and finite
   */
  double delta(double epsilon) {
    if (curve.largestLoss() <= epsilon) {
      return additiveDelta;
    }
    double logDelta = Math.min(0, smallest(logExcess -> logDeltaAt(logExcess, epsilon)));
    double delta = Math.exp(logDelta) * (1 + 0x1p-50) + Double.MIN_VALUE;
    return Math.min(1, (additiveDelta + (1 - additiveDelta) * delta) * (1 + 0x1p-50));
  }

  /** Proposition 12 for epsilon at alpha - 1 = e^logExcess; 0 where total variation does. */
  private double epsilonAt(double logExcess, double logInverse, double delta) {
    double divergence = divergence(logExcess);
    if (-Math.expm1(-divergence) * (1 + 0x1p-50) <= delta * delta) {
      return 0;
    }
    double above = Math.exp(logExcess);
    double logQuotient = logInverse / above;
    double logOrder = Math.log1p(above) / above;
    double complement = Math.log1p(1 / above);
    double magnitudes = divergence + logQuotient + logOrder + complement;
    double epsilon = divergence + logQuotient - logOrder - complement + ROUNDING * magnitudes;
    return Double.isNaN(epsilon) ? Double.POSITIVE_INFINITY : epsilon;
  }

  /** Proposition 12 for log delta, or the logarithm of the bound of total variation. */
  private double logDeltaAt(double logExcess, double epsilon) {
    double divergence = divergence(logExcess);
    double above = Math.exp(logExcess);
    double logOrder = Math.log1p(above);
    double complement = above * Math.log1p(1 / above);
    double magnitudes = above * (divergence + epsilon) + logOrder + complement;
    double logDelta =
        above * (divergence - epsilon) - logOrder - complement + ROUNDING * magnitudes;
    double variation = Math.log(-Math.expm1(-divergence)) / 2 + 0x1p-50;
    return Double.isNaN(logDelta) ? variation : Math.min(logDelta, variation);
  }

  private double divergence(double logExcess) {
    return divergences.computeIfAbsent(
        logExcess,
        exponent -> {
          double order = 1 + Math.exp(exponent);
          // An order that rounds to 1 is bounded by the next one.
          double divergence = curve.at(Math.max(order, 1 + 0x1p-30));
          return Double.isNaN(divergence) ? Double.POSITIVE_INFINITY : divergence;
        });
  }

  private double smallest(DoubleUnaryOperator bound) {
    double best = Double.POSITIVE_INFINITY;
    double at = LADDER_LOW;
    for (double exponent = LADDER_LOW; exponent <= LADDER_HIGH; exponent += LADDER_STEP) {
      double value = bound.applyAsDouble(exponent);
      if (value < best) {
        best = value;
        at = exponent;
      }
    }
    double stride = 1;
    if (at <= LADDER_LOW || at >= LADDER_HIGH) {
      double direction = at <= LADDER_LOW ? -1 : 1;
      while (at - stride > LOWEST && at + stride < HIGHEST) {
        double value = bound.applyAsDouble(at + direction * stride);
        if (value >= best) {
          break;
        }
        best = value;
        at += direction * stride;
        stride *= 1.5;
      }
    } else {
      stride = LADDER_STEP;
    }
    return Math.min(best, refined(bound, at - stride, at + stride));
  }

  /** Golden sections, then the whole orders beside the best one, where some curves have kinks. */
  private static double refined(DoubleUnaryOperator bound, double from, double to) {
    double golden = (Math.sqrt(5) - 1) / 2;
    double low = from;
    double high = to;
    double left = high - golden * (high - low);
    double right = low + golden * (high - low);
    double atLeft = bound.applyAsDouble(left);
    double atRight = bound.applyAsDouble(right);
    for (int step = 0; step < 26; step++) {
      if (atLeft <= atRight) {
        high = right;
        right = left;
        atRight = atLeft;
        left = high - golden * (high - low);
        atLeft = bound.applyAsDouble(left);
      } else {
        low = left;
        left = right;
        atLeft = atRight;
        right = low + golden * (high - low);
        atRight = bound.applyAsDouble(right);
      }
    }
    double best = Math.min(atLeft, atRight);
    double order = 1 + Math.exp(left);
    if (order < 1e6) {
      for (double whole : new double[] {Math.floor(order), Math.ceil(order)}) {
        if (whole > 1) {
          best = Math.min(best, bound.applyAsDouble(Math.log(whole - 1)));
        }
      }
    }
    return best;
  }
}
