package org.tacet.engine.bounding;

import java.io.Serializable;
import java.util.Set;

/**
 * One grouping that units are bounded in.
 *
 * @param maxGroups L0: how many of its groups a unit may contribute to, 1 to {@link
 *     BoundingSettings#MAX_GROUPS_LIMIT}
 * @param rolledUp the positions of the group columns that it does not tell apart
 */
public record GroupingBound(int maxGroups, Set<Integer> rolledUp) implements Serializable {
  public GroupingBound {
    if (maxGroups < 1 || maxGroups > BoundingSettings.MAX_GROUPS_LIMIT) {
      throw new IllegalArgumentException(
          "maxGroups must be in [1, %d]. Provided value: %d"
              .formatted(BoundingSettings.MAX_GROUPS_LIMIT, maxGroups));
    }
    rolledUp = Set.copyOf(rolledUp);
  }
}
