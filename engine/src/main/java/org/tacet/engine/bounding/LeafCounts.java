package org.tacet.engine.bounding;

import java.util.Arrays;

/**
 * How many rows fall into each leaf; only leaves with rows take memory. Counts are added as longs,
 * so that neither their order nor the way they are merged shows.
 */
public final class LeafCounts {

  /** More leaves than any tree has ({@link BoundedLeaves}). */
  private static final int MOST_LEAVES = 1 << 24;

  private static final int FIRST_CAPACITY = 8;
  private static final int VARINT_BITS = 7;
  private static final int MORE = 1 << VARINT_BITS;

  private final int leaves;

  /**
   * Leaf plus 1 at each place, 0 where there is none: open addressing, at most half full; one place
   * a leaf once that is no more. So a tree's leaves take 12 bytes each at most.
   */
  private int[] places;

  private long[] counts;
  private int size;

  /** Of a tree of any number of leaves. */
  public LeafCounts() {
    this(MOST_LEAVES);
  }

  /**
   * @param leaves how many there are, at least 1
   */
  public LeafCounts(int leaves) {
    this.leaves = leaves;
    allocate(FIRST_CAPACITY);
  }

  private void allocate(int capacity) {
    int length = Math.min(capacity, leaves);
    places = new int[length];
    counts = new long[length];
  }

  public void add(int leaf, long count) {
    int at = place(leaf);
    if (places[at] == 0) {
      if (places.length < leaves && 2 * (size + 1) > places.length) {
        grow();
        at = place(leaf);
      }
      places[at] = leaf + 1;
      size++;
    }
    counts[at] += count;
  }

  private int place(int leaf) {
    if (places.length == leaves) {
      return leaf;
    }
    int at = (leaf * 0x9E3779B9) >>> Integer.numberOfLeadingZeros(places.length - 1);
    while (places[at] != 0 && places[at] != leaf + 1) {
      at = (at + 1) & (places.length - 1);
    }
    return at;
  }

  private void grow() {
    int[] old = places;
    long[] held = counts;
    allocate(old.length * 2);
    for (int from = 0; from < old.length; from++) {
      if (old[from] != 0) {
        int at = place(old[from] - 1);
        places[at] = old[from];
        counts[at] = held[from];
      }
    }
  }

  /** Forgets all, and the memory that one unit of many values took. */
  void clear() {
    if (places.length > FIRST_CAPACITY) {
      allocate(FIRST_CAPACITY);
    } else {
      Arrays.fill(places, 0);
      Arrays.fill(counts, 0);
    }
    size = 0;
  }

  /** The leaves that have rows, ascending. */
  int[] leaves() {
    int[] held = new int[size];
    int found = 0;
    for (int leaf : places) {
      if (leaf != 0) {
        held[found++] = leaf - 1;
      }
    }
    if (places.length < leaves) {
      Arrays.sort(held);
    }
    return held;
  }

  long count(int leaf) {
    return counts[place(leaf)];
  }

  /** What is left of one unit's rows when they are no more than its bound (P5). */
  LeafCounts bounded(BoundedLeaves bounds) {
    int[] held = leaves();
    long rows = 0;
    for (int leaf : held) {
      rows += count(leaf);
    }
    if (rows <= bounds.maxRows()) {
      return this;
    }
    LeafCounts kept = new LeafCounts(leaves);
    long before = 0;
    for (int leaf : held) {
      long with = before + count(leaf);
      long kin = bounds.keptOf(with, rows) - bounds.keptOf(before, rows);
      if (kin > 0) {
        kept.add(leaf, kin);
      }
      before = with;
    }
    return kept;
  }

  /** Leaves in ascending order, each as its distance from the one before, with its count. */
  public byte[] toBytes() {
    byte[] bytes = new byte[16];
    int length = 0;
    int last = 0;
    for (int leaf : leaves()) {
      if (bytes.length - length < 20) {
        bytes = Arrays.copyOf(bytes, bytes.length * 2 + 20);
      }
      length = write(bytes, length, leaf - last);
      length = write(bytes, length, count(leaf));
      last = leaf;
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
    for (int place = 0; place < other.places.length; place++) {
      if (other.places[place] != 0) {
        add(other.places[place] - 1, other.counts[place]);
      }
    }
  }

  /** Sums over ranges of leaves, as they are now. */
  public Ranges ranges() {
    int[] held = leaves();
    long[] before = new long[held.length + 1];
    for (int index = 0; index < held.length; index++) {
      before[index + 1] = before[index] + count(held[index]);
    }
    return (from, to) -> before[firstAtLeast(held, to)] - before[firstAtLeast(held, from)];
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
