package org.tacet.accountant.distribution;

/** Upper tails of binomial laws, to about 1e-10 of themselves. */
public final class BinomialTail {

  private BinomialTail() {}

  /** P(X >= k) for X the number of successes among {@code trials} of probability p in (0, 1]. */
  public static double atLeast(long trials, double p, long k) {
    if (k <= 0) {
      return 1;
    }
    if (k > trials) {
      return 0;
    }
    if (p >= 1) {
      return 1;
    }
    return k > trials * p ? sumUp(trials, p, k) : 1 - sumDown(trials, p, k - 1);
  }

  private static double sumUp(long trials, double p, long from) {
    double term = 1;
    double sum = 0;
    for (long k = from; k <= trials && term > sum * 1e-17; k++) {
      sum += term;
      term *= (double) (trials - k) / (k + 1) * p / (1 - p);
    }
    return sum * Math.exp(logProbability(trials, p, from));
  }

  private static double sumDown(long trials, double p, long from) {
    double term = 1;
    double sum = 0;
    for (long k = from; k >= 0 && term > sum * 1e-17; k--) {
      sum += term;
      term *= (double) k / (trials - k + 1) * (1 - p) / p;
    }
    return sum * Math.exp(logProbability(trials, p, from));
  }

  /**
   * log P(X = k) with the large terms of Stirling's series taken out analytically (Loader 2000,
   * "Fast and accurate computation of binomial probabilities").
   */
  private static double logProbability(long trials, double p, long k) {
    if (k == 0) {
      return (double) trials * Math.log1p(-p);
    }
    if (k == trials) {
      return (double) trials * Math.log(p);
    }
    double n = (double) trials;
    double successes = (double) k;
    double failures = n - successes;
    return stirlingError(n)
        - stirlingError(successes)
        - stirlingError(failures)
        - deviance(successes, n * p)
        - deviance(failures, n * (1 - p))
        + 0.5 * Math.log(n / (2 * Math.PI * successes * failures));
  }

  /** x log(x / m) + m - x. */
  private static double deviance(double x, double m) {
    double v = (x - m) / (x + m);
    if (Math.abs(v) > 0.1) {
      return x * Math.log(x / m) + m - x;
    }
    // log(x / m) = 2 (v + v^3 / 3 + v^5 / 5 + ...) and m - x = -v (x + m).
    double sum = (x - m) * v;
    double power = 2 * x * v;
    for (int odd = 3; odd < 60; odd += 2) {
      power *= v * v;
      sum += power / odd;
    }
    return sum;
  }

  /** log n! minus Stirling's approximation log(sqrt(2 pi n) (n / e)^n). */
  private static double stirlingError(double n) {
    if (n < 16) {
      double logFactorial = 0;
      for (int factor = 2; factor <= n; factor++) {
        logFactorial += Math.log(factor);
      }
      return logFactorial - (0.5 * Math.log(2 * Math.PI * n) + n * Math.log(n) - n);
    }
    double square = n * n;
    return (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - (1 / 1680.0) / square) / square) / square) / n;
  }
}
