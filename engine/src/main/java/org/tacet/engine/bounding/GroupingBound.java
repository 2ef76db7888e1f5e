package org.tacet.engine.bounding;

import java.io.Serializable;
import java.util.Set;

/**
 * One grouping that units are bounded in.
 *
 * @param maxGroups L0: how many of its groups a unit may contribute to, 1 to {@link
 *     BoundingSettings#MAX_GROUPS_LIMIT}
 * @param rolledUp the positions of the group columns that it does not tell apart
 * @param isDerived whether a unit counts in the groups above those that it keeps in the finest
 *     grouping, with the same bounded sums: what it adds to one is then that of up to the finest's
 *     {@code maxGroups} groups
 */
public record GroupingBound(int maxGroups, Set<Integer> rolledUp, boolean isDerived)
    implements Serializable {

  /** A grouping in which each unit is bounded by itself. */
  public GroupingBound(int maxGroups, Set<Integer> rolledUp) {
    this(maxGroups, rolledUp, false);
  }

  public GroupingBound {
    if (maxGroups < 1 || maxGroups > BoundingSettings.MAX_GROUPS_LIMIT) {
      throw new IllegalArgumentException(
          "maxGroups must be in [1, %d]. Provided value: %d"
              .formatted(BoundingSettings.MAX_GROUPS_LIMIT, maxGroups));
    }
    rolledUp = Set.copyOf(rolledUp);
  }
}
