package org.tacet.engine.noise;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.selection.GroupSelection;

/**
 * What happens to the groups of one grouping. Its number in the release separates its noise and its
 * choices from those of the others (P9).
 *
 * @param statistics what is noised, in the order of the input's sums, of its trees and of its
 *     distinct values
 * @param selection null where the groups are public
 */
public record NoisedGrouping(List<NoisedStatistic> statistics, GroupSelection selection)
    implements Serializable {

  public NoisedGrouping {
    statistics = List.copyOf(statistics);
  }

  Optional<GroupSelection> groupSelection() {
    return Optional.ofNullable(selection);
  }

  /** How many input columns hold sums; the leaves of trees come after them. */
  int limbs() {
    return statistics.stream().mapToInt(each -> each.limbs() * each.components()).sum();
  }

  /** How many input columns hold leaves; counts of distinct values come after them. */
  int trees() {
    return (int) statistics.stream().filter(statistic -> statistic.tree() != null).count();
  }

  List<NoiseMechanism> mechanisms() {
    return statistics.stream().map(NoisedStatistic::mechanism).toList();
  }
}
