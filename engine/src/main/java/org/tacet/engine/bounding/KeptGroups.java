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
  private final List<BoundedLeaves> trees;
  private final List<BoundedDistinct> distincts;
  private final KeyedFunction keyedFunction;
  private final CanonicalEncoding unitEncoding;
  private final CanonicalEncoding groupEncoding;
  private final UnsafeRow view;
  private final SmallestRanks ranks = new SmallestRanks();

  /** Whether a unit is a row without a name, which has one group and one value. */
  private final boolean isOneRow;

  private UnsafeRow unit;
  private int size;
  private int lastSlot;
  private byte[][] groups = new byte[8][];
  private int[] groupLengths = new int[8];
  private int[] hashes = new int[8];
  private long[] totals;

  /** Of each slot, the leaves of each tree. */
  private LeafCounts[] leaves;

  /** Of each slot, the values of each count of distinct ones. */
  private DistinctValues[] values;

  /** Whether ranks are of the current unit. */
  private boolean unitIsRanked;

  /** Slots by the hash of their group: open addressing, at most half full. */
  private int[] table = new int[16];

  KeptGroups(
      int maxGroups,
      int sums,
      List<BoundedLeaves> trees,
      List<BoundedDistinct> distincts,
      List<DataType> unitTypes,
      List<DataType> groupTypes,
      KeyedFunction keyedFunction) {
    this.maxGroups = maxGroups;
    this.sums = sums;
    this.trees = trees;
    this.distincts = distincts;
    this.keyedFunction = keyedFunction;
    this.isOneRow = unitTypes.isEmpty();
    this.unitEncoding = new CanonicalEncoding(unitTypes);
    this.groupEncoding = new CanonicalEncoding(groupTypes);
    this.view = new UnsafeRow(groupTypes.size());
    this.totals = new long[groups.length * sums * 2];
    this.leaves = new LeafCounts[groups.length * trees.size()];
    this.values = new DistinctValues[groups.length * distincts.size()];
    Arrays.fill(table, EMPTY);
  }

  /** Forgets the previous unit. The row of the next one must stay as it is until then. */
  void startUnit(UnsafeRow next) {
    unit = next;
    unitIsRanked = false;
    if (table.length > 1024) {
      // Clearing a table that one large unit left behind would cost every later unit its size.
      table = new int[16];
    }
    Arrays.fill(table, EMPTY);
    size = 0;
    ranks.clear();
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

  /** The leaves of the unit's rows in the group of {@code slot}. */
  LeafCounts leaves(int slot, int tree) {
    int at = slot * trees.size() + tree;
    if (leaves[at] == null) {
      leaves[at] = new LeafCounts(trees.get(tree).leaves());
    }
    return leaves[at];
  }

  /** The distinct values of the unit in the group of {@code slot}. */
  DistinctValues values(int slot, int distinct) {
    int at = slot * distincts.size() + distinct;
    if (values[at] == null) {
      values[at] = new DistinctValues();
    }
    return values[at];
  }

  /** Takes in a value, by its canonical bytes. */
  void addValue(int slot, int distinct, byte[] value, int length) {
    if (isOneRow) {
      // It has one value, which is kept: no rank chooses, and none is drawn for a nameless unit
      // (P9).
      values(slot, distinct).add(0, 0, value, length, distincts.get(distinct).maxValues());
      return;
    }
    rankUnit();
    readGroup(slot, view);
    groupEncoding.encode(view);
    keyedFunction.valueRank(distinct, groupEncoding.bytes(), groupEncoding.length(), value, length);
    values(slot, distinct)
        .add(
            keyedFunction.rankHigh(),
            keyedFunction.rankLow(),
            value,
            length,
            distincts.get(distinct).maxValues());
  }

  /** The slot of {@code group}, or a negative number when the group is not kept. */
  int slotOf(UnsafeRow group) {
    if (lastSlot != NOT_KEPT && isGroup(lastSlot, group)) {
      return lastSlot;
    }
    int hash = group.hashCode();
    for (int at = home(hash); table[at] != EMPTY; at = next(at)) {
      int slot = table[at];
      if (hashes[slot] == hash && isGroup(slot, group)) {
        lastSlot = slot;
        return slot;
      }
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
      Arrays.fill(table, EMPTY);
      for (int old = 0; old < size; old++) {
        insert(old);
      }
    } else {
      insert(slot);
    }
    return slot;
  }

  private int challenge(UnsafeRow group, int hash) {
    if (ranks.isEmpty()) {
      rankUnit();
      for (int slot = 0; slot < size; slot++) {
        readGroup(slot, view);
        rank(view);
        ranks.add(slot, keyedFunction.rankHigh(), keyedFunction.rankLow());
      }
    }
    rank(group);
    if (!ranks.isBeatenBy(keyedFunction.rankHigh(), keyedFunction.rankLow())) {
      return NOT_KEPT;
    }
    int slot = ranks.largest();
    remove(slot);
    store(slot, group, hash);
    insert(slot);
    ranks.replaceLargest(keyedFunction.rankHigh(), keyedFunction.rankLow());
    return slot;
  }

  private void rankUnit() {
    if (!unitIsRanked) {
      unitEncoding.encode(unit);
      keyedFunction.startUnit(unitEncoding.bytes(), unitEncoding.length());
      unitIsRanked = true;
    }
  }

  private void rank(UnsafeRow group) {
    groupEncoding.encode(group);
    keyedFunction.groupRank(groupEncoding.bytes(), groupEncoding.length());
  }

  private void store(int slot, UnsafeRow group, int hash) {
    int length = group.getSizeInBytes();
    if (groups[slot] == null || groups[slot].length < length) {
      groups[slot] = new byte[length];
    }
    group.writeToMemory(groups[slot], Platform.BYTE_ARRAY_OFFSET);
    groupLengths[slot] = length;
    hashes[slot] = hash;
    Arrays.fill(totals, slot * sums * 2, (slot + 1) * sums * 2, 0);
    for (int tree = 0; tree < trees.size(); tree++) {
      leaves(slot, tree).clear();
    }
    for (int distinct = 0; distinct < distincts.size(); distinct++) {
      values(slot, distinct).clear();
    }
    lastSlot = slot;
  }

  private void grow() {
    int capacity = (int) Math.min((long) groups.length * 2, maxGroups);
    groups = Arrays.copyOf(groups, capacity);
    groupLengths = Arrays.copyOf(groupLengths, capacity);
    hashes = Arrays.copyOf(hashes, capacity);
    totals = Arrays.copyOf(totals, Math.multiplyExact(capacity, sums * 2));
    leaves = Arrays.copyOf(leaves, Math.multiplyExact(capacity, trees.size()));
    values = Arrays.copyOf(values, Math.multiplyExact(capacity, distincts.size()));
  }

  private int home(int hash) {
    return (hash ^ (hash >>> 16)) & (table.length - 1);
  }

  private int next(int at) {
    return (at + 1) & (table.length - 1);
  }

  private void insert(int slot) {
    int at = home(hashes[slot]);
    while (table[at] != EMPTY) {
      at = next(at);
    }
    table[at] = slot;
  }

  /** Takes a slot out and moves up what lies behind it, so that no probe stops early. */
  private void remove(int slot) {
    int gap = home(hashes[slot]);
    while (table[gap] != slot) {
      gap = next(gap);
    }
    table[gap] = EMPTY;
    for (int at = next(gap); table[at] != EMPTY; at = next(at)) {
      int fromHome = (at - home(hashes[table[at]])) & (table.length - 1);
      if (fromHome >= ((at - gap) & (table.length - 1))) {
        table[gap] = table[at];
        table[at] = EMPTY;
        gap = at;
      }
    }
  }
}
