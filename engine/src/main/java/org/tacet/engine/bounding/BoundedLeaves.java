package org.tacet.engine.bounding;

import java.io.Serializable;
import java.math.BigInteger;
import org.tacet.engine.bounding.RowTerm.ValueColumn;

/**
 * How the operator bounds what units add to the leaves of a tree: each row's value is clamped and
 * falls into one leaf; of a unit's rows in a group at most so many are kept.
 *
 * <p>Which are kept depends on the unit's own values alone, not on their order, and takes no
 * randomness: with n rows sorted by leaf and m to keep, those at the positions floor((2 i + 1) n /
 * (2 m)) for i from 0 to m - 1, so that what is kept has the unit's own quantiles.
 *
 * @param lower least value, in steps, at least -2^62
 * @param upper greatest value, in steps, at most 2^62
 * @param stepsPerLeaf how many steps fall into one leaf, at least 1
 * @param maxRows how many rows of a unit are kept in a group, 1 to {@link #MOST_ROWS}
 */
public record BoundedLeaves(
    ValueColumn column, long lower, long upper, long stepsPerLeaf, long maxRows)
    implements Serializable {

  /** So that the rows of 2^40 units add up to at most 2^62 (P5). */
  public static final long MOST_ROWS = 1L << 22;

  /** What stands for the leaf of a row that has no value. */
  static final int NO_LEAF = -1;

  public BoundedLeaves {
    BoundedSum.requireRange("row", lower, upper);
    if (stepsPerLeaf < 1 || maxRows < 1 || maxRows > MOST_ROWS) {
      throw new IllegalArgumentException(
          "stepsPerLeaf must be at least 1 and maxRows in [1, %d]. Provided values: %d, %d"
              .formatted(MOST_ROWS, stepsPerLeaf, maxRows));
    }
    if (Long.compareUnsigned(
            Long.divideUnsigned(upper - lower, stepsPerLeaf), PackedLeaves.MOST_LEAVES)
        >= 0) {
      throw new IllegalArgumentException(
          "stepsPerLeaf must leave at most %d leaves. Provided value: %d"
              .formatted(PackedLeaves.MOST_LEAVES, stepsPerLeaf));
    }
  }

  /** How many leaves values fall into. */
  public int leaves() {
    return leafOf(upper) + 1;
  }

  /** The leaf of a value: bounds are up to 2^63 steps apart, which as unsigned is no overflow. */
  int leafOf(long steps) {
    long within = Math.min(Math.max(steps, lower), upper);
    return (int) Long.divideUnsigned(within - lower, stepsPerLeaf);
  }

  /**
   * How many of the first {@code before} of {@code rows} sorted rows are kept: those i for which (2
   * i + 1) rows < 2 maxRows before.
   */
  long keptOf(long before, long rows) {
    if (rows <= maxRows) {
      return before;
    }
    if (rows < 1L << 39) {
      return (2 * maxRows * before + rows - 1) / (2 * rows);
    }
    BigInteger all = BigInteger.valueOf(rows);
    return BigInteger.valueOf(before)
        .multiply(BigInteger.valueOf(2 * maxRows))
        .add(all)
        .subtract(BigInteger.ONE)
        .divide(all.shiftLeft(1))
        .longValueExact();
  }
}
