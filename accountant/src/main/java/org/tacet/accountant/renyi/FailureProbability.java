package org.tacet.accountant.renyi;

/**
 * The probability that any of several independent failures happens, 1 - (1 - delta_1) (1 - delta_2)
 * ..., rounded up; exact where there is one alone. Mechanisms that are (epsilon, delta)-DP are pure
 * but for such failures (Kairouz, Oh, Viswanath 2015, section 3.1), and adaptive choices don't help
 * the adversary (Bun, Steinke 2016, Lemma 8.2).
 */
final class FailureProbability {

  private FailureProbability() {}

  static double ofEither(double one, double other) {
    if (one == 0 || other == 0) {
      return Math.max(one, other);
    }
    return roundedUp(Math.log1p(-one) + Math.log1p(-other));
  }

  static double ofAny(double delta, long count) {
    return delta == 0 || count == 1 ? delta : roundedUp(Math.log1p(-delta) * (double) count);
  }

  /** The logarithms and their sum are off by 2^-51 of themselves, and so is the result. */
  private static double roundedUp(double logKept) {
    return Math.min(1, -Math.expm1(logKept) * (1 + 0x1p-49) + Double.MIN_VALUE);
  }
}
