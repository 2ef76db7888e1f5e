package org.tacet.engine.spec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import org.tacet.engine.spec.GroupsSpec.PrivateGroups;

/**
 * What consistent groupings need: sums that add up without noise (P21), each of which is published.
 */
final class ConsistencyChecks {

  private static final String FIELD = "consistent_groupings";

  private final Faults faults;
  private final List<GroupColumn> groupBy;
  private final GroupsSpec groups;
  private final List<GroupingSpec> groupings;
  private final BoundsSpec bounds;
  private final List<AggregateSpec> aggregates;

  ConsistencyChecks(
      Faults faults,
      List<GroupColumn> groupBy,
      GroupsSpec groups,
      List<GroupingSpec> groupings,
      BoundsSpec bounds,
      List<AggregateSpec> aggregates) {
    this.faults = faults;
    this.groupBy = groupBy;
    this.groups = groups;
    this.groupings = groupings;
    this.bounds = bounds;
    this.aggregates = aggregates;
  }

  void check(boolean consistent) {
    if (!consistent) {
      return;
    }
    faults.require(
        groupings.size() > 1,
        FIELD,
        "has no meaning with one grouping",
        true,
        "false",
        "remove it, or write groupings: rollup");
    lieWithinOneAnother();
    faults.require(
        !(groups instanceof PrivateGroups),
        FIELD,
        "needs public groups: a group that is not published may hold any part of the coarser one",
        "groups: private",
        "groups: {public: ...}",
        "list the groups, or remove it");
    ownBounds();
    checkAggregates();
  }

  private void lieWithinOneAnother() {
    List<GroupingSpec> finestFirst = new ArrayList<>(groupings);
    finestFirst.sort(
        Comparator.comparingInt((GroupingSpec each) -> each.columns().size()).reversed());
    for (int index = 1; index < finestFirst.size(); index++) {
      GroupingSpec finer = finestFirst.get(index - 1);
      GroupingSpec coarser = finestFirst.get(index);
      faults.require(
          new HashSet<>(finer.columns()).containsAll(coarser.columns()),
          "groupings",
          "do not lie within one another, and " + FIELD + " is true",
          finer.name(groupBy) + " and " + coarser.name(groupBy),
          "rollup, or a list of which each grouping has all columns of the next coarser one",
          "remove one of the two, or publish them without " + FIELD);
    }
  }

  /** A unit's groups are chosen once, in the finest grouping. */
  private void ownBounds() {
    int finest = groupings.stream().mapToInt(each -> each.columns().size()).max().orElse(0);
    for (int index = 0; index < groupings.size(); index++) {
      GroupingSpec grouping = groupings.get(index);
      boolean isDefault =
          grouping.maxGroupsContributed() == bounds.maxGroupsContributed()
              || (grouping.maxGroupsContributed() == 1 && grouping.columns().isEmpty());
      faults.require(
          grouping.columns().size() == finest || isDefault,
          SpecPath.key(SpecPath.index("groupings", index), "max_groups_contributed"),
          "bounds a coarser grouping, and with " + FIELD + " the finest bounds all",
          grouping.maxGroupsContributed(),
          "that of bounds",
          "remove it");
      faults.require(
          grouping.columns().size() == finest
              || grouping.maxRowsContributed().equals(bounds.maxRowsContributed()),
          SpecPath.key(SpecPath.index("groupings", index), "max_rows_contributed"),
          "bounds a coarser grouping, and with " + FIELD + " the finest bounds all",
          grouping.maxRowsContributed().orElse(0),
          "that of bounds",
          "remove it");
    }
  }

  private void checkAggregates() {
    for (int index = 0; index < aggregates.size(); index++) {
      AggregateSpec aggregate = aggregates.get(index);
      String at = SpecPath.index("aggregates", index);
      faults.require(
          switch (aggregate.kind()) {
            case COUNT, SUM, MEAN, VARIANCE, STDDEV -> true;
            default -> false;
          },
          SpecPath.key(at, aggregate.kind().word()),
          "has no place in consistent groupings: without noise it does not add up",
          aggregate.kind().word(),
          "count, sum, and mean, variance and stddev, which are left as they are",
          "publish it in a release of its own, or remove " + FIELD);
      faults.require(
          !aggregate.nonNegative(),
          SpecPath.key(at, NonNegativeChecks.FIELD),
          "can't be kept where groups have to add up",
          true,
          "false",
          "remove it, or remove " + FIELD);
    }
  }
}
