package org.tacet.engine.bounding;

import java.util.Arrays;

/**
 * The ranks of a unit's kept groups by slot, in a heap whose root is the largest: what a new group
 * has to beat, and whose place it takes. Ranks are 128 bits, compared as unsigned.
 */
final class SmallestRanks {

  private int size;
  private int[] heap = new int[8];
  private long[] high = new long[8];
  private long[] low = new long[8];

  void clear() {
    size = 0;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Adds the rank of a slot; slots come in the order 0, 1, 2, ... */
  void add(int slot, long rankHigh, long rankLow) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
      high = Arrays.copyOf(high, size * 2);
      low = Arrays.copyOf(low, size * 2);
    }
    high[slot] = rankHigh;
    low[slot] = rankLow;
    int at = size++;
    while (at > 0 && isAbove(slot, heap[(at - 1) / 2])) {
      heap[at] = heap[(at - 1) / 2];
      at = (at - 1) / 2;
    }
    heap[at] = slot;
  }

  /** The slot of the largest rank. */
  int largest() {
    return heap[0];
  }

  /** Whether a rank is below the largest. */
  boolean isBeatenBy(long rankHigh, long rankLow) {
    return compare(rankHigh, rankLow, high[heap[0]], low[heap[0]]) < 0;
  }

  /** Gives the slot of the largest rank a smaller one. */
  void replaceLargest(long rankHigh, long rankLow) {
    int slot = heap[0];
    high[slot] = rankHigh;
    low[slot] = rankLow;
    int at = 0;
    for (int child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && isAbove(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isAbove(heap[child], slot)) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = slot;
  }

  private boolean isAbove(int slot, int other) {
    return compare(high[slot], low[slot], high[other], low[other]) > 0;
  }

  private static int compare(long high, long low, long otherHigh, long otherLow) {
    int byHigh = Long.compareUnsigned(high, otherHigh);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, otherLow);
  }
}
