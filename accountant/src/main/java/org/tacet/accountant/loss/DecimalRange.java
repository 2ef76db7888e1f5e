package org.tacet.accountant.loss;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Keeps privacy parameters to decimals that sums can hold, 1e-999999999 would fill the memory. The
 * range holds every double written out, which takes up to 1074 decimal places.
 */
final class DecimalRange {

  private static final int LARGEST_EXPONENT = 2000;

  private DecimalRange() {}

  static void requireNotNegative(String name, BigDecimal value) {
    long exponent = (long) value.precision() - value.scale();
    if (value.signum() < 0
        || Math.abs((long) value.scale()) > LARGEST_EXPONENT
        || Math.abs(exponent) > LARGEST_EXPONENT) {
      throw new IllegalArgumentException(
          name
              + " must be at least 0, with a decimal exponent from -2000 to 2000. Provided value: "
              + value.round(MathContext.DECIMAL64));
    }
  }
}
