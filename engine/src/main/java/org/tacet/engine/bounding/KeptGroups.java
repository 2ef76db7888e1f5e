package org.tacet.engine.bounding;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.ByteArrayMethods;
import org.tacet.accountant.randomness.KeyedFunction;

/**
 * The groups of one unit that are kept so far, with their running sums: the {@code maxGroups} of
 * smallest keyed rank. A group that is turned away or evicted has a rank above all that stay, and
 * the bar only falls, so its later rows are turned away too; a group that ends up kept was never
 * evicted and has all its rows. Hence memory is O(maxGroups) a unit, whatever the order of its
 * rows, and the outcome depends on the key and the unit's set of groups alone. (Two groups of one
 * unit share a 128-bit rank with probability 2^-128.)
 *
 * <p>Ranks are computed only once a unit has more groups than it may keep. Everything is held in
 * primitive arrays that are reused from unit to unit.
 */
final class KeptGroups {

  private static final int NOT_KEPT = -1;
  private static final int EMPTY = -1;

  private final int maxGroups;
  private final int sums;
  private final KeyedFunction keyedFunction;
  private final CanonicalEncoding groupEncoding;
  private final UnsafeRow view;

  private byte[] unit = new byte[0];
  private int unitLength;

  private int size;
  private boolean ranked;
  private int lastSlot;
  private byte[][] groups = new byte[8][];
  private int[] groupLengths = new int[8];
  private int[] hashes = new int[8];
  private long[] rankHigh = new long[8];
  private long[] rankLow = new long[8];
  private long[] totals;
  private int worst;
  private int[] table = new int[16];

  KeptGroups(int maxGroups, int sums, List<DataType> groupTypes, KeyedFunction keyedFunction) {
    this.maxGroups = maxGroups;
    this.sums = sums;
    this.keyedFunction = keyedFunction;
    this.groupEncoding = new CanonicalEncoding(groupTypes);
    this.view = new UnsafeRow(groupTypes.size());
    this.totals = new long[groups.length * sums * 2];
    Arrays.fill(table, EMPTY);
  }

  /** Forgets the previous unit; {@code encoding} holds the canonical bytes of the next one. */
  void startUnit(CanonicalEncoding encoding) {
    unitLength = encoding.length();
    if (unit.length < unitLength) {
      unit = new byte[unitLength * 2];
    }
    System.arraycopy(encoding.bytes(), 0, unit, 0, unitLength);
    if (table.length > 1024) {
      // Clearing a table that one large unit left behind would cost every later unit its size.
      table = new int[16];
    }
    Arrays.fill(table, EMPTY);
    size = 0;
    ranked = false;
    lastSlot = NOT_KEPT;
  }

  int size() {
    return size;
  }

  /** Points {@code row} at the group of {@code slot}. */
  void readGroup(int slot, UnsafeRow row) {
    row.pointTo(groups[slot], groupLengths[slot]);
  }

  long totalHigh(int slot, int sum) {
    return totals[(slot * sums + sum) * 2 + 1];
  }

  long totalLow(int slot, int sum) {
    return totals[(slot * sums + sum) * 2];
  }

  /** Adds to a 128-bit running total: the carry out of the low word is an unsigned overflow. */
  void add(int slot, int sum, long value) {
    int at = (slot * sums + sum) * 2;
    long low = totals[at] + value;
    long carry = Long.compareUnsigned(low, value) < 0 ? 1 : 0;
    totals[at] = low;
    totals[at + 1] += (value >> 63) + carry;
  }

  /** The slot of {@code group}, or a negative number when the group is not kept. */
  int slotOf(UnsafeRow group) {
    if (lastSlot != NOT_KEPT && isGroup(lastSlot, group)) {
      return lastSlot;
    }
    int hash = group.hashCode();
    int mask = table.length - 1;
    int at = mix(hash) & mask;
    while (table[at] != EMPTY) {
      int slot = table[at];
      if (hashes[slot] == hash && isGroup(slot, group)) {
        lastSlot = slot;
        return slot;
      }
      at = (at + 1) & mask;
    }
    return size < maxGroups ? append(group, hash) : challenge(group, hash);
  }

