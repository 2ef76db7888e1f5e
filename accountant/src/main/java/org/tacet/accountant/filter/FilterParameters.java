package org.tacet.accountant.filter;

import java.math.BigDecimal;
import org.tacet.accountant.loss.ApproximateDp;

/** What the parameters of filters have to be. */
final class FilterParameters {

  private static final BigDecimal SMALLEST_DELTA = new BigDecimal("1e-300");

  private FilterParameters() {}

  static void requireWithin(Charge charged, Charge limit) {
    if (!charged.isWithin(limit)) {
      throw new IllegalArgumentException(
          "charged must be within the limit, %s. Provided value: %s.".formatted(limit, charged));
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
