package org.tacet.engine.spec;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * One of the groupings of a release: by some of the {@code group_by} columns, the others rolled up.
 *
 * @param columns the positions of its columns among those of {@code group_by}, ascending; none for
 *     the whole
 * @param maxGroupsContributed L0: the most groups of this grouping that a unit counts in, 1 to 2^31
 *     - 1
 * @param maxRowsContributed the most rows that a unit counts for over all its groups together, 1 to
 *     2^31 - 1; empty for as many as its groups let it
 */
public record GroupingSpec(
    List<Integer> columns, int maxGroupsContributed, OptionalInt maxRowsContributed) {

  /** What the column is called that says of which grouping a row is, where there are several. */
  public static final String COLUMN = "grouping";

  /** The most groupings of one release. */
  public static final int MOST = 64;

  /** Without a bound on rows over all groups. */
  public GroupingSpec(List<Integer> columns, int maxGroupsContributed) {
    this(columns, maxGroupsContributed, OptionalInt.empty());
  }

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