  private boolean isGroup(int slot, UnsafeRow group) {
    int length = group.getSizeInBytes();
    return groupLengths[slot] == length
        && ByteArrayMethods.arrayEquals(
            group.getBaseObject(),
            group.getBaseOffset(),
            groups[slot],
            Platform.BYTE_ARRAY_OFFSET,
            length);
  }

  private int append(UnsafeRow group, int hash) {
    if (size == groups.length) {
      grow();
    }
    int slot = size++;
    store(slot, group, hash);
    if (size * 2 > table.length) {
      table = new int[table.length * 2];
      rebuildTable();
    } else {
      insert(slot);
    }
    return slot;
  }

  private int challenge(UnsafeRow group, int hash) {
    if (!ranked) {
      for (int slot = 0; slot < size; slot++) {
        readGroup(slot, view);
        rank(view);
        rankHigh[slot] = keyedFunction.rankHigh();
        rankLow[slot] = keyedFunction.rankLow();
      }
      ranked = true;
      findWorst();
    }
    rank(group);
    long high = keyedFunction.rankHigh();
    long low = keyedFunction.rankLow();
    if (compareRanks(high, low, rankHigh[worst], rankLow[worst]) >= 0) {
      return NOT_KEPT;
    }
    int slot = worst;
    store(slot, group, hash);
    rankHigh[slot] = high;
    rankLow[slot] = low;
    rebuildTable();
    findWorst();
    return slot;
  }

  private void rank(UnsafeRow group) {
    groupEncoding.encode(group);
    keyedFunction.groupRank(unit, unitLength, groupEncoding.bytes(), groupEncoding.length());
  }

  private void store(int slot, UnsafeRow group, int hash) {
    int length = group.getSizeInBytes();
    if (groups[slot] == null || groups[slot].length < length) {
      groups[slot] = new byte[length];
    }
    Platform.copyMemory(
        group.getBaseObject(),
        group.getBaseOffset(),
        groups[slot],
        Platform.BYTE_ARRAY_OFFSET,
        length);
    groupLengths[slot] = length;
    hashes[slot] = hash;
    Arrays.fill(totals, slot * sums * 2, (slot + 1) * sums * 2, 0);
    lastSlot = slot;
  }

  private void findWorst() {
    worst = 0;
    for (int slot = 1; slot < size; slot++) {
      if (compareRanks(rankHigh[slot], rankLow[slot], rankHigh[worst], rankLow[worst]) > 0) {
        worst = slot;
      }
    }
  }

  private static int compareRanks(long high, long low, long otherHigh, long otherLow) {
    int byHigh = Long.compareUnsigned(high, otherHigh);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, otherLow);
  }

  private void grow() {
    int capacity = (int) Math.min((long) groups.length * 2, maxGroups);
    groups = Arrays.copyOf(groups, capacity);
    groupLengths = Arrays.copyOf(groupLengths, capacity);
    hashes = Arrays.copyOf(hashes, capacity);
    rankHigh = Arrays.copyOf(rankHigh, capacity);
    rankLow = Arrays.copyOf(rankLow, capacity);
    totals = Arrays.copyOf(totals, Math.multiplyExact(capacity, sums * 2));
  }

  private void rebuildTable() {
    Arrays.fill(table, EMPTY);
    for (int slot = 0; slot < size; slot++) {
      insert(slot);
    }
  }

  private void insert(int slot) {
    int mask = table.length - 1;
    int at = mix(hashes[slot]) & mask;
    while (table[at] != EMPTY) {
      at = (at + 1) & mask;
    }
    table[at] = slot;
  }

  private static int mix(int hash) {
    return hash ^ (hash >>> 16);
  }
}
