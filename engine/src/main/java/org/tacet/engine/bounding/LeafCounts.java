package org.tacet.engine.bounding;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How many rows fall into each leaf; only leaves with rows take memory, until a quarter of all have
 * some. Counts are added as longs, so that neither their order nor the way they are merged shows.
 *
 * <p>What is added is noted one by one and put in order when there is as much of it as is held in
 * order already: so an addition costs a few steps through memory one after the other, where a hash
 * table would look at two far places. A tree takes 8 bytes a leaf at most, besides what is being
 * put in order.
 */
public final class LeafCounts {

  /** How many bits of an addition are its count; above them is its leaf, below 2^20. */
  private static final int COUNT_BITS = 39;

  private static final long LARGEST_NOTED = (1L << COUNT_BITS) - 1;

  /** Of so few leaves each has a place of its own from the start. */
  private static final int FEW_LEAVES = 32;

  private static final int FIRST_CAPACITY = 8;

  /** Fewer additions are not worth putting in order. */
  private static final int LEAST_ORDERED = 64;

  private static final int VARINT_BITS = 7;
  private static final int MORE = 1 << VARINT_BITS;

  private final int leaves;

  /** Leaf and count of each addition that is not yet in order. */
  private long[] additions = new long[FIRST_CAPACITY];

  private int added;

  /** Those in order: ascending leaves; null where each leaf's count is at its own place. */
  private int[] held;

  private long[] counts;
  private int size;

  /** Of a tree of any number of leaves. */
  public LeafCounts() {
    this(PackedLeaves.MOST_LEAVES);
  }

  /**
   * @param leaves how many there are, 1 to 2^20
   */
  public LeafCounts(int leaves) {
    if (leaves < 1 || leaves > PackedLeaves.MOST_LEAVES) {
      throw new IllegalArgumentException(
          "leaves must be in [1, %d]. Provided value: %d"
              .formatted(PackedLeaves.MOST_LEAVES, leaves));
    }
    this.leaves = leaves;
    allocate();
  }

  private void allocate() {
    boolean areFew = leaves <= FEW_LEAVES;
    held = areFew ? null : new int[FIRST_CAPACITY];
    counts = new long[areFew ? leaves : FIRST_CAPACITY];
    size = 0;
  }

  /**
   * @param count at least 1
   */
  public void add(int leaf, long count) {
    if (held != null && added == additions.length) {
      makeRoom();
    }
    if (held == null) {
      counts[leaf] += count;
    } else if (count <= LARGEST_NOTED) {
      additions[added++] = (long) leaf << COUNT_BITS | count;
    } else {
      putInOrder();
      merge(new int[] {leaf}, new long[] {count}, 1);
    }
  }

  private void makeRoom() {
    if (added < Math.max(LEAST_ORDERED, size)) {
      additions = Arrays.copyOf(additions, 2 * added);
    } else {
      putInOrder();
    }
  }

  private void putInOrder() {
    if (added == 0) {
      return;
    }
    Arrays.sort(additions, 0, added);
    int[] newLeaves = size == 0 && held.length >= added ? held : new int[added];
    long[] newCounts = size == 0 && counts.length >= added ? counts : new long[added];
    int distinct = 0;
    for (int index = 0; index < added; index++) {
      int leaf = (int) (additions[index] >>> COUNT_BITS);
      long count = additions[index] & LARGEST_NOTED;
      if (distinct > 0 && newLeaves[distinct - 1] == leaf) {
        newCounts[distinct - 1] += count;
      } else {
        newLeaves[distinct] = leaf;
        newCounts[distinct++] = count;
      }
    }
    added = 0;
    merge(newLeaves, newCounts, distinct);
  }

  /** Takes in {@code number} more leaves, ascending, when no addition is left out of order. */
  private void merge(int[] newLeaves, long[] newCounts, int number) {
    if (held == null) {
      for (int index = 0; index < number; index++) {
        counts[newLeaves[index]] += newCounts[index];
      }
      return;
    }
    if (size == 0) {
      held = newLeaves;
      counts = newCounts;
      size = number;
    } else {
      interleave(newLeaves, newCounts, number);
    }
    if (size > leaves / 4) {
      long[] all = new long[leaves];
      for (int index = 0; index < size; index++) {
        all[held[index]] = counts[index];
      }
      held = null;
      counts = all;
      additions = new long[FIRST_CAPACITY];
    }
  }

