package org.tacet.accountant.arithmetic;

import java.math.BigInteger;

/**
 * Two integers between which a scaled exponential lies: {@code lower <= e^x 2^fractionBits <=
 * upper}. Rounding is outward in each step, so the bracket is a proof, not an estimate (P6).
 *
 * @param lower at least 0
 * @param upper at least {@code lower}
 * @param fractionBits how many bits stand behind the binary point, at least 1
 */
public record ExponentialBracket(BigInteger lower, BigInteger upper, int fractionBits) {

  private static final BigInteger TWO = BigInteger.TWO;

  /**
   * Brackets e^x for x = numerator / denominator, at least 0. The width is about (x + 3) e^x units,
   * the time grows with x: meant for x up to a few thousand.
   *
   * <p>The series of x^i / i! has positive terms. Each is kept from below by floors and from above
   * by ceilings of the previous one times x / i. Past i >= 2 x every term is at most half the one
   * before, so once the upper one has come down to one unit, one more unit covers all the rest.
   *
   * @param numerator at least 0
   * @param denominator at least 1
   */
  public static ExponentialBracket ofPositive(
      BigInteger numerator, BigInteger denominator, int fractionBits) {
    BigInteger lowerTerm = BigInteger.ONE.shiftLeft(fractionBits);
    BigInteger upperTerm = lowerTerm;
    BigInteger lowerSum = lowerTerm;
    BigInteger upperSum = upperTerm;
    for (long index = 1; ; index++) {
      BigInteger divisor = denominator.multiply(BigInteger.valueOf(index));
      lowerTerm = lowerTerm.multiply(numerator).divide(divisor);
      upperTerm = ceilingDivide(upperTerm.multiply(numerator), divisor);
      lowerSum = lowerSum.add(lowerTerm);
      upperSum = upperSum.add(upperTerm);
      boolean halving = divisor.compareTo(numerator.multiply(TWO)) >= 0;
      if (halving && upperTerm.compareTo(BigInteger.ONE) <= 0) {
        return new ExponentialBracket(lowerSum, upperSum.add(upperTerm), fractionBits);
      }
    }
  }

  /**
   * Brackets e^-x for x = numerator / denominator, at least 0, as the reciprocal of {@link
   * #ofPositive}. From x = fractionBits on, where e^-x is below one unit, the bracket is [0, 1].
   *
   * @param numerator at least 0
   * @param denominator at least 1
   */
  public static ExponentialBracket ofNegative(
      BigInteger numerator, BigInteger denominator, int fractionBits) {
    BigInteger bits = BigInteger.valueOf(fractionBits);
    if (numerator.compareTo(denominator.multiply(bits)) >= 0) {
      return new ExponentialBracket(BigInteger.ZERO, BigInteger.ONE, fractionBits);
    }
    ExponentialBracket positive = ofPositive(numerator, denominator, fractionBits);
    BigInteger square = BigInteger.ONE.shiftLeft(2 * fractionBits);
    return new ExponentialBracket(
        square.divide(positive.upper), ceilingDivide(square, positive.lower), fractionBits);
  }

  /** Returns the smallest integer at least the quotient of two numbers, neither negative. */
  public static BigInteger ceilingDivide(BigInteger dividend, BigInteger divisor) {
    BigInteger[] quotient = dividend.divideAndRemainder(divisor);
    return quotient[1].signum() == 0 ? quotient[0] : quotient[0].add(BigInteger.ONE);
  }
}
