package org.tacet.accountant.noise;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.tacet.accountant.arithmetic.Fraction;

/**
 * A noise scale as a fraction of two longs, whose denominator is a power of two: the smallest with
 * at least 31 significant bits that is no smaller than what privacy asks for. So the noise is never
 * too small and at most 2^-30 of itself too large.
 */
record DyadicScale(long numerator, long denominator) {

  /** A scale may be up to 2^52 steps, so that doubles hold it exactly. */
  private static final int LARGEST_EXPONENT = 52;

  /** A scale must be above 2^-30 steps. */
  private static final int SMALLEST_EXPONENT = -30;

  private static final BigDecimal EXTREME = new BigDecimal("1e100");

  /** Returns the smallest such scale at least the given one. */
  static DyadicScale atLeast(Fraction scale) {
    requireAbove(!scale.isAtMostPowerOfTwo(SMALLEST_EXPONENT), scale.doubleValue());
    requireAtMost(scale.isAtMostPowerOfTwo(LARGEST_EXPONENT), scale.doubleValue());
    int bits = Math.max(0, 31 - scale.binaryMagnitude());
    return reduced(scale.ceilingOfShifted(bits), bits);
  }

  /** Returns the smallest such scale at least the square root of the given number. */
  static DyadicScale atLeastSquareRootOf(Fraction square) {
    double provided = Math.sqrt(square.doubleValue());
    requireAbove(!square.isAtMostPowerOfTwo(2 * SMALLEST_EXPONENT), provided);
    requireAtMost(square.isAtMostPowerOfTwo(2 * LARGEST_EXPONENT), provided);
    int bits = Math.max(0, 31 - Math.floorDiv(square.binaryMagnitude(), 2));
    // n^2 >= square 4^bits, for an integer n, is n^2 >= its ceiling.
    BigInteger scaledSquare = square.ceilingOfShifted(2 * bits);
    BigInteger root = scaledSquare.sqrt();
    if (root.multiply(root).compareTo(scaledSquare) < 0) {
      root = root.add(BigInteger.ONE);
    }
    return reduced(root, bits);
  }

  /** Refuses a scale, given as two longs, that the samplers are not proved for. */
  static void requireLegal(long numerator, long denominator) {
    if (numerator < 1 || denominator < 1) {
      throw new IllegalArgumentException(
          "a noise scale needs a positive numerator and denominator. Provided value: "
              + numerator
              + "/"
              + denominator);
    }
    Fraction scale = new Fraction(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
    requireAbove(!scale.isAtMostPowerOfTwo(SMALLEST_EXPONENT), scale.doubleValue());
    requireAtMost(scale.isAtMostPowerOfTwo(LARGEST_EXPONENT), scale.doubleValue());
    if (numerator > 1L << LARGEST_EXPONENT) {
      throw new IllegalArgumentException(
          "the numerator of a noise scale must be at most 2^52. Provided value: " + numerator);
    }
  }

  /** Refuses a privacy parameter from which no scale can be computed. */
  static Fraction requirePositive(String name, BigDecimal parameter) {
    if (parameter.signum() <= 0) {
      throw new IllegalArgumentException(name + " must be above 0. Provided value: " + parameter);
    }
    // A power of ten with a huge exponent would fill the memory before any comparison.
    boolean extreme =
        parameter.compareTo(EXTREME) > 0
            || parameter.compareTo(BigDecimal.ONE.movePointLeft(100)) < 0;
    if (extreme) {
      throw new IllegalArgumentException(
          name + " must be in [1e-100, 1e100]. Provided value: " + parameter);
    }
    return Fraction.of(parameter);
  }

  /** Refuses to calibrate noise for an aggregate that no unit can change. */
  static void requirePositive(Sensitivity sensitivity) {
    if (sensitivity.lInf() == 0) {
      throw new IllegalArgumentException(
          "the sensitivity must be above 0 to calibrate noise: all contribution bounds are 0."
              + " Widen the contribution bounds, or leave the aggregate out. Provided value: "
              + sensitivity);
    }
  }

  private static DyadicScale reduced(BigInteger numerator, int bits) {
    int common = Math.min(bits, numerator.getLowestSetBit());
    return new DyadicScale(numerator.shiftRight(common).longValueExact(), 1L << (bits - common));
  }

  private static void requireAbove(boolean legal, double provided) {
    if (!legal) {
      throw new IllegalArgumentException(
          "the noise scale must be above 2^-30 grid steps. Provided value: "
              + provided
              + ". Choose a finer grid or a smaller privacy parameter.");
    }
  }

  private static void requireAtMost(boolean legal, double provided) {
    if (!legal) {
      throw new IllegalArgumentException(
          "the noise scale must be at most 2^52 grid steps. Provided value: "
              + provided
              + ". Choose a coarser grid or tighter bounds.");
    }
  }
}
