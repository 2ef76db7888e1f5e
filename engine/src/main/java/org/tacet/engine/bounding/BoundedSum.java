package org.tacet.engine.bounding;

import java.io.Serializable;
import java.math.BigInteger;
import org.apache.spark.sql.catalyst.InternalRow;
import org.tacet.engine.bounding.RowTerm.ValueColumn;

/**
 * How the operator bounds one sum, in whole steps of the aggregate's public grid (P5): what each
 * row adds is bounded, a unit's rows in a group are added in 128 bits, and the total is clamped to
 * the group range. What leaves the operator is split into limbs of {@value #LIMB_BITS} bits, so
 * that sums of longs across 2^40 units can't overflow.
 *
 * @param term what a row adds
 * @param lower least total of a unit in a group, in steps, at least -2^62
 * @param upper greatest total of a unit in a group, in steps, at most 2^62
 * @param limit null where a unit's rows are as many as they are
 */
public record BoundedSum(RowTerm term, long lower, long upper, RowLimit limit)
    implements Serializable {

  /**
   * Makes a unit of more rows in a group count as one of {@code maxRows}: its total is multiplied
   * by maxRows over its number of rows and rounded toward zero, before it is clamped. So a unit's
   * average, its number of rows and its squares stay in proportion, no row is drawn, and the order
   * of rows does not matter. What a unit adds depends on its own rows alone, and is at most maxRows
   * times what a row adds. Where a unit's rows are bounded over its groups together as well, it
   * counts as one of fewer rows ({@link KeptRows}).
   *
   * @param countedBy the index of the sum that counts the unit's rows; {@link #ITSELF} where that
   *     is this sum
   * @param maxRows at least 1
   */
  public record RowLimit(int countedBy, long maxRows) implements Serializable {

    /** So that a count of rows is the same one wherever it stands. */
    public static final int ITSELF = -1;

    public RowLimit {
      if (countedBy < ITSELF || maxRows < 1) {
        throw new IllegalArgumentException(
            "countedBy must be at least -1 and maxRows at least 1. Provided values: %d, %d"
                .formatted(countedBy, maxRows));
      }
    }

    /** Of a sum that counts rows. */
    public static RowLimit ofCount(long maxRows) {
      return new RowLimit(ITSELF, maxRows);
    }
  }

  /** Where a row's value saturates when no row range is given. */
  public static final long SATURATION = 1L << 62;

  static final int LIMB_BITS = 22;
  private static final long LIMB_MASK = (1L << LIMB_BITS) - 1;

  public BoundedSum {
    requireRange("group", lower, upper);
  }

  /** A count of rows, of at most so many of a unit in a group. */
  public static BoundedSum ofRows(long upper) {
    return new BoundedSum(new RowTerm.EachRow(), 0, upper, null);
  }

  /** A count of rows that is bounded by a limit of rows, and so over all groups too. */
  public static BoundedSum ofLimitedRows(RowTerm term, long maxRows) {
    return new BoundedSum(term, 0, maxRows, RowLimit.ofCount(maxRows));
  }

  /** A sum of values, each clamped to the row range, then clamped to the group range. */
  public static BoundedSum ofValues(
      ValueColumn column, long rowLower, long rowUpper, long lower, long upper) {
    return new BoundedSum(new RowTerm.Clamped(column, rowLower, rowUpper, 0), lower, upper, null);
  }

  static void requireRange(String name, long lower, long upper) {
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

  /** Clamps the part of a 128-bit total that {@code kept} of {@code rows} rows stand for. */
  long clampPart(long high, long low, long kept, long rows) {
    // Rounded toward zero: |total| <= rows b gives |part| <= kept b, for a row's largest b (P5).
    BigInteger part =
        wide(high, low).multiply(BigInteger.valueOf(kept)).divide(BigInteger.valueOf(rows));
    return part.min(BigInteger.valueOf(upper)).max(BigInteger.valueOf(lower)).longValueExact();
  }

  /** A 128-bit total, high and low word in two's complement. */
  static BigInteger wide(long high, long low) {
    return BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(unsigned(low));
  }

  private static BigInteger unsigned(long word) {
    BigInteger signed = BigInteger.valueOf(word);
    return word < 0 ? signed.add(BigInteger.ONE.shiftLeft(Long.SIZE)) : signed;
  }
}
