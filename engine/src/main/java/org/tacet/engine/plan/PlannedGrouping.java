package org.tacet.engine.plan;

import java.util.List;
import java.util.Optional;
import org.tacet.accountant.selection.GroupSelection;
import org.tacet.engine.spec.GroupingSpec;

/**
 * One grouping with everything decided. All groupings of a release publish the same aggregates, of
 * the same bounded sums; how many groups a unit contributes to, and so the noise, is each's own.
 *
 * @param spec which columns it has
 * @param name as it is published, such as {@code (nation, year)}
 * @param maxGroups L0: no more than there are groups, where they are public
 * @param statistics what is noised of each group
 * @param aggregates what is published, computed from the statistics
 * @param selection how its groups are chosen; empty where they are public
 */
public record PlannedGrouping(
    GroupingSpec spec,
    String name,
    int maxGroups,
    List<PlannedStatistic> statistics,
    List<PlannedAggregate> aggregates,
    Optional<GroupSelection> selection) {

  public PlannedGrouping {
    statistics = List.copyOf(statistics);
    aggregates = List.copyOf(aggregates);
  }
}
