package org.tacet.jobs.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them: thousands apart, no digits that say nothing. */
final class NumberText {

  /** Digits of an error that are worth showing; those of its value end at the same place. */
  private static final int MEANINGFUL_DIGITS = 4;

  private static final MathContext FEW_DIGITS = new MathContext(MEANINGFUL_DIGITS);

  private NumberText() {}

  /** All digits: {@code 1,234.5}. */
  static String exact(BigDecimal value) {
    return withFraction(value, Math.max(0, value.stripTrailingZeros().scale()), RoundingMode.DOWN);
  }

  /** Four digits: {@code 5,600,000}. */
  static String few(double value) {
    BigDecimal rounded = new BigDecimal(value).round(FEW_DIGITS);
    return Math.abs(exponent(rounded)) > 15 ? scientific(rounded) : exact(rounded);
  }

  static String withFraction(BigDecimal value, int fractionDigits, RoundingMode rounding) {
    return String.format(
        Locale.ROOT, "%,." + fractionDigits + "f", value.setScale(fractionDigits, rounding));
  }

  /**
   * How many digits behind the point tell something of a value with this error.
   *
   * @param grid the step that all values are multiples of
   */
  static int fractionDigits(BigDecimal error, BigDecimal grid) {
    int ofGrid = Math.max(0, grid.stripTrailingZeros().scale());
    int ofError = Math.max(0, MEANINGFUL_DIGITS - 1 - exponent(error));
    return Math.min(ofGrid, ofError);
  }

  /** An epsilon, delta or rho, as specs write it: {@code 1.5}, {@code 1e-8}. */
  static String parameter(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.signum() == 0 || Math.abs(exponent(stripped)) <= 3
        ? stripped.toPlainString()
        : scientific(stripped);
  }

  /** A probability, rounded down, so that only what is certain is called so. */
  static String percent(double probability) {
    if (probability >= 1) {
      return "always";
    }
    BigDecimal percent = new BigDecimal(probability).movePointRight(2);
    int digits = percent.compareTo(BigDecimal.TEN) < 0 ? 2 : 3;
    BigDecimal rounded = percent.round(new MathContext(digits, RoundingMode.DOWN));
    return parameter(rounded) + " %";
  }

  /** The power of ten of the first digit. */
  private static int exponent(BigDecimal value) {
    return value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
  }

  private static String scientific(BigDecimal value) {
    int exponent = exponent(value);
    return value.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
  }
}
