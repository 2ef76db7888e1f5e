package org.tacet.accountant.filter;

import java.math.BigDecimal;
import java.math.MathContext;
import org.tacet.accountant.loss.ApproximateDp;

/** What the parameters of filters have to be. */
final class FilterParameters {

  private static final BigDecimal LARGEST_RHO = new BigDecimal("1e300");

  private static final BigDecimal SMALLEST_DELTA = new BigDecimal("1e-300");

  private FilterParameters() {}

  /**
   * Fields are named as documents have them.
   *
   * @param measure of the loss
   */
  static void requireWithin(Charge charged, Charge limit, String measure) {
    requireAtMost("charged_" + measure, charged.loss(), limit.loss());
    requireAtMost("charged_delta", charged.delta(), limit.delta());
  }

  private static void requireAtMost(String field, BigDecimal value, BigDecimal limit) {
    if (value.compareTo(limit) > 0) {
      throw new IllegalArgumentException(
          "%s must be within the limit, %s. Provided value: %s.".formatted(field, limit, value));
    }
  }

  /** What {@link org.tacet.accountant.loss.ZeroConcentratedDp} takes and converts. */
  static void requireRho(BigDecimal rhoTotal) {
    if (rhoTotal.signum() < 0
        || rhoTotal.compareTo(LARGEST_RHO) > 0
        || Math.abs((long) rhoTotal.scale()) > 2000) {
      throw new IllegalArgumentException(
          "rho_total must be from 0 to 1e300, with at most 2000 decimal places. Provided value: "
              + rhoTotal.round(MathContext.DECIMAL64)
              + ".");
    }
  }

  /** The part of the total's delta that is left to the conversion of the loss. */
  static BigDecimal conversionDelta(ApproximateDp total, BigDecimal failureDelta) {
    BigDecimal left = total.delta().subtract(failureDelta);
    if (failureDelta.signum() < 0 || left.compareTo(SMALLEST_DELTA) < 0) {
      throw new IllegalArgumentException(
          "failure_delta must be at least 0 and leave 1e-300 or more of the total's delta, %s. Provided value: %s."
              .formatted(total.delta(), failureDelta));
    }
    return left;
  }
}
