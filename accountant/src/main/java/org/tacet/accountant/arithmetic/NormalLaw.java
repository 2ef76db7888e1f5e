package org.tacet.accountant.arithmetic;

/**
 * The standard normal law, with relative accuracy far into its tails. Its results carry a relative
 * error of at most {@link #relativeError}; who needs a bound multiplies by one plus or minus that.
 */
public final class NormalLaw {

  private static final double DENSITY_AT_ZERO = 1 / Math.sqrt(2 * Math.PI);

  private NormalLaw() {}

  /** exp(-x^2 / 2) / sqrt(2 pi). */
  public static double density(double x) {
    return DENSITY_AT_ZERO * Math.exp(-x * x / 2);
  }

  /**
   * A bound of the relative error of {@link #density} and {@link #upperTail}: the exponent x^2 / 2
   * carries an error of x^2 units of 2^-53, and each of the sums below some 50 roundings.
   */
  public static double relativeError(double x) {
    return 0x1p-53 * (500 + 4 * x * x);
  }

  /** P(Z > x). */
  public static double upperTail(double x) {
    if (x < -1) {
      return 1 - upperTail(-x);
    }
    if (x < 1) {
      return 0.5 - density(x) * oddSeries(x);
    }
    return density(x) * millsRatio(x);
  }

  /** log P(Z > x), also where the probability is below the smallest double. */
  public static double logUpperTail(double x) {
    if (x < 1) {
      return x < -1 ? Math.log1p(-upperTail(-x)) : Math.log(upperTail(x));
    }
    return Math.log(DENSITY_AT_ZERO) - x * x / 2 + Math.log(millsRatio(x));
  }

  /**
   * P(Z > x) / density(x), infinite where the density is below the smallest double. From 1 on by
   * Laplace's continued fraction 1 / (x + 1 / (x + 2 / (x + ...))), whose terms are positive. The
   * tail that is cut off at level n is replaced by its limit t = x / 2 + sqrt(x^2 / 4 + n); tests
   * hold the result to 30 digits.
   */
  public static double millsRatio(double x) {
    if (x < 1) {
      return upperTail(x) / density(x);
    }
    int last = 20 + (int) (400 / (x * x));
    double fraction = x / 2 + Math.sqrt(x * x / 4 + last);
    for (int level = last; level >= 1; level--) {
      fraction = x + level / fraction;
    }
    return 1 / fraction;
  }

  /**
   * The x with P(Z > x) = probability, to about 1e-14 of itself or 1e-16.
   *
   * @param probability in (0, 1)
   */
  public static double upperQuantile(double probability) {
    if (!(probability > 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "probability must be above 0 and below 1. Provided value: " + probability);
    }
    if (probability > 0.5) {
      return -upperQuantile(1 - probability);
    }
    double target = Math.log(probability);
    double low = 0;
    double high = 39;
    while (true) {
      double middle = (low + high) / 2;
      if (middle <= low || middle >= high) {
        return high;
      }
      if (logUpperTail(middle) > target) {
        low = middle;
      } else {
        high = middle;
      }
    }
  }

  /**
   * x + x^3 / 3 + x^5 / (3 5) + ..., which times the density is P(0 < Z < x) (Marsaglia 2004,
   * "Evaluating the normal distribution", equation 3).
   */
  private static double oddSeries(double x) {
    double term = x;
    double sum = x;
    for (int odd = 3; Math.abs(term) > Math.abs(sum) * 1e-18; odd += 2) {
      term *= x * x / odd;
      sum += term;
    }
    return sum;
  }
}
