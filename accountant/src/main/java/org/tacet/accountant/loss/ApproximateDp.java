package org.tacet.accountant.loss;

import java.math.BigDecimal;

/**
 * (epsilon, delta) differential privacy, with exact decimal parameters so that ten charges of 0.1
 * are one charge of 1. Sums of such losses are basic composition (Dwork, Roth 2014, Theorem 3.16),
 * which stays valid when later parameters depend on earlier outputs and so may serve as a budget
 * filter (P16).
 *
 * @param epsilon at least 0, with a decimal exponent from -2000 to 2000
 * @param delta in [0, 1), with a decimal exponent from -2000 to 2000
 */
public record ApproximateDp(BigDecimal epsilon, BigDecimal delta) implements PrivacyLoss {

  public static final ApproximateDp ZERO = new ApproximateDp(BigDecimal.ZERO, BigDecimal.ZERO);

  public ApproximateDp {
    DecimalRange.requireNotNegative("epsilon", epsilon);
    DecimalRange.requireNotNegative("delta", delta);
    if (delta.compareTo(BigDecimal.ONE) >= 0) {
      throw new IllegalArgumentException("delta must be below 1. Provided value: " + delta);
    }
  }

  public static ApproximateDp of(String epsilon, String delta) {
    return new ApproximateDp(new BigDecimal(epsilon), new BigDecimal(delta));
  }

  /** Basic composition: epsilons and deltas add. */
  public ApproximateDp plus(ApproximateDp other) {
    return new ApproximateDp(epsilon.add(other.epsilon), delta.add(other.delta));
  }

  /** Whether both parameters are at most those of {@code total}. */
  public boolean isWithin(ApproximateDp total) {
    return epsilon.compareTo(total.epsilon) <= 0 && delta.compareTo(total.delta) <= 0;
  }

  @Override
  public ApproximateDp toApproximateDp(BigDecimal ignoredDelta) {
    return this;
  }

  @Override
  public String toString() {
    return "(epsilon = " + epsilon.toPlainString() + ", delta = " + delta + ")";
  }
}
