package org.tacet.accountant.arithmetic;

/**
 * (epsilon, delta) of the pair N(0, 1) beside N(mu, 1), which is the worst case of Gaussian noise
 * of multiplier 1 / mu, and of compositions of it with mu^2 the sum of 1 / multiplier^2 (Balle,
 * Wang 2018, "Improving the Gaussian mechanism", Theorem 8):
 *
 * <pre>delta = Q(a) - e^epsilon Q(b),  a = epsilon / mu - mu / 2,  b = epsilon / mu + mu / 2</pre>
 *
 * with Q the upper tail of the normal law. As b^2 - a^2 = 2 epsilon, that is density(a) (M(a) -
 * M(b)) with M = Q / density, which loses no digits where delta is small. Directed rounding: the
 * name or javadoc of each method says which way.
 */
public final class GaussianTradeOff {

  /** Ten-point Gauss-Legendre rule on [-1, 1]: positive nodes and their weights. */
  private static final double[] NODES = {
    0.14887433898163122,
    0.4333953941292472,
    0.6794095682990244,
    0.8650633666889845,
    0.9739065285171717
  };

  private static final double[] WEIGHTS = {
    0.29552422471475287,
    0.26926671930999635,
    0.21908636251598204,
    0.1494513491505806,
    0.06667134430868814
  };

  /** More than what products and quotients of subnormal numbers can have lost. */
  private static final double UNDERFLOW = 0x1p-1040;

  private GaussianTradeOff() {}

  /**
   * An upper bound of delta at epsilon, with a relative excess of about 1e-12 (growing as the
   * square of the normal quantile of delta, to 2e-11 at 1e-300) plus 2^-1040.
   *
   * @param mu at least 0, may be infinite
   * @param epsilon at least 0 and finite
   */
  public static double delta(double mu, double epsilon) {
    return delta(mu, epsilon, 1);
  }

  /**
   * An upper bound of the smallest epsilon, at least 0, at which delta suffices.
   *
   * @param mu at least 0, may be infinite
   * @param delta in [0, 1]; 0 needs an infinite epsilon unless mu is 0
   */
  public static double epsilon(double mu, double delta) {
    requireProbability(delta);
    if (delta(mu, 0) <= delta) {
      return 0;
    }
    double low = 0;
    double high = Math.max(Double.MIN_NORMAL, Math.min(mu, 1));
    while (!(delta(mu, high) <= delta)) {
      low = high;
      high *= 2;
      if (high == Double.POSITIVE_INFINITY) {
        return high;
      }
    }
    while (true) {
      double middle = low + (high - low) / 2;
      if (middle <= low || middle >= high || high - low <= 0x1p-52 * high) {
        return high; // delta(mu, high) is an upper bound, and at most delta
      }
      if (delta(mu, middle) <= delta) {
        high = middle;
      } else {
        low = middle;
      }
    }
  }

  /**
   * A lower bound of the largest mu within (epsilon, delta): noise of multiplier 1 / mu suffices.
   *
   * @param epsilon at least 0 and finite
   * @param delta in (0, 1)
   */
  public static double largestMu(double epsilon, double delta) {
    return largestMu(epsilon, delta, 1);
  }

  /**
   * An upper bound of the largest mu within (epsilon, delta): what costs (epsilon, delta) costs no
   * more than this mu.
   *
   * @param epsilon at least 0 and finite
   * @param delta in (0, 1)
   */
  public static double largestMuRoundedUp(double epsilon, double delta) {
    return largestMu(epsilon, delta, -1);
  }

  private static double largestMu(double epsilon, double delta, int direction) {
    requireProbability(delta);
    if (delta <= UNDERFLOW || delta == 1) {
      throw new IllegalArgumentException(
          "delta must be above 1e-313 and below 1 to allow Gaussian noise. Provided value: "
              + delta
              + ".");
    }
    double low = 0;
    double high = Math.max(delta, epsilon / 64);
    while (delta(high, epsilon, direction) <= delta) {
      low = high;
      high *= 2;
    }
    while (true) {
      double middle = low + (high - low) / 2;
      if (middle <= low || middle >= high || high - low <= 0x1p-52 * high) {
        return direction > 0 ? low : high;
      }
      if (delta(middle, epsilon, direction) <= delta) {
        low = middle;
      } else {
        high = middle;
      }
    }
  }

