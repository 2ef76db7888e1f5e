package org.tacet.engine.bounding;

import java.io.Serializable;
import java.math.BigInteger;
import org.tacet.accountant.noise.VectorNorm;

/**
 * Consecutive sums that are the components of one vector: a unit's totals in a group are scaled
 * toward zero until their norm is at most {@code maxNorm}, in whole numbers and rounded toward
 * zero, so that the norm never grows (P5, P6). Each sum is clamped to [-maxNorm, maxNorm] besides,
 * which changes nothing then and is all that the largest magnitude needs.
 *
 * @param firstSum the index of the first component among the sums
 * @param length how many components there are, at least 1
 * @param maxNorm in steps, 1 to 2^62
 */
public record BoundedVector(int firstSum, int length, VectorNorm norm, long maxNorm)
    implements Serializable {

  /** Up to this magnitude the squares of 4,096 components add up to less than 2^63. */
  private static final long SMALL = 1L << 25;

  private static final int MOST_SMALL_COMPONENTS = 1 << 12;

  public BoundedVector {
    if (firstSum < 0 || length < 1 || maxNorm < 1 || maxNorm > BoundedSum.SATURATION) {
      throw new IllegalArgumentException(
          "firstSum must be at least 0, length at least 1 and maxNorm in [1, 2^62]. Provided values: %d, %d, %d"
              .formatted(firstSum, length, maxNorm));
    }
  }

  /** Whether 64-bit components are within the norm by a look that overflows for none. */
  boolean isSurelyWithin(long[] components) {
    if (norm == VectorNorm.L_INFINITY) {
      return true; // each is clamped by itself
    }
    if (length > MOST_SMALL_COMPONENTS) {
      return false;
    }
    long measured = 0;
    for (long component : components) {
      if (component > SMALL || component < -SMALL) {
        return false;
      }
      measured += norm == VectorNorm.L1 ? Math.abs(component) : component * component;
    }
    return norm == VectorNorm.L1
        ? measured <= maxNorm
        : maxNorm > Integer.MAX_VALUE || measured <= maxNorm * maxNorm;
  }

  /** Scales components, in place, until they are within the norm. */
  void clip(BigInteger[] components) {
    BigInteger most = BigInteger.valueOf(maxNorm);
    switch (norm) {
      case L1 -> {
        BigInteger measured = BigInteger.ZERO;
        for (BigInteger component : components) {
          measured = measured.add(component.abs());
        }
        if (measured.compareTo(most) > 0) {
          for (int index = 0; index < components.length; index++) {
            // Division of BigInteger rounds toward zero.
            components[index] = components[index].multiply(most).divide(measured);
          }
        }
      }
      case L2 -> {
        BigInteger mostSquared = most.pow(2);
        BigInteger measured = BigInteger.ZERO;
        for (BigInteger component : components) {
          measured = measured.add(component.pow(2));
        }
        if (measured.compareTo(mostSquared) > 0) {
          for (int index = 0; index < components.length; index++) {
            components[index] = shortened(components[index], mostSquared, measured);
          }
        }
      }
      case L_INFINITY -> {
        for (int index = 0; index < components.length; index++) {
          components[index] = components[index].min(most).max(most.negate());
        }
      }
    }
  }

  /**
   * The component times C over the norm, toward zero: the root of floor(x^2 C^2 / norm^2), rounded
   * down. Its square is at most x^2 C^2 / norm^2, and those add up to C^2.
   */
  private static BigInteger shortened(
      BigInteger component, BigInteger mostSquared, BigInteger measured) {
    BigInteger root = component.pow(2).multiply(mostSquared).divide(measured).sqrt();
    return component.signum() < 0 ? root.negate() : root;
  }
}
