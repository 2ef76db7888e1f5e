package org.tacet.engine.plan;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.tacet.accountant.calibration.StatisticRequest;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.engine.bounding.BoundedSum;
import org.tacet.engine.bounding.BoundingSettings;
import org.tacet.engine.spec.AccuracySpec;

/**
 * The statistics of a release while its aggregates are planned: each is there once, however many
 * aggregates need it.
 */
final class StatisticDrafts {

  private record Draft(String name, Optional<BoundedSum> bounded, Optional<PlannedTree> tree) {

    /** A row counts once on each level of a tree, so that a unit's rows count on all of them. */
    private Sensitivity sensitivity(int maxGroups) {
      return tree.map(
              each ->
                  new Sensitivity(
                      (long) maxGroups * each.shape().height(), each.leaves().maxRows()))
          .orElseGet(
              () ->
                  new Sensitivity(maxGroups, bounded.map(BoundedSum::lInfSensitivity).orElse(1L)));
    }
  }

  /** What the aggregates that need a statistic ask of its noise: the most demanding counts. */
  private record Demand(double weight, OptionalLong targetHalfWidth) {

    private Demand and(Demand other) {
      OptionalLong target =
          LongStream.concat(targetHalfWidth.stream(), other.targetHalfWidth.stream()).min();
      return new Demand(Math.min(weight, other.weight), target);
    }
  }

  private final List<Draft> drafts = new ArrayList<>();
  private final Map<Integer, Demand> demands = new HashMap<>();

  /**
   * Says how much noise an aggregate allows the statistics that it is computed from.
   *
   * @param step of the aggregate's grid
   */
  void demand(List<Integer> statistics, AccuracySpec accuracy, BigDecimal step) {
    OptionalLong target =
        accuracy.targetError().stream()
            .mapToLong(
                error ->
                    error
                        .divide(step, 0, RoundingMode.FLOOR)
                        .min(BigDecimal.valueOf(Long.MAX_VALUE))
                        .longValueExact())
            .findFirst();
    double weight = accuracy.weight().orElse(BigDecimal.ONE).doubleValue();
    for (int statistic : statistics) {
      demands.merge(statistic, new Demand(weight, target), Demand::and);
    }
  }

  /** What is asked of each statistic's noise. */
  List<StatisticRequest> requests(int maxGroups) {
    return IntStream.range(0, drafts.size())
        .mapToObj(
            index ->
                new StatisticRequest(
                    drafts.get(index).sensitivity(maxGroups),
                    demands.get(index).weight(),
                    demands.get(index).targetHalfWidth()))
        .toList();
  }

  /**
   * The count of privacy units, if an aggregate asks for it, among the statistics of all groupings.
   */
  OptionalInt unitCount(int grouping) {
    return IntStream.range(0, drafts.size())
        .filter(index -> drafts.get(index).bounded.isEmpty() && drafts.get(index).tree.isEmpty())
        .map(index -> grouping * drafts.size() + index)
        .findFirst();
  }

  /** The index of the count of privacy units. */
  int privacyUnits(String name) {
    return add(new Draft(name, Optional.empty(), Optional.empty()));
  }

  /** The index of a bounded sum. */
  int sum(String name, BoundedSum sum) {
    return add(new Draft(name, Optional.of(sum), Optional.empty()));
  }

  /** The index of a tree of counts. */
  int tree(String name, PlannedTree tree) {
    return add(new Draft(name, Optional.empty(), Optional.of(tree)));
  }

  private int add(Draft added) {
    for (int index = 0; index < drafts.size(); index++) {
      Draft draft = drafts.get(index);
      if (draft.bounded.equals(added.bounded) && draft.tree.equals(added.tree)) {
        return index;
      }
    }
    drafts.add(added);
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

  /** How many running totals a task may have to hold for one group of a unit. */
  long totals() {
    int sums = (int) drafts.stream().filter(each -> each.tree.isEmpty()).count();
    return BoundingSettings.totals(
        sums,
        drafts.stream().flatMap(each -> each.tree.stream()).map(PlannedTree::leaves).toList());
  }

  List<Sensitivity> sensitivities(int maxGroups) {
    return drafts.stream().map(draft -> draft.sensitivity(maxGroups)).toList();
  }

  List<PlannedStatistic> planned(int maxGroups, List<NoiseMechanism> mechanisms) {
    List<Sensitivity> sensitivities = sensitivities(maxGroups);
    return IntStream.range(0, drafts.size())
        .mapToObj(
            index ->
                new PlannedStatistic(
                    drafts.get(index).name,
                    drafts.get(index).bounded,
                    drafts.get(index).tree,
                    sensitivities.get(index),
                    mechanisms.get(index)))
        .toList();
  }
}
