package org.tacet.engine.bounding;

import java.io.Serializable;
import java.math.BigInteger;
import org.tacet.engine.bounding.RowTerm.ValueColumn;

/**
 * How the operator bounds what units add to the leaves of a tree, or to the bins of a histogram:
 * each row's value falls into one leaf or into none; of a unit's rows that have a leaf in a group
 * at most so many are kept.
 *
 * <p>Which are kept depends on the unit's own values alone, not on their order, and takes no
 * randomness: with n rows sorted by leaf and m to keep, those at the positions floor((2 i + 1) n /
 * (2 m)) for i from 0 to m - 1, so that what is kept has the unit's own quantiles. How many m are,
 * {@link KeptRows} says.
 *
 * @param ranges which values fall into which leaf
 * @param maxRows how many rows of a unit are kept in a group, 1 to {@link #MOST_ROWS}
 */
public record BoundedLeaves(ValueColumn column, LeafRanges ranges, long maxRows)
    implements Serializable {

  /** So that the rows of 2^40 units add up to at most 2^62 (P5). */
  public static final long MOST_ROWS = 1L << 22;

  /** What stands for the leaf of a row that has no value. */
  static final int NO_LEAF = -1;

  public BoundedLeaves {
    if (maxRows < 1 || maxRows > MOST_ROWS) {
      throw new IllegalArgumentException(
          "maxRows must be in [1, %d]. Provided value: %d".formatted(MOST_ROWS, maxRows));
    }
  }

  /** Leaves of one width, as {@link EvenRanges} describes them. */
  public BoundedLeaves(
      ValueColumn column, long lower, long upper, long stepsPerLeaf, long maxRows) {
    this(column, new EvenRanges(lower, upper, stepsPerLeaf), maxRows);
  }

  /** How many leaves values fall into. */
  public int leaves() {
    return ranges.leaves();
  }

  /** The leaf of a value; {@link #NO_LEAF} where it has none. */
  int leafOf(long steps) {
    return ranges.leafOf(steps);
  }

  /**
   * How many of the first {@code before} of {@code rows} sorted rows are kept: those i for which (2
   * i + 1) rows < 2 kept before.
   *
   * @param kept how many are kept of all, 0 to {@link #MOST_ROWS}
   */
  static long keptOf(long before, long rows, long kept) {
    if (rows <= kept) {
      return before;
    }
    if (rows < 1L << 39) {
      return (2 * kept * before + rows - 1) / (2 * rows);
    }
    BigInteger all = BigInteger.valueOf(rows);
    return BigInteger.valueOf(before)
        .multiply(BigInteger.valueOf(2 * kept))
        .add(all)
        .subtract(BigInteger.ONE)
        .divide(all.shiftLeft(1))
        .longValueExact();
  }
}
