package org.tacet.accountant.renyi;

/**
 * Moments of a likelihood ratio w = P / Q without cancellation. As E_Q[w] = 1,
 *
 * <pre>
 *   E_Q[w^alpha] - 1 = E_Q[phi(w - 1)],   phi(u) = (1 + u)^alpha - 1 - alpha u
 * </pre>
 *
 * and phi is nowhere negative, by Bernoulli's inequality: sums of it keep all their digits however
 * close the moment is to 1. All is in logarithms, so that nothing overflows.
 */
final class PowerExcess {

  private static final double SERIES_BELOW = 0.125;

  private PowerExcess() {}

  /**
   * log phi(u), within 2^-44 and 8 units of 2^-53 of alpha log(1 + u), given exact arguments.
   *
   * <p>Where u and alpha u are small it is alpha (alpha - 1) u^2 / 2 times a series whose terms
   * fall by factors of 8. Elsewhere it is (1 + u) expm1((alpha - 1) log(1 + u)) - (alpha - 1) u,
   * where at most 15/16 cancel. Where (1 + u)^alpha is beyond e^40, it alone bounds phi.
   *
   * @param order alpha, above 1
   * @param excess u, at least -1
   * @param logRatio log(1 + u)
   */
  static double log(double order, double excess, double logRatio) {
    if (excess == 0) {
      return Double.NEGATIVE_INFINITY;
    }
    double above = order - 1;
    double size = Math.abs(excess);
    if (size <= SERIES_BELOW && order * size <= SERIES_BELOW) {
      double term = 1;
      double sum = 1;
      for (int power = 3; Math.abs(term) > 1e-18; power++) {
        term *= (order - power + 1) / power * excess;
        sum += term;
      }
      return Math.log(order) + Math.log(above) + 2 * Math.log(size) + Math.log(sum / 2);
    }
    if (order * logRatio > 40) {
      return order * logRatio;
    }
    double ratio = 1 + excess;
    double power = ratio == 0 ? 0 : ratio * Math.expm1(above * logRatio);
    return Math.log(power - above * excess);
  }

  /** log(e^t - 1 - t), by the same means: the excess of an exponential over its tangent. */
  static double logOfExponential(double t) {
    if (t == 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (Math.abs(t) <= SERIES_BELOW) {
      double term = 1;
      double sum = 1;
      for (int power = 3; Math.abs(term) > 1e-18; power++) {
        term *= t / power;
        sum += term;
      }
      return 2 * Math.log(Math.abs(t)) + Math.log(sum / 2);
    }
    return t > 40 ? t : Math.log(Math.expm1(t) - t);
  }

  /**
   * D_alpha = log(1 + S) / (alpha - 1) from log S, rounded up.
   *
   * @param logExcess log S, minus infinity for 0
   * @param magnitude the largest exponent that went into S, which rounding errors grow with
   */
  static double divergence(double order, double logExcess, double magnitude) {
    if (logExcess == Double.NEGATIVE_INFINITY) {
      return 0;
    }
    if (Double.isNaN(logExcess) || Double.isNaN(magnitude)) {
      return Double.POSITIVE_INFINITY;
    }
    double rounded = logExcess + 0x1p-42 + 0x1p-48 * magnitude;
    double logMoment =
        rounded > 40
            ? rounded + Math.exp(-rounded)
            : Math.log1p(Math.max(Math.exp(rounded), Double.MIN_NORMAL));
    return Math.max(logMoment / (order - 1) * (1 + 0x1p-49), Double.MIN_VALUE);
  }
}
