package org.tacet.engine.bounding;

import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What the bounding operator holds every unit to.
 *
 * @param groupings in which units are bounded, each by itself, at least one; where there are
 *     several, an integer before the group says which it is of
 * @param sums what is added up; a {@link BoundedSum#limit} refers to one of them
 * @param trees of whose leaves rows are counted
 * @param vectors which of the sums are components of a vector
 * @param distincts whose distinct values are kept
 */
public record BoundingSettings(
    List<GroupingBound> groupings,
    List<BoundedSum> sums,
    List<BoundedLeaves> trees,
    List<BoundedVector> vectors,
    List<BoundedDistinct> distincts)
    implements Serializable {

  /**
   * A unit's kept groups are held in memory, so how many there may be is bounded by the
   * specification and never by the data (P3).
   */
  public static final int MAX_GROUPS_LIMIT = 1 << 16;

  /**
   * Rows whose unit or group takes more bytes than this, in Spark's binary form, are dropped: with
   * {@link #MAX_GROUPS_LIMIT} it bounds what one unit can make a task hold.
   */
  static final int MAX_KEY_BYTES = 1 << 12;

  /** How many running totals, of 16 bytes, a task may have to hold for one unit. */
  public static final int TOTALS_LIMIT = 1 << 24;

  /** A leaf takes 8 bytes ({@link LeafCounts}), twice that while it is put in order. */
  private static final int TOTALS_PER_LEAF = 1;

  public BoundingSettings {
    groupings = List.copyOf(groupings);
    if (groupings.isEmpty()) {
      throw new IllegalArgumentException("there must be at least one grouping");
    }
    if (groupings.stream().anyMatch(GroupingBound::isDerived)) {
      requireOneOther(groupings);
      if (!trees.isEmpty() || !vectors.isEmpty() || !distincts.isEmpty()) {
        throw new IllegalArgumentException(
            "Derived groupings hold sums alone. Provided values: %s, %s, %s"
                .formatted(trees, vectors, distincts));
      }
    }
    sums = List.copyOf(sums);
    trees = List.copyOf(trees);
    vectors = List.copyOf(vectors);
    distincts = List.copyOf(distincts);
    for (BoundedVector vector : vectors) {
      if (vector.firstSum() > sums.size() - vector.length()) {
        throw new IllegalArgumentException(
            "A vector must consist of some of the %d sums. Provided value: %s"
                .formatted(sums.size(), vector));
      }
    }
    for (BoundedSum sum : sums) {
      if (sum.limit() != null && sum.limit().countedBy() >= sums.size()) {
        throw new IllegalArgumentException(
            "A limit of rows must refer to one of the %d sums. Provided value: %d"
                .formatted(sums.size(), sum.limit().countedBy()));
      }
    }
    long totals = totals(sums.size(), trees, distincts);
    long maxGroups = groupings.stream().mapToLong(GroupingBound::maxGroups).sum();
    if (totals > TOTALS_LIMIT / maxGroups) {
      throw new IllegalArgumentException(
          "maxGroups times the number of sums, a leaf being %d and a distinct value %d, must be at most %d. Provided value: %d times %d"
              .formatted(
                  TOTALS_PER_LEAF,
                  BoundedDistinct.TOTALS_PER_VALUE,
                  TOTALS_LIMIT,
                  maxGroups,
                  totals));
    }
  }

  private static void requireOneOther(List<GroupingBound> groupings) {
    List<GroupingBound> others = groupings.stream().filter(each -> !each.isDerived()).toList();
    if (others.size() != 1
        || !groupings.stream()
            .allMatch(each -> each.rolledUp().containsAll(others.get(0).rolledUp()))) {
      throw new IllegalArgumentException(
          "Derived groupings must have no column that the one other grouping has not. Provided value: "
              + groupings);
    }
  }

  /**
   * The grouping in which units are bounded: for a derived one, the one that it is derived from.
   */
  int boundedIn(int grouping) {
    return groupings.get(grouping).isDerived()
        ? IntStream.range(0, groupings.size())
            .filter(each -> !groupings.get(each).isDerived())
            .findFirst()
            .orElseThrow()
        : grouping;
  }

  /** Of one grouping and sums alone. */
  public BoundingSettings(int maxGroups, List<BoundedSum> sums) {
    this(maxGroups, sums, List.of());
  }

  /** Of one grouping, sums and trees. */
  public BoundingSettings(int maxGroups, List<BoundedSum> sums, List<BoundedLeaves> trees) {
    this(List.of(new GroupingBound(maxGroups, Set.of())), sums, trees, List.of(), List.of());
  }

  /** Whether rows tell of which grouping they are. */
  public boolean hasSeveralGroupings() {
    return groupings.size() > 1;
  }

  /** Whether a group column is null in some grouping because it is rolled up there. */
  boolean isRolledUp(int groupColumn) {
    return groupings.stream().anyMatch(grouping -> grouping.rolledUp().contains(groupColumn));
  }

  /**
   * How many running totals, or what takes as much, a task may have to hold for one group of a
   * unit.
   */
  public static long totals(int sums, List<BoundedLeaves> trees, List<BoundedDistinct> distincts) {
    return sums
        + TOTALS_PER_LEAF * trees.stream().mapToLong(BoundedLeaves::leaves).sum()
        + BoundedDistinct.TOTALS_PER_VALUE
            * distincts.stream().mapToLong(BoundedDistinct::maxValues).sum();
  }

  /** How many longs a row has on its way to the task of its unit, beside unit and group. */
  int stepColumns() {
    return sumColumns().columns() + trees.size() * PackedLeaves.LONGS;
  }

  /** Which of those longs holds a sum. */
  SumColumns sumColumns() {
    return new SumColumns(sums);
  }

  /**
   * Whether rows of one unit and group may travel together. Which values are kept can only be said
   * of all of them, so where values are told apart rows are sent one by one.
   */
  boolean mayCombine() {
    return distincts.isEmpty();
  }
}
