package org.tacet.accountant.noise;

/** Two-sided tails of the standard normal law, for error bars (never for accounting). */
final class NormalTail {

  private static final double DENSITY_AT_ZERO = 1 / Math.sqrt(2 * Math.PI);

  private NormalTail() {}

  /** Returns z with P(|Z| > z) = outside, to about 1e-12 of itself. */
  static double quantile(double outside) {
    double low = 0;
    // P(|Z| > 39) is below the smallest double.
    double high = 39;
    while (true) {
      double middle = (low + high) / 2;
      if (middle <= low || middle >= high) {
        return high;
      }
      if (twoSided(middle) > outside) {
        low = middle;
      } else {
        high = middle;
      }
    }
  }

  /**
   * Returns P(|Z| > z): below 3 through the series of Marsaglia 2004 ("Evaluating the normal
   * distribution", equation 3), whose terms are positive, above by Laplace's continued fraction,
   * which loses no digits in the tail.
   */
  static double twoSided(double z) {
    double density = DENSITY_AT_ZERO * Math.exp(-z * z / 2);
    if (z < 3) {
      double term = z;
      double sum = z;
      for (int odd = 3; term > sum * 1e-17; odd += 2) {
        term *= z * z / odd;
        sum += term;
      }
      return 1 - 2 * density * sum;
    }
    double fraction = z;
    for (int level = 200; level >= 1; level--) {
      fraction = z + level / fraction;
    }
    return 2 * density / fraction;
  }

  static double requireConfidence(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "confidence must be above 0 and below 1. Provided value: " + confidence);
    }
    return confidence;
  }
}
