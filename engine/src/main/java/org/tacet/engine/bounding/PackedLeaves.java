package org.tacet.engine.bounding;

import org.apache.spark.sql.catalyst.InternalRow;

/**
 * The leaves of a few rows of one unit and group in one tree, as they travel to the task of their
 * unit: {@value #LONGS} longs, each of up to three leaves of 20 bits below their number. Of many
 * rows the leaves can't be added up before all of the unit's rows are there, for which are kept can
 * only be said of all of them; they can travel together.
 */
final class PackedLeaves {

  /** How many columns a tree has in a row. */
  static final int LONGS = 2;

  /** No tree has more leaves. */
  static final int MOST_LEAVES = 1 << 20;

  private static final int LEAF_BITS = 20;
  private static final int LEAVES_PER_LONG = 3;
  private static final int NUMBER_SHIFT = LEAF_BITS * LEAVES_PER_LONG;
  private static final long LEAF_MASK = MOST_LEAVES - 1;

  private PackedLeaves() {}

  private static int number(long packed) {
    return (int) (packed >>> NUMBER_SHIFT);
  }

  /** Whether one more leaf fits into the longs from {@code from} on. */
  static boolean hasRoom(long[] longs, int from) {
    return number(longs[from + LONGS - 1]) < LEAVES_PER_LONG;
  }

  /** Puts one more leaf, for which there is room, into the longs from {@code from} on. */
  static void add(long[] longs, int from, int leaf) {
    int at = from;
    while (number(longs[at]) == LEAVES_PER_LONG) {
      at++;
    }
    int number = number(longs[at]);
    longs[at] += 1L << NUMBER_SHIFT | (long) leaf << (number * LEAF_BITS);
  }

  /** Adds the leaves in a column of {@code row} to {@code counts}. */
  static void addTo(LeafCounts counts, InternalRow row, int column) {
    long packed = row.getLong(column);
    for (int number = number(packed); number > 0; number--) {
      counts.add((int) (packed & LEAF_MASK), 1);
      packed >>>= LEAF_BITS;
    }
  }
}
