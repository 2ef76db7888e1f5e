package org.tacet.accountant.noise;

import java.math.BigInteger;
import org.tacet.accountant.arithmetic.ExponentialBracket;
import org.tacet.accountant.randomness.BitSource;

/**
 * Coins that show heads with probability exactly e^-x for a rational x of at least 0.
 *
 * <p>Heads is "u is below e^-x" for a uniform real u, of which as many bits are drawn as the
 * comparison needs. The first word w says that u lies in [h, h + 1] 2^-53 with h = floor(w / 2^11).
 * Doubles decide where a bound on their error proves the answer; elsewhere, which has probability
 * about 2^-45, integers with outward rounding decide, drawing more bits of the same u.
 */
final class ExponentialBernoulli {

  /** floor(2^64 / e). */
  private static final long INVERSE_E = 0x5E2D58D8B3BCDF1AL;

  private static final double UNIT_2_53 = 0x1p-53;

  /**
   * Bounds the relative error of a quotient of two longs: two conversions and a division, each off
   * by at most 2^-53, are together below 2^-51 of the exact quotient, so below 2^-50 of the
   * computed one.
   */
  static final double QUOTIENT_ERROR = 0x1p-50;

  private enum Decision {
    HEADS,
    TAILS,
    OPEN
  }

  private ExponentialBernoulli() {}

  /** Draws a coin of probability 1/e. */
  static boolean drawInverseE(BitSource bits) {
    long word = bits.nextWord();
    // w < floor(2^64 / e) puts all of [w, w + 1) 2^-64 below 1/e, and w above it, all above.
    return word == INVERSE_E
        ? drawExactly(bits, word, BigInteger.ONE, BigInteger.ONE)
        : Long.compareUnsigned(word, INVERSE_E) < 0;
  }