  /**
   * delta rounded up (direction 1) or down (-1). Delta falls in a at a given mu, as it does in
   * epsilon, so that moving a by more than its rounding, 3 units of 2^-53 of each of its terms,
   * moves delta to the safe side; b is a + mu. What is left are relative errors: those of {@link
   * NormalLaw} at a and b, where M(b) is at most 0.8 M(a) or is not subtracted, and of {@link
   * #difference}.
   */
  private static double delta(double mu, double epsilon, int direction) {
    if (!(mu >= 0) || !(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "mu must be at least 0, and epsilon at least 0 and finite. Provided value: mu "
              + mu
              + ", epsilon "
              + epsilon
              + ".");
    }
    if (mu == 0) {
      return 0;
    }
    if (mu == Double.POSITIVE_INFINITY) {
      return 1;
    }
    double ratio = epsilon / mu;
    double a = ratio - mu / 2 - direction * 4 * 0x1p-53 * (ratio + mu / 2);
    if (a > 40) {
      return direction > 0 ? UNDERFLOW : 0; // delta is at most Q(40) < 1e-348
    }
    double b = a + mu;
    double value =
        a < -1
            ? 1 - NormalLaw.upperTail(-a) - NormalLaw.density(a) * NormalLaw.millsRatio(b)
            : NormalLaw.density(a) * difference(a, mu);
    // Below -1, delta is at least 0.6 and the subtrahends at most 0.42: no digits are lost.
    double relativeError = 20 * NormalLaw.relativeError(Math.max(a, -8));
    return direction > 0
        ? Math.min(1, value * (1 + relativeError) + UNDERFLOW)
        : Math.max(0, value * (1 - relativeError) - UNDERFLOW);
  }

  /**
   * M(a) - M(a + mu) for a at least -1. Where mu is large enough the ratios differ by a fifth, and
   * are subtracted. Else it is the integral of -M' = R(t) = 1 - t M(t), the integral over s > 0 of
   * s exp(-t s - s^2 / 2), by Gauss-Legendre with n = 10 nodes: its error is R^(2n)(x) mu^(2n+1)
   * (n!)^4 / ((2n+1) (2n)!^3) at some x in between (Davis, Rabinowitz 1984, "Methods of numerical
   * integration", equation 2.7.12), and R^(2n)(x), the integral of s^(2n+1) exp(-x s - s^2 / 2), is
   * at most (2n+1)! / a^(2n+2) for a >= 1 and e n! 4^(n+1) / 2 for a >= -1, while R(t) > 1 / (t^2 +
   * 3) (Birnbaum 1942): relative to the integral the error is below 1e-15 for mu <= a / 2, and
   * below 1e-21 for mu <= 1/2.
   */
  private static double difference(double a, double mu) {
    if (mu > Math.max(0.5, a / 2)) {
      return NormalLaw.millsRatio(a) - NormalLaw.millsRatio(a + mu);
    }
    double half = mu / 2;
    double sum = 0;
    for (int index = 0; index < NODES.length; index++) {
      double offset = half * NODES[index];
      sum += WEIGHTS[index] * (decrease(a + half - offset) + decrease(a + half + offset));
    }
    return half * sum;
  }

  /**
   * 1 - t M(t). With M = 1 / (t + K), K = 1 / (t + 2 / (t + 3 / (t + ...))), it is K M, positive
   * factors that lose no digits; the fraction is cut off as in {@link NormalLaw#millsRatio}.
   */
  private static double decrease(double t) {
    if (t < 1) {
      return 1 - t * NormalLaw.millsRatio(t); // t M(t) is at most 0.66 there
    }
    int last = 20 + (int) (400 / (t * t));
    double fraction = t / 2 + Math.sqrt(t * t / 4 + last);
    for (int level = last; level >= 2; level--) {
      fraction = t + level / fraction;
    }
    return 1 / fraction / (t + 1 / fraction);
  }

  private static void requireProbability(double delta) {
    if (!(delta >= 0 && delta <= 1)) {
      throw new IllegalArgumentException("delta must be in [0, 1]. Provided value: " + delta + ".");
    }
  }
}
