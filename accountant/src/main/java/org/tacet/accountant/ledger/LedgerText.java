package org.tacet.accountant.ledger;

import java.math.BigDecimal;
import org.tacet.accountant.loss.ApproximateDp;

/** Bounds on what an entry may hold, so that every entry that is written can be read again. */
final class LedgerText {

  static final int SHORT = 1_000;
  static final int LONG = 1_000_000;

  private static final int SHOWN = 80;

  /**
   * Decimals of wildly different exponents add up to as many digits as the exponents are apart, so
   * one charge of 1e-999999999 would make the account unreadable.
   */
  private static final int MAXIMUM_DIGITS = 64;

  private LedgerText() {}

  static String require(String field, String value, int maximumLength) {
    if (value == null || value.isBlank() || value.length() > maximumLength) {
      throw new IllegalArgumentException(
          field
              + " must be 1 to "
              + maximumLength
              + " characters and not blank. Provided value: "
              + shortened(value));
    }
    return value;
  }

  static void requireExact(String field, ApproximateDp loss) {
    requireExact(field + " epsilon", loss.epsilon());
    requireExact(field + " delta", loss.delta());
  }

  private static void requireExact(String field, BigDecimal value) {
    long digitsBefore = (long) value.precision() - value.scale();
    if (digitsBefore > MAXIMUM_DIGITS || value.scale() > MAXIMUM_DIGITS) {
      throw new IllegalArgumentException(
          field
              + " must have at most "
              + MAXIMUM_DIGITS
              + " digits before and "
              + MAXIMUM_DIGITS
              + " after the decimal point. Provided value: "
              + value.unscaledValue().bitLength()
              + " bits, decimal exponent "
              + -(long) value.scale()
              + ". Fix: round the value up to fewer digits");
    }
  }

  static String shortened(String value) {
    if (value == null) {
      return "null";
    }
    if (value.length() <= SHOWN) {
      return "'" + value + "'";
    }
    return "'" + value.substring(0, SHOWN) + "...' (" + value.length() + " characters)";
  }
}
