package org.tacet.engine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.engine.bounding.BoundedSum;

/**
 * The statistics of a release while its aggregates are planned: each is there once, however many
 * aggregates need it.
 */
final class StatisticDrafts {

  private record Draft(String name, Optional<BoundedSum> bounded) {

    private long lInf() {
      return bounded.map(BoundedSum::lInfSensitivity).orElse(1L);
    }
  }

  private final List<Draft> drafts = new ArrayList<>();

  /** The index of the count of privacy units. */
  int privacyUnits(String name) {
    return add(name, Optional.empty());
  }

  /** The index of a bounded sum. */
  int sum(String name, BoundedSum sum) {
    return add(name, Optional.of(sum));
  }

  private int add(String name, Optional<BoundedSum> bounded) {
    for (int index = 0; index < drafts.size(); index++) {
      if (drafts.get(index).bounded.equals(bounded)) {
        return index;
      }
    }
    drafts.add(new Draft(name, bounded));
    return drafts.size() - 1;
  }

  /** Where a statistic stands among those that the bounding operator adds up. */
  int placeAmongSums(int statistic) {
    return (int)
        drafts.subList(0, statistic).stream().filter(each -> each.bounded.isPresent()).count();
  }

  int size() {
    return drafts.size();
  }

  List<Sensitivity> sensitivities(int maxGroups) {
    return drafts.stream().map(draft -> new Sensitivity(maxGroups, draft.lInf())).toList();
  }

  List<PlannedStatistic> planned(int maxGroups, List<NoiseMechanism> mechanisms) {
    List<Sensitivity> sensitivities = sensitivities(maxGroups);
    return IntStream.range(0, drafts.size())
        .mapToObj(
            index ->
                new PlannedStatistic(
                    drafts.get(index).name,
                    drafts.get(index).bounded,
                    sensitivities.get(index),
                    mechanisms.get(index)))
        .toList();
  }
}
