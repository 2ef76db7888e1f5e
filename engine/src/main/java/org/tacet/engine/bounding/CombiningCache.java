package org.tacet.engine.bounding;

import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.ByteArrayMethods;

/**
 * The contributions that a task has met last, one a place: a row of the unit and group that lie in
 * its place adds to them, any other turns them out. So memory is constant, a row costs one look,
 * and rows that arrive close to each other become one.
 *
 * <p>Sums are longs: one that would overflow is turned out as well, and the next begins at its row.
 * In whatever portions a sum leaves, the portions add up to it.
 */
final class CombiningCache {

  /** Longer rows would let one table decide what a task holds; they go by themselves. */
  static final int MAX_ROW_BYTES = 256;

  private final int sums;
  private final int mask;
  private final byte[][] rows;
  private final int[] lengths;
  private final int[] hashes;
  private final long[] totals;
  private byte[] evicted = new byte[MAX_ROW_BYTES];
  private final UnsafeRow view;
  private final int firstSum;

  /**
   * @param places how many contributions are held, a power of two
   * @param columns of a row, the last {@code sums} of which are zero when it comes and hold its
   *     sums when it leaves
   */
  CombiningCache(int places, int columns, int sums) {
    this.sums = sums;
    this.mask = places - 1;
    this.rows = new byte[places][];
    this.lengths = new int[places];
    this.hashes = new int[places];
    this.totals = new long[places * sums];
    this.view = new UnsafeRow(columns);
    this.firstSum = columns - sums;
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

  /** Takes in a row and its steps, one for each sum. */
  Outcome add(UnsafeRow row, long[] steps) {
    int hash = row.hashCode();
    int place = (hash ^ (hash >>> 16)) & mask;
    int length = row.getSizeInBytes();
    boolean empty = lengths[place] == 0;
    if (!empty && hashes[place] == hash && holds(place, row, length) && fits(place, steps)) {
      for (int sum = 0; sum < sums; sum++) {
        totals[place * sums + sum] += steps[sum];
      }
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
    System.arraycopy(steps, 0, totals, place * sums, sums);
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
    for (int sum = 0; sum < sums; sum++) {
      view.setLong(firstSum + sum, totals[place * sums + sum]);
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

  private boolean fits(int place, long[] steps) {
    for (int sum = 0; sum < sums; sum++) {
      long total = totals[place * sums + sum];
      long next = total + steps[sum];
      if (((total ^ next) & (steps[sum] ^ next)) < 0) {
        return false;
      }
    }
    return true;
  }
}
