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
 * so is one whose rows have as many leaves as fit ({@link PackedLeaves}), and one of {@link
 * SumColumns#MOST_ROWS} rows. In whatever portions a sum leaves, the portions add up to it.
 */
final class CombiningCache {

  /** Longer keys would let one table decide what a task holds; their rows go by themselves. */
  static final int MAX_KEY_BYTES = 256;

  /** How many longs of a key hold sums, and how many of them, the first ones, one sum alone. */
  private final int sums;

  private final int wide;
  private final int trees;

  /** How many longs belong to a key: those of the sums, {@link PackedLeaves#LONGS} a tree. */
  private final int numbers;

  private final int mask;
  private final byte[][] keys;
  private final int[] lengths;
  private final int[] hashes;
  private final int[] rows;
  private final long[] totals;
  private byte[] evicted = new byte[MAX_KEY_BYTES];
  private final UnsafeRow evictedKey;
  private final long[] evictedNumbers;

  /**
   * @param places how many contributions are held, a power of two
   * @param keyColumns how many columns tell contributions apart
   */
  CombiningCache(int places, int keyColumns, SumColumns sums, int trees) {
    this.sums = sums.columns();
    this.wide = sums.wide();
    this.trees = trees;
    this.numbers = this.sums + trees * PackedLeaves.LONGS;
    this.mask = places - 1;
    this.keys = new byte[places][];
    this.lengths = new int[places];
    this.hashes = new int[places];
    this.rows = new int[places];
    this.totals = new long[places * numbers];
    this.evictedKey = new UnsafeRow(keyColumns);
    this.evictedNumbers = new long[numbers];
  }

  /** What became of a row. */
  enum Outcome {
    /** It was added to contributions of its unit and group. */
    MERGED,
    /** It took an empty place. */
    STORED,
    /** It took the place of other contributions, which are turned out. */
    EVICTED
  }

  /**
   * Takes in a row.
   *
   * @param key its unit, its group, and values that are told apart
   * @param steps what it adds to the longs of the sums
   * @param leaves one for each tree, or {@link BoundedLeaves#NO_LEAF}
   */
  Outcome add(UnsafeRow key, long[] steps, int[] leaves) {
    int hash = key.hashCode();
    int place = (hash ^ (hash >>> 16)) & mask;
    int length = key.getSizeInBytes();
    boolean empty = lengths[place] == 0;
    if (!empty
        && hashes[place] == hash
        && holds(place, key, length)
        && fits(place, steps, leaves)) {
      for (int sum = 0; sum < sums; sum++) {
        totals[place * numbers + sum] += steps[sum];
      }
      rows[place]++;
      addLeaves(place, leaves);
      return Outcome.MERGED;
    }
    if (!empty) {
      turnOut(place);
    }
    if (keys[place] == null || keys[place].length < length) {
      keys[place] = new byte[Math.min(MAX_KEY_BYTES, (length + 63) & -64)];
    }
    key.writeToMemory(keys[place], Platform.BYTE_ARRAY_OFFSET);
    lengths[place] = length;
    hashes[place] = hash;
    rows[place] = 1;
    System.arraycopy(steps, 0, totals, place * numbers, sums);
    Arrays.fill(totals, place * numbers + sums, (place + 1) * numbers, 0);
    addLeaves(place, leaves);
    return empty ? Outcome.STORED : Outcome.EVICTED;
  }

  /** The key of the contributions turned out last, valid until the next call. */
  UnsafeRow evictedKey() {
    return evictedKey;
  }

  /** Their sums, then their leaves; valid until the next call. */
  long[] evictedNumbers() {
    return evictedNumbers;
  }

  /** How many places there are. */
  int places() {
    return mask + 1;
  }

  /** Turns out what lies in a place; false if it was empty. */
  boolean drain(int place) {
    if (lengths[place] == 0) {
      return false;
    }
    turnOut(place);
    lengths[place] = 0;
    return true;
  }

  private void turnOut(int place) {
    byte[] out = keys[place];
    keys[place] = evicted;
    evicted = out;
    evictedKey.pointTo(out, lengths[place]);
    System.arraycopy(totals, place * numbers, evictedNumbers, 0, numbers);
  }

  private boolean holds(int place, UnsafeRow key, int length) {
    return lengths[place] == length
        && ByteArrayMethods.arrayEquals(
            key.getBaseObject(),
            key.getBaseOffset(),
            keys[place],
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
    // Negative as soon as one of the additions overflows; counters have room for so many rows.
    long overflows = 0;
    for (int sum = 0; sum < wide; sum++) {
      long total = totals[place * numbers + sum];
      long next = total + steps[sum];
      overflows |= (total ^ next) & (steps[sum] ^ next);
    }
    return overflows >= 0 && rows[place] < SumColumns.MOST_ROWS;
  }
}
