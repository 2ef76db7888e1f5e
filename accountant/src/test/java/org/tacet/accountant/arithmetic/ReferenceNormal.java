package org.tacet.accountant.arithmetic;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** The normal law and its trade-off with 40 digits and more, by a series in decimals. */
final class ReferenceNormal {

  private static final MathContext DIGITS = new MathContext(900);
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final BigDecimal PI = pi();

  private ReferenceNormal() {}

  /** Theorem 8 of Balle and Wang 2018, as it stands there. */
  static BigDecimal delta(double mu, double epsilon) {
    BigDecimal ratio = new BigDecimal(epsilon).divide(new BigDecimal(mu), DIGITS);
    BigDecimal half = new BigDecimal(mu).divide(TWO, DIGITS);
    return upperTail(ratio.subtract(half))
        .subtract(
            ReferenceExponential.exp(new BigDecimal(epsilon), 60)
                .multiply(upperTail(ratio.add(half)), DIGITS),
            DIGITS);
  }

  /**
   * 1/2 - (x - x^3 / (3 2) + x^5 / (5 2^2 2!) - ...) / sqrt(2 pi): terms grow to exp(x^2 / 2), and
   * what remains is about its inverse.
   */
  static BigDecimal upperTail(BigDecimal x) {
    int digits = 60 + (int) (0.44 * x.doubleValue() * x.doubleValue());
    MathContext context = new MathContext(digits);
    BigDecimal negligible = BigDecimal.ONE.movePointLeft(digits);
    BigDecimal square = x.multiply(x, context);
    BigDecimal power = x.round(context);
    BigDecimal sum = power;
    for (int index = 1; ; index++) {
      power = power.multiply(square, context).divide(BigDecimal.valueOf(-2L * index), context);
      BigDecimal term = power.divide(BigDecimal.valueOf(2L * index + 1), context);
      sum = sum.add(term, context);
      if (term.abs().compareTo(negligible) < 0) {
        break;
      }
    }
    BigDecimal root = PI.multiply(TWO).sqrt(context);
    return new BigDecimal("0.5").subtract(sum.divide(root, context), context);
  }

  /** Machin 1706: pi = 16 arctan(1/5) - 4 arctan(1/239). */
  private static BigDecimal pi() {
    return arctangentOfInverse(5)
        .multiply(BigDecimal.valueOf(16))
        .subtract(arctangentOfInverse(239).multiply(BigDecimal.valueOf(4)));
  }

  private static BigDecimal arctangentOfInverse(long inverse) {
    BigDecimal power = BigDecimal.ONE.divide(BigDecimal.valueOf(inverse), 910, RoundingMode.DOWN);
    BigDecimal sum = power;
    for (long odd = 3; power.signum() != 0; odd += 2) {
      power = power.divide(BigDecimal.valueOf(-inverse * inverse), 910, RoundingMode.DOWN);
      sum = sum.add(power.divide(BigDecimal.valueOf(odd), 910, RoundingMode.DOWN));
    }
    return sum;
  }
}
