package org.tacet.engine.bounding;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.ByteArrayMethods;

/**
 * The contributions that a task has met last, one a place: a row of the unit and group that lie in
 * its place adds to them, any other turns them out. So memory is constant, a row costs one look,
 * and rows that arrive close to each other become one.
 *
 * <p>Sums are longs: one that would overflow is turned out as well, and the next begins at its row;
 * so is one whose rows have as many leaves as fit ({@link PackedLeaves}). In whatever portions a
 * sum leaves, the portions add up to it.
 */
final class CombiningCache {

  /** Longer rows would let one table decide what a task holds; they go by themselves. */
  static final int MAX_ROW_BYTES = 256;

  private final int sums;
  private final int trees;

  /** How many longs of a row are sums or leaves. */
  private final int numbers;

  private final int mask;
  private final byte[][] rows;
  private final int[] lengths;
  private final int[] hashes;
  private final long[] totals;
  private byte[] evicted = new byte[MAX_ROW_BYTES];
  private final UnsafeRow view;
  private final int firstNumber;

  /**
   * @param places how many contributions are held, a power of two
   * @param columns of a row, the last of which, one a sum and {@link PackedLeaves#LONGS} a tree,
   *     are zero when it comes and hold its sums and leaves when it leaves
   */
  CombiningCache(int places, int columns, int sums, int trees) {
    this.sums = sums;
    this.trees = trees;
    this.numbers = sums + trees * PackedLeaves.LONGS;
    this.mask = places - 1;
    this.rows = new byte[places][];
    this.lengths = new int[places];
    this.hashes = new int[places];
    this.totals = new long[places * numbers];
    this.view = new UnsafeRow(columns);
    this.firstNumber = columns - numbers;
  }

  /** What became of a row. */
  enum Outcome {
    /** It was added to contributions of its unit and group. */
    MERGED,
    /** It took an empty place. */
    STORED,
    /** It took the place of other contributions, which {@link #evicted} holds. */
    EVICTED
  }

  /**
   * Takes in a row.
   *
   * @param steps one for each sum
   * @param leaves one for each tree, or {@link BoundedLeaves#NO_LEAF}
   */
  Outcome add(UnsafeRow row, long[] steps, int[] leaves) {
    int hash = row.hashCode();
    int place = (hash ^ (hash >>> 16)) & mask;
    int length = row.getSizeInBytes();
    boolean empty = lengths[place] == 0;
    if (!empty
        && hashes[place] == hash
        && holds(place, row, length)
        && fits(place, steps, leaves)) {
      for (int sum = 0; sum < sums; sum++) {
        totals[place * numbers + sum] += steps[sum];
      }
      addLeaves(place, leaves);
      return Outcome.MERGED;
    }
    if (!empty) {
      turnOut(place);
    }
    if (rows[place] == null || rows[place].length < length) {
      rows[place] = new byte[Math.min(MAX_ROW_BYTES, (length + 63) & -64)];
    }
    row.writeToMemory(rows[place], Platform.BYTE_ARRAY_OFFSET);
    lengths[place] = length;
    hashes[place] = hash;
    System.arraycopy(steps, 0, totals, place * numbers, sums);
    Arrays.fill(totals, place * numbers + sums, (place + 1) * numbers, 0);
    addLeaves(place, leaves);
    return empty ? Outcome.STORED : Outcome.EVICTED;
  }

  /** The contributions turned out last, valid until the next call. */
  UnsafeRow evicted() {
    return view;
  }

  /** How many places there are. */
  int places() {
    return mask + 1;
  }

  /** Empties a place; false if it was empty, otherwise {@link #evicted} holds what lay there. */
  boolean drain(int place) {
    if (lengths[place] == 0) {
      return false;
    }
    turnOut(place);
    lengths[place] = 0;
    return true;
  }

  private void turnOut(int place) {
    byte[] out = rows[place];
    rows[place] = evicted;
    evicted = out;
    view.pointTo(out, lengths[place]);
    for (int number = 0; number < numbers; number++) {
      view.setLong(firstNumber + number, totals[place * numbers + number]);
    }
  }

  private boolean holds(int place, UnsafeRow row, int length) {
    return lengths[place] == length
        && ByteArrayMethods.arrayEquals(
            row.getBaseObject(),
            row.getBaseOffset(),
            rows[place],
            Platform.BYTE_ARRAY_OFFSET,
            length);
  }

  private int leavesOf(int place, int tree) {
    return place * numbers + sums + tree * PackedLeaves.LONGS;
  }

  private void addLeaves(int place, int[] leaves) {
    for (int tree = 0; tree < trees; tree++) {
      if (leaves[tree] != BoundedLeaves.NO_LEAF) {
        PackedLeaves.add(totals, leavesOf(place, tree), leaves[tree]);
      }
    }
  }

  private boolean fits(int place, long[] steps, int[] leaves) {
    for (int tree = 0; tree < trees; tree++) {
      if (leaves[tree] != BoundedLeaves.NO_LEAF
          && !PackedLeaves.hasRoom(totals, leavesOf(place, tree))) {
        return false;
      }
    }
    for (int sum = 0; sum < sums; sum++) {
      long total = totals[place * numbers + sum];
      long next = total + steps[sum];
      if (((total ^ next) & (steps[sum] ^ next)) < 0) {
        return false;
      }
    }
    return true;
  }
}
