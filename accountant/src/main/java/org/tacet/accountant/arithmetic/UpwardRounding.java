package org.tacet.accountant.arithmetic;

import java.math.BigDecimal;

/**
 * Exact decimals as doubles that are no smaller: what is accounted with may cost more, not less.
 */
public final class UpwardRounding {

  private UpwardRounding() {}

  /**
   * The smallest double that is no smaller than a value.
   *
   * @param value at least 0; infinite is the answer where no double is as large
   */
  public static double toDouble(BigDecimal value) {
    double nearest = value.doubleValue();
    return Double.isFinite(nearest) && new BigDecimal(nearest).compareTo(value) < 0
        ? Math.nextUp(nearest)
        : nearest;
  }
}