  private void interleave(int[] newLeaves, long[] newCounts, int number) {
    int[] bothLeaves = new int[size + number];
    long[] bothCounts = new long[size + number];
    int distinct = 0;
    int old = 0;
    int next = 0;
    while (old < size || next < number) {
      boolean takesOld = next == number || (old < size && held[old] <= newLeaves[next]);
      boolean takesNew = old == size || (next < number && newLeaves[next] <= held[old]);
      bothLeaves[distinct] = takesOld ? held[old] : newLeaves[next];
      bothCounts[distinct++] = (takesOld ? counts[old++] : 0) + (takesNew ? newCounts[next++] : 0);
    }
    held = bothLeaves;
    counts = bothCounts;
    size = distinct;
  }

  /** Forgets all, and the memory that one unit of many values took. */
  void clear() {
    added = 0;
    if (additions.length > LEAST_ORDERED) {
      additions = new long[FIRST_CAPACITY];
    }
    if (leaves <= FEW_LEAVES) {
      Arrays.fill(counts, 0);
    } else if (held == null || held.length > LEAST_ORDERED) {
      allocate();
    } else {
      size = 0;
    }
  }

  /** How many places there are of what is in order: each of a leaf, and of no rows maybe. */
  private int places() {
    return held == null ? leaves : size;
  }

  private int leafAt(int place) {
    return held == null ? place : held[place];
  }

  /** The leaves that have rows, ascending. */
  int[] leaves() {
    putInOrder();
    return IntStream.range(0, places())
        .filter(place -> counts[place] != 0)
        .map(this::leafAt)
        .toArray();
  }

  /** How many rows there are in all leaves. */
  long rows() {
    putInOrder();
    long rows = 0;
    for (int place = 0; place < places(); place++) {
      rows += counts[place];
    }
    return rows;
  }

  /**
   * What is left of one unit's rows when they are no more than so many (P5), by the rule of {@link
   * BoundedLeaves}.
   */
  LeafCounts bounded(long most) {
    long rows = rows();
    if (rows <= most) {
      return this;
    }
    LeafCounts kept = new LeafCounts(leaves);
    long before = 0;
    for (int place = 0; place < places(); place++) {
      long with = before + counts[place];
      long kin = BoundedLeaves.keptOf(with, rows, most) - BoundedLeaves.keptOf(before, rows, most);
      if (kin > 0) {
        kept.add(leafAt(place), kin);
      }
      before = with;
    }
    return kept;
  }

  /** Leaves in ascending order, each as its distance from the one before, with its count. */
  public byte[] toBytes() {
    putInOrder();
    byte[] bytes = new byte[16 + 4 * size];
    int length = 0;
    int last = 0;
    for (int place = 0; place < places(); place++) {
      if (counts[place] != 0) {
        if (bytes.length - length < 20) {
          bytes = Arrays.copyOf(bytes, bytes.length * 2 + 20);
        }
        length = write(bytes, length, leafAt(place) - last);
        length = write(bytes, length, counts[place]);
        last = leafAt(place);
      }
    }
    return Arrays.copyOf(bytes, length);
  }

  private static int write(byte[] bytes, int start, long value) {
    int at = start;
    long rest = value;
    for (; (rest & -MORE) != 0; rest >>>= VARINT_BITS) {
      bytes[at++] = (byte) (rest | MORE);
    }
    bytes[at++] = (byte) rest;
    return at;
  }

  /** Adds what {@link #toBytes} has written. */
  public void addAll(byte[] bytes) {
    int at = 0;
    long[] pair = new long[2];
    int leaf = 0;
    while (at < bytes.length) {
      for (int part = 0; part < pair.length; part++) {
        pair[part] = 0;
        int shift = 0;
        byte next;
        do {
          next = bytes[at++];
          pair[part] |= (long) (next & (MORE - 1)) << shift;
          shift += VARINT_BITS;
        } while (next < 0);
      }
      leaf += (int) pair[0];
      add(leaf, pair[1]);
    }
  }

  public void addAll(LeafCounts other) {
    other.putInOrder();
    for (int place = 0; place < other.places(); place++) {
      if (other.counts[place] != 0) {
        add(other.leafAt(place), other.counts[place]);
      }
    }
  }

  /** Sums over ranges of leaves, as they are now. */
  public Ranges ranges() {
    int[] found = leaves();
    long[] before = new long[found.length + 1];
    int index = 0;
    for (int place = 0; place < places(); place++) {
      if (counts[place] != 0) {
        before[index + 1] = before[index] + counts[place];
        index++;
      }
    }
    return (from, to) -> before[firstAtLeast(found, to)] - before[firstAtLeast(found, from)];
  }

  private static int firstAtLeast(int[] leaves, int leaf) {
    int at = Arrays.binarySearch(leaves, leaf);
    return at >= 0 ? at : -at - 1;
  }

  /** How many rows fall into the leaves from one on to before another. */
  @FunctionalInterface
  public interface Ranges {
    long count(int from, int to);
  }
}
