package org.tacet.accountant.calibration;

import org.tacet.accountant.noise.DiscreteGaussian;
import org.tacet.accountant.noise.DiscreteLaplace;
import org.tacet.accountant.noise.NoiseMechanism;

/**
 * The noise of the largest scale whose 95 % interval is no wider than a target: what costs least.
 * The scale is found among fractions over a power of two, to 2^-31 of itself.
 */
final class TargetedNoise {

  private static final double CONFIDENCE = 0.95;
  private static final int SMALLEST_EXPONENT = -29;
  private static final int LARGEST_EXPONENT = 51;
  private static final int BITS = 31;

  private TargetedNoise() {}

  /**
   * @param family of noise, no choice of one
   * @param halfWidth in steps, at least 0
   */
  static NoiseMechanism of(NoiseKind family, long halfWidth) {
    int exponent = SMALLEST_EXPONENT;
    while (exponent < LARGEST_EXPONENT && isWithin(power(family, exponent + 1), halfWidth)) {
      exponent++;
    }
    long denominator = 1L << Math.max(0, BITS - exponent);
    // The numerators of 2^exponent and of twice that.
    long low = exponent >= 0 ? (1L << exponent) * denominator : denominator >> -exponent;
    long high = 2 * low;
    while (high - low > Math.max(1, low >> BITS)) {
      long middle = low + (high - low) / 2;
      if (isWithin(noise(family, middle, denominator), halfWidth)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return noise(family, low, denominator);
  }

  private static boolean isWithin(NoiseMechanism noise, long halfWidth) {
    return noise.halfWidth(CONFIDENCE) <= halfWidth;
  }

  private static NoiseMechanism power(NoiseKind family, int exponent) {
    return exponent >= 0 ? noise(family, 1L << exponent, 1) : noise(family, 1, 1L << -exponent);
  }

  private static NoiseMechanism noise(NoiseKind family, long numerator, long denominator) {
    return family == NoiseKind.GAUSSIAN
        ? new DiscreteGaussian(numerator, denominator)
        : new DiscreteLaplace(numerator, denominator);
  }
}
