package org.tacet.accountant.loss;

import java.math.BigDecimal;

/**
 * What a mechanism costs, under the neighbour relation "all rows of one privacy unit added or
 * removed" (P1). A loss is a type, not a number: losses of different kinds compose each by its own
 * theorem and meet only in {@link ApproximateDp}.
 */
public sealed interface PrivacyLoss permits ApproximateDp, ZeroConcentratedDp {

  /**
   * Returns an (epsilon, delta) guarantee that this loss implies.
   *
   * @param delta the delta that a conversion may use, in (0, 1); a loss that needs no conversion
   *     ignores it
   */
  ApproximateDp toApproximateDp(BigDecimal delta);
}
