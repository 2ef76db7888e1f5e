package org.tacet.accountant.arithmetic;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * An exact fraction that is not negative.
 *
 * @param numerator at least 0
 * @param denominator at least 1
 */
public record Fraction(BigInteger numerator, BigInteger denominator) {

  public Fraction {
    if (numerator.signum() < 0 || denominator.signum() <= 0) {
      throw new IllegalArgumentException(
          "a fraction needs a numerator of at least 0 and a positive denominator");
    }
  }

  /** Returns the value of a decimal number of at least 0. */
  public static Fraction of(BigDecimal value) {
    BigInteger power = BigInteger.TEN.pow(Math.abs(value.scale()));
    return value.scale() >= 0
        ? new Fraction(value.unscaledValue(), power)
        : new Fraction(value.unscaledValue().multiply(power), BigInteger.ONE);
  }

  public static Fraction of(BigInteger value) {
    return new Fraction(value, BigInteger.ONE);
  }

  public Fraction dividedBy(Fraction divisor) {
    return new Fraction(
        numerator.multiply(divisor.denominator), denominator.multiply(divisor.numerator));
  }

  /** Returns the smallest integer at least this fraction times 2^bits. */
  public BigInteger ceilingOfShifted(int bits) {
    return ExponentialBracket.ceilingDivide(numerator.shiftLeft(bits), denominator);
  }

  /** Returns the largest integer at most this fraction times 2^bits. */
  public BigInteger floorOfShifted(int bits) {
    return numerator.shiftLeft(bits).divide(denominator);
  }

  /** Whether this fraction is at most 2^exponent. */
  public boolean isAtMostPowerOfTwo(int exponent) {
    return exponent >= 0
        ? numerator.compareTo(denominator.shiftLeft(exponent)) <= 0
        : numerator.shiftLeft(-exponent).compareTo(denominator) <= 0;
  }

  /** Returns e with {@code 2^(e-1) < value < 2^(e+1)}; the value must be positive. */
  public int binaryMagnitude() {
    return numerator.bitLength() - denominator.bitLength();
  }

  /** Returns a nearby double, for display. */
  public double doubleValue() {
    return new BigDecimal(numerator)
        .divide(new BigDecimal(denominator), MathContext.DECIMAL64)
        .doubleValue();
  }
}