  /**
   * Draws a coin of probability exp(-numerator / denominator).
   *
   * @param numerator at least 0
   * @param denominator at least 1
   */
  static boolean draw(BitSource bits, long numerator, long denominator) {
    long word = bits.nextWord();
    double exponent = (double) numerator / (double) denominator;
    return switch (decide(word, exponent, exponent * QUOTIENT_ERROR)) {
      case HEADS -> true;
      case TAILS -> false;
      case OPEN ->
          drawExactly(bits, word, BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
    };
  }

  /**
   * Draws the coin of probability exp(-(y - sigma^2 / t)^2 / (2 sigma^2)) with sigma = numerator /
   * denominator, of Algorithm 3 of Canonne, Kamath, Steinke 2020.
   *
   * @param y from 0 to 2^63 - 1
   * @param t floor(sigma) + 1, at most 2^52 + 1
   */
  static boolean drawGaussianRatio(
      BitSource bits, long y, long t, long numerator, long denominator) {
    long word = bits.nextWord();
    double exponent = gaussianExponent(y, t, numerator, denominator);
    double error = gaussianExponentError(y, t, numerator, denominator);
    return switch (decide(word, exponent, error)) {
      case HEADS -> true;
      case TAILS -> false;
      case OPEN -> drawGaussianRatioExactly(bits, word, y, t, numerator, denominator);
    };
  }

  static double gaussianExponent(long y, long t, long numerator, long denominator) {
    double sigma = (double) numerator / (double) denominator;
    double z = ((double) y - sigma * sigma / (double) t) / sigma;
    return 0.5 * z * z;
  }

  /**
   * Bounds the error of {@link #gaussianExponent}.
   *
   * <p>The exponent is z^2 / 2 with z = (y - q) / sigma and q = sigma^2 / t. Let u = 2^-53, and m =
   * (y + q) / sigma, which bounds |z|. To first order, sigma is off by at most 2u (the numerator
   * and t are exact, the denominator and the quotient are each off by u), so q by 6u q, y by u y,
   * their difference by 7u q + 2u y including its own rounding, z by (7u + 3u) m, z^2 by 20u m^2 +
   * u m^2, and the exponent by half of that, 10.5u m^2. The bound, 2^-48 m^2 = 32u m^2, leaves more
   * than the higher orders and the rounding of m need.
   */
  static double gaussianExponentError(long y, long t, long numerator, long denominator) {
    double sigma = (double) numerator / (double) denominator;
    double m = ((double) y + sigma * sigma / (double) t) / sigma;
    return 0x1p-48 * m * m;
  }

  private static boolean drawGaussianRatioExactly(
      BitSource bits, long word, long y, long t, long numerator, long denominator) {
    // (y - n^2 / (d^2 t))^2 d^2 / (2 n^2) = (y t d^2 - n^2)^2 / (2 n^2 d^2 t^2)
    BigInteger n = BigInteger.valueOf(numerator);
    BigInteger d = BigInteger.valueOf(denominator);
    BigInteger dt = d.multiply(BigInteger.valueOf(t));
    BigInteger difference = dt.multiply(d).multiply(BigInteger.valueOf(y)).subtract(n.pow(2));
    BigInteger divisor = n.multiply(dt).pow(2).shiftLeft(1);
    return drawExactly(bits, word, difference.pow(2), divisor);
  }

  /** Compares a word with e^-x, given a computed exponent that is at most {@code error} off x. */
  private static Decision decide(long word, double exponent, double error) {
    // Let P = e^-x, g the computed exponent and p = Math.exp(-g). Math.exp is within one unit in
    // the last place, so for normal results |p - e^-g| <= 2^-51 p, and for others the difference is
    // at most 2^-1073. For error <= 1, |P - e^-g| <= 2 error e^-g, since e^s - 1 <= 2s on [0, 1].
    // Together |P - p| <= (2^-51 + 2.001 error) p + 3 2^-1073. The slack below, (2^-50 + 3 error) p
    // + 2^-1070, leaves room for the roundings of the slack and of p +- slack, each at most 2^-53
    // of a number below (1 + 2^-50 + 3 error) p + 2^-1070. h and h + 1 are at most 2^53, so their
    // products with 2^-53 are exact. A NaN leaves the answer open.
    double p = Math.exp(-exponent);
    double slack = p * (0x1p-50 + 3 * error) + 0x1p-1070;
    long h = word >>> 11;
    if (error <= 1) {
      if ((h + 1) * UNIT_2_53 <= p - slack) {
        return Decision.HEADS;
      }
      if (h * UNIT_2_53 >= p + slack) {
        return Decision.TAILS;
      }
    }
    return Decision.OPEN;
  }

  /**
   * Decides exactly whether u is below e^-x, where {@code firstWord} holds the first 64 bits of u.
   */
  static boolean drawExactly(
      BitSource bits, long firstWord, BigInteger numerator, BigInteger denominator) {
    if (numerator.signum() == 0) {
      return true;
    }
    // For rational x > 0, e^-x is irrational (Lambert 1761), so the loop ends with probability 1;
    // each round decides all but about 2^-60 of the cases that reach it.
    BigInteger digits = unsigned(firstWord);
    for (int length = Long.SIZE; ; length += Long.SIZE) {
      int guardBits = 16;
      ExponentialBracket bracket =
          ExponentialBracket.ofNegative(numerator, denominator, length + guardBits);
      if (digits.add(BigInteger.ONE).shiftLeft(guardBits).compareTo(bracket.lower()) <= 0) {
        return true;
      }
      if (digits.shiftLeft(guardBits).compareTo(bracket.upper()) >= 0) {
        return false;
      }
      digits = digits.shiftLeft(Long.SIZE).or(unsigned(bits.nextWord()));
    }
  }

  private static BigInteger unsigned(long word) {
    BigInteger value = BigInteger.valueOf(word);
    return word < 0 ? value.add(BigInteger.ONE.shiftLeft(Long.SIZE)) : value;
  }
}
