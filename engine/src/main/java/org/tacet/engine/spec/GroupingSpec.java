package org.tacet.engine.spec;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One of the groupings of a release: by some of the {@code group_by} columns, the others rolled up.
 *
 * @param columns the positions of its columns among those of {@code group_by}, ascending; none for
 *     the whole
 * @param maxGroupsContributed L0: the most groups of this grouping that a unit counts in, 1 to 2^31
 *     - 1
 */
public record GroupingSpec(List<Integer> columns, int maxGroupsContributed) {

  /** What the column is called that says of which grouping a row is, where there are several. */
  public static final String COLUMN = "grouping";

  /** The most groupings of one release. */
  public static final int MOST = 64;

  public GroupingSpec {
    columns = columns.stream().sorted().toList();
  }

  /** Its columns as SQL writes a grouping set, such as {@code (nation, year)}. */
  public String name(List<GroupColumn> groupBy) {
    return columns.stream()
        .map(column -> groupBy.get(column).name())
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
