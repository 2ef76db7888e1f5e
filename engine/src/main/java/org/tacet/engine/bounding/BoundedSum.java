package org.tacet.engine.bounding;

import java.io.Serializable;
import java.math.BigInteger;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * How the operator bounds one sum, in whole steps of the aggregate's public grid (P5): each row's
 * value is clamped to the row range, a unit's rows in a group are added in 128 bits, and the total
 * is clamped to the group range. What leaves the operator is split into limbs of {@value
 * #LIMB_BITS} bits, so that sums of longs across 2^40 units can't overflow.
 *
 * @param valueColumn the position among the operator's value columns; {@link #EACH_ROW_IS_ONE} for
 *     a count of rows
 * @param rowLower least value of a row, in steps, at least -2^62
 * @param rowUpper greatest value of a row, in steps, at most 2^62
 * @param lower least total of a unit in a group, in steps, at least -2^62
 * @param upper greatest total of a unit in a group, in steps, at most 2^62
 */
public record BoundedSum(int valueColumn, long rowLower, long rowUpper, long lower, long upper)
    implements Serializable {

  public static final int EACH_ROW_IS_ONE = -1;

  /** Where a row's value saturates when no row range is given. */
  public static final long SATURATION = 1L << 62;

  static final int LIMB_BITS = 22;
  private static final long LIMB_MASK = (1L << LIMB_BITS) - 1;

  public BoundedSum {
    requireRange("row", rowLower, rowUpper);
    requireRange("group", lower, upper);
  }

  private static void requireRange(String name, long lower, long upper) {
    if (lower > upper || lower < -SATURATION || upper > SATURATION) {
      throw new IllegalArgumentException(
          "The %s range must satisfy -2^62 <= lower <= upper <= 2^62 steps. Provided value: [%d, %d]"
              .formatted(name, lower, upper));
    }
  }

  /** The most that one unit can move the sum of one group, in steps. */
  public long lInfSensitivity() {
    return Math.max(Math.abs(lower), Math.abs(upper));
  }

  /**
   * How many limbs hold the clamped total. The top limb is signed and at most 2^22 in magnitude,
   * the others lie in [0, 2^22), so 2^40 of them add up to at most 2^62.
   */
  public int limbs() {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, lInfSensitivity()) - 1);
    return Math.max(1, (bits + LIMB_BITS - 1) / LIMB_BITS);
  }

  long limb(long total, int index) {
    long shifted = total >> (index * LIMB_BITS);
    return index == limbs() - 1 ? shifted : shifted & LIMB_MASK;
  }

  /**
   * Puts sums of limbs, in consecutive columns of a row, together again; null columns, as an outer
   * join leaves them, stand for zero.
   */
  public static BigInteger join(InternalRow row, int firstColumn, int limbs) {
    BigInteger sum = BigInteger.ZERO;
    for (int limb = limbs - 1; limb >= 0; limb--) {
      int column = firstColumn + limb;
      long value = row.isNullAt(column) ? 0 : row.getLong(column);
      sum = sum.shiftLeft(LIMB_BITS).add(BigInteger.valueOf(value));
    }
    return sum;
  }

  /** Clamps a 128-bit total, high and low word in two's complement, to the group range. */
  long clamp(long high, long low) {
    if (high != low >> 63) {
      return high < 0 ? lower : upper;
    }
    return Math.min(Math.max(low, lower), upper);
  }

  long clampRow(long value) {
    return Math.min(Math.max(value, rowLower), rowUpper);
  }
}
