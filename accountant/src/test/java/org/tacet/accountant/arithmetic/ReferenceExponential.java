package org.tacet.accountant.arithmetic;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * e^x in decimal arithmetic, by another route than {@link ExponentialBracket}: halving the argument
 * until it is small, an alternating or growing series, and squaring.
 */
public final class ReferenceExponential {

  private ReferenceExponential() {}

  /** Returns e^x with a relative error below 10^-digits, for |x| up to about 10^6. */
  public static BigDecimal exp(BigDecimal x, int digits) {
    MathContext context = new MathContext(digits + 40, RoundingMode.HALF_EVEN);
    int halvings = 0;
    BigDecimal reduced = x;
    while (reduced.abs().compareTo(new BigDecimal("0.01")) > 0) {
      reduced = reduced.divide(BigDecimal.valueOf(2), context);
      halvings++;
    }
    BigDecimal term = BigDecimal.ONE;
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal negligible = BigDecimal.ONE.movePointLeft(digits + 40);
    for (int index = 1; term.abs().compareTo(negligible) > 0; index++) {
      term = term.multiply(reduced, context).divide(BigDecimal.valueOf(index), context);
      sum = sum.add(term, context);
    }
    for (int step = 0; step < halvings; step++) {
      sum = sum.multiply(sum, context);
    }
    return sum;
  }
}
