package org.tacet.engine.bounding;

import java.io.Serializable;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One grouping that units are bounded in.
 *
 * @param maxGroups L0: how many of its groups a unit may contribute to, 1 to {@link
 *     BoundingSettings#MAX_GROUPS_LIMIT}
 * @param maxRows how many rows it may contribute over all these groups together, to each sum of a
 *     limit of rows and to each tree, at least 1 and below 2^31; {@link #ANY_ROWS} where only rows
 *     of one group are bounded
 * @param rolledUp the positions of the group columns that it does not tell apart
 * @param isDerived whether a unit counts in the groups above those that it keeps in the finest
 *     grouping, with the same bounded sums: what it adds to one is then that of up to the finest's
 *     {@code maxGroups} groups
 */
public record GroupingBound(int maxGroups, long maxRows, Set<Integer> rolledUp, boolean isDerived)
    implements Serializable {

  /** What stands for rows that are not bounded over groups. */
  public static final long ANY_ROWS = Long.MAX_VALUE;

  public GroupingBound {
    if (maxGroups < 1 || maxGroups > BoundingSettings.MAX_GROUPS_LIMIT) {
      throw new IllegalArgumentException(
          "maxGroups must be in [1, %d]. Provided value: %d"
              .formatted(BoundingSettings.MAX_GROUPS_LIMIT, maxGroups));
    }
    if (maxRows < 1 || (maxRows > Integer.MAX_VALUE && maxRows != ANY_ROWS)) {
      throw new IllegalArgumentException(
          "maxRows must be in [1, %d]. Provided value: %d".formatted(Integer.MAX_VALUE, maxRows));
    }
    rolledUp = Set.copyOf(rolledUp);
  }

  /** Without a bound on rows over all groups. */
  public GroupingBound(int maxGroups, Set<Integer> rolledUp) {
    this(maxGroups, ANY_ROWS, rolledUp, false);
  }

  /** With one if there is one. */
  public static GroupingBound of(int maxGroups, OptionalInt maxRows, Set<Integer> rolledUp) {
    return new GroupingBound(
        maxGroups, maxRows.isPresent() ? maxRows.getAsInt() : ANY_ROWS, rolledUp, false);
  }

  /** Such a grouping that holds what units keep in the finest one. */
  public GroupingBound derived() {
    return new GroupingBound(maxGroups, maxRows, rolledUp, true);
  }
}
