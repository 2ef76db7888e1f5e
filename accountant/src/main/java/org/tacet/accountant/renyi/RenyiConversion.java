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
 * e^-D) (Bretagnolle, Huber 1979), D of any order. The best order of a fixed ladder is taken; the
 * search decides how tight a bound is, not whether it is one.
 */
final class RenyiConversion {

  /** Rungs lie at alpha - 1 = e^((k + 1/2) / 64): at most 1e-4 of epsilon is lost between. */
  private static final double RUNG = 1.0 / 64;

  private static final int COARSE = 16;
  private static final int LOWEST_USUAL = -36 * COARSE;
  private static final int HIGHEST_USUAL = 56 * COARSE;

  /** How far to search where the best order is at an end: alpha - 1 from e^-300 to e^600. */
  private static final int LOWEST = -300 * 64;

  private static final int HIGHEST = 600 * 64;

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
    return OrderConversion.epsilon(Math.exp(logExcess), divergence, logInverse);
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

  /**
   * The smallest bound on the ladder: coarse rungs first, then those between. Since the rungs are
   * always the same, more noise or fewer steps get a worse answer only where the search ends in
   * another valley, by little (1e-3 of epsilon is what the tests allow).
   */
  private double smallest(DoubleUnaryOperator bound) {
    double best = Double.POSITIVE_INFINITY;
    int at = LOWEST_USUAL;
    for (int rung = LOWEST_USUAL; rung <= HIGHEST_USUAL; rung += COARSE) {
      double value = bound.applyAsDouble((rung + 0.5) * RUNG);
      if (value < best) {
        best = value;
        at = rung;
      }
    }
    int outward = at == LOWEST_USUAL ? -COARSE : at == HIGHEST_USUAL ? COARSE : 0;
    while (outward != 0 && at + outward >= LOWEST && at + outward <= HIGHEST) {
      double value = bound.applyAsDouble((at + outward + 0.5) * RUNG);
      if (value >= best) {
        break;
      }
      best = value;
      at += outward;
    }
    for (int stride = COARSE / 4; stride >= 1; stride /= 4) {
      int center = at;
      for (int rung = center - 3 * stride; rung <= center + 3 * stride; rung += stride) {
        double value = bound.applyAsDouble((rung + 0.5) * RUNG);
        if (value < best) {
          best = value;
          at = rung;
        }
      }
    }
    double order = 1 + Math.exp((at + 0.5) * RUNG);
    if (order < 1e6) { // whole orders, where interpolated curves have kinks
      for (double whole : new double[] {Math.floor(order), Math.ceil(order)}) {
        best = whole > 1 ? Math.min(best, bound.applyAsDouble(Math.log(whole - 1))) : best;
      }
    }
    return best;
  }
}
