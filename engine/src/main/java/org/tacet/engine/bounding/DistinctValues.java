package org.tacet.engine.bounding;

import java.util.Arrays;
import java.util.TreeMap;

/**
 * The values of one unit in one group that are kept so far, by their canonical bytes: those of
 * smallest rank. A value that is turned away has a rank above all that stay, and the bar only
 * falls, so that the outcome does not depend on the order of rows. (Two values of one unit share a
 * 128-bit rank with probability 2^-128.)
 */
final class DistinctValues {

  private record Rank(long high, long low) implements Comparable<Rank> {
    @Override
    public int compareTo(Rank other) {
      int byHigh = Long.compareUnsigned(high, other.high);
      return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }
  }

  private final TreeMap<Rank, byte[]> kept = new TreeMap<>();

  /** Takes in a value of this rank. */
  void add(long rankHigh, long rankLow, byte[] value, int length, int maxValues) {
    Rank rank = new Rank(rankHigh, rankLow);
    boolean isFull = kept.size() == maxValues;
    if (kept.containsKey(rank) || (isFull && rank.compareTo(kept.lastKey()) > 0)) {
      return;
    }
    if (isFull) {
      kept.pollLastEntry();
    }
    kept.put(rank, Arrays.copyOf(value, length));
  }

  void clear() {
    kept.clear();
  }

  /** The kept values, by rank. */
  byte[][] values() {
    return kept.values().toArray(new byte[0][]);
  }
}
