package org.tacet.accountant.selection;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * What the decision about one group may cost, rounded down.
 *
 * @param epsilon above 0
 * @param delta in (0, 1)
 */
record GroupBudget(BigDecimal epsilon, BigDecimal delta) {

  private static final MathContext DOWN = new MathContext(50, RoundingMode.FLOOR);
  private static final BigDecimal SMALLEST_EPSILON = new BigDecimal("1e-100");
  private static final BigDecimal LARGEST_EPSILON = new BigDecimal("1e100");

  /** Splits a total over the groups of one unit: epsilon / L0 and 1 - (1 - delta)^(1 / L0). */
  static GroupBudget of(BigDecimal epsilon, BigDecimal delta, int maxGroups) {
    if (epsilon.compareTo(SMALLEST_EPSILON) < 0 || epsilon.compareTo(LARGEST_EPSILON) > 0) {
      throw new IllegalArgumentException(
          "epsilon of the group selection must be in [1e-100, 1e100]. Provided value: " + epsilon);
    }
    BigDecimal ofGroup = deltaOfGroup(delta, maxGroups);
    return new GroupBudget(epsilon.divide(BigDecimal.valueOf(maxGroups), DOWN), ofGroup);
  }

  /**
   * 1 - (1 - delta)^(1 / L0), rounded down.
   *
   * <p>Returns the root from double arithmetic, made smaller by 1e-12 of itself, where decimal
   * arithmetic rounded down proves (1 - x)^L0 >= 1 - delta; elsewhere, for a delta next to 1 or
   * below the range of doubles, delta / L0, which satisfies it by Bernoulli's inequality.
   */
  static BigDecimal deltaOfGroup(BigDecimal delta, int maxGroups) {
    if (delta.signum() <= 0 || delta.compareTo(BigDecimal.ONE) >= 0) {
      throw new IllegalArgumentException(
          "private groups need a delta above 0 and below 1. Provided value: "
              + delta
              + ". Set a delta, or declare the groups public.");
    }
    if (maxGroups < 1) {
      throw new IllegalArgumentException(
          "maxGroups must be at least 1. Provided value: " + maxGroups);
    }
    if (maxGroups == 1) {
      return delta;
    }
    double root = -Math.expm1(Math.log1p(-delta.doubleValue()) / maxGroups);
    BigDecimal candidate = new BigDecimal(root * (1 - 1e-12));
    BigDecimal quotient = delta.divide(BigDecimal.valueOf(maxGroups), DOWN);
    boolean proved =
        powerRoundedDown(BigDecimal.ONE.subtract(candidate), maxGroups)
                .compareTo(BigDecimal.ONE.subtract(delta))
            >= 0;
    return proved ? candidate.max(quotient) : quotient;
  }

  /** Square and multiply: every product of positive numbers is rounded down. */
  private static BigDecimal powerRoundedDown(BigDecimal base, int exponent) {
    BigDecimal power = BigDecimal.ONE;
    for (int bit = Integer.highestOneBit(exponent); bit != 0; bit >>= 1) {
      power = power.multiply(power, DOWN);
      if ((exponent & bit) != 0) {
        power = power.multiply(base, DOWN);
      }
    }
    return power;
  }
}
