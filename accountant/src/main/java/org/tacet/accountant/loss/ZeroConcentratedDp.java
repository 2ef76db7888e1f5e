package org.tacet.accountant.loss;

import java.math.BigDecimal;

/**
 * rho-zero-concentrated differential privacy (Bun, Steinke 2016, Definition 1.1).
 *
 * @param rho at least 0
 */
public record ZeroConcentratedDp(BigDecimal rho) implements PrivacyLoss {

  public ZeroConcentratedDp {
    if (rho.signum() < 0) {
      throw new IllegalArgumentException("rho must be at least 0. Provided value: " + rho);
    }
  }

  /** Composition: rhos add (Bun, Steinke 2016, Lemma 1.7). */
  public ZeroConcentratedDp plus(ZeroConcentratedDp other) {
    return new ZeroConcentratedDp(rho.add(other.rho));
  }

  @Override
  public ApproximateDp toApproximateDp(BigDecimal delta) {
    // sqrt(4 rho ln(1/delta)) + rho, rounded up (Bun, Steinke 2016, Proposition 1.3).
    double value = rho.doubleValue();
    double epsilon = value + Math.sqrt(4 * value * -Math.log(delta.doubleValue()));
    return new ApproximateDp(new BigDecimal(epsilon * (1 + 1e-9)), delta);
  }
}
