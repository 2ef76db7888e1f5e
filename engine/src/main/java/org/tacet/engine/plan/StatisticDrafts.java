package org.tacet.engine.plan;

import java.math.BigDecimal;
import java.math.BigInteger;
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
import org.tacet.accountant.calibration.NoiseKind;
import org.tacet.accountant.calibration.StatisticRequest;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.accountant.noise.TotalSensitivity;
import org.tacet.accountant.noise.VectorNorm;
import org.tacet.engine.bounding.BoundedDistinct;
import org.tacet.engine.bounding.BoundedSum;
import org.tacet.engine.bounding.BoundingSettings;
import org.tacet.engine.spec.AccuracySpec;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;

/**
 * The statistics of a release while its aggregates are planned: each is there once, however many
 * aggregates need it.
 */
final class StatisticDrafts {

  private record Draft(
      String name,
      Optional<BoundedSum> bounded,
      Optional<PlannedTree> tree,
      Optional<PlannedVector> vector,
      Optional<BoundedDistinct> distinct) {

    /** Whether each unit counts as 1, so that the number may decide about groups (P12). */
    private boolean isUnitCount() {
      return bounded.isEmpty() && tree.isEmpty() && vector.isEmpty() && distinct.isEmpty();
    }

    /** How many sums the bounding operator puts out for it. */
    private int sums() {
      return vector.map(PlannedVector::length).orElse(bounded.isPresent() ? 1 : 0);
    }

    /**
     * What a bound on a unit's rows over all groups leaves of it; empty where it does not count
     * rows.
     *
     * <p>Of N rows in all, at most m in a group, of which each moves a sum by at most b (bounding
     * sees to that: {@code KeptRows}), a group's total moves by at most min(m, N) b, and no further
     * than it is clamped, and all together by at most N b. On one level of a tree a group's rows
     * move the nodes by as much as there are rows, which costs no more than one node that is moved
     * by all of them (as by {@link VectorNorm#L1}).
     */
    private Optional<TotalSensitivity> total(int maxGroups, OptionalInt maxRows) {
      if (maxRows.isEmpty()) {
        return Optional.empty();
      }
      BigInteger rows = BigInteger.valueOf(maxRows.getAsInt());
      return tree.map(each -> new TotalSensitivity(maxGroups, each.leaves().maxRows(), rows))
          .or(
              () ->
                  bounded
                      .filter(each -> each.limit() != null)
                      .map(
                          each ->
                              new TotalSensitivity(
                                  maxGroups,
                                  each.lInfSensitivity(),
                                  rows.multiply(BigInteger.valueOf(each.term().largest())))));
    }

    /**
     * Of one unit. A row counts once on each level of a tree, so that a unit's rows count on all of
     * them.
     */
    private Sensitivity sensitivity(UnitReach reach, NoiseKind noise) {
      Sensitivity bounded = whereBounded(reach.maxGroups(), reach.maxRows(), noise);
      return reach.isDerived() ? inOneGroup(bounded) : bounded;
    }

    /** What a unit moves in several groups of the finest grouping, all of it in one. */
    private Sensitivity inOneGroup(Sensitivity several) {
      if (several.lInf() > BoundedSum.SATURATION / several.maxGroups()) {
        throw new InvalidSpecException(
            new Fault(
                "aggregates." + name,
                "could be beyond 2^62 steps for one unit in a coarser grouping",
                several.lInf() + " steps in each of " + several.maxGroups() + " groups",
                "at most 2^62 steps in all",
                "lower the bounds or bounds.max_groups_contributed, or use a coarser grid"));
      }
      return new Sensitivity(1, several.maxGroups() * several.lInf());
    }

    private Sensitivity whereBounded(int maxGroups, OptionalInt maxRows, NoiseKind noise) {
      Optional<Sensitivity> ofRows = total(maxGroups, maxRows).map(TotalSensitivity::covering);
      if (ofRows.isPresent()) {
        long levels = tree.map(each -> (long) each.shape().height()).orElse(1L);
        return new Sensitivity(ofRows.get().maxGroups() * levels, ofRows.get().lInf());
      }
      if (distinct.isPresent()) {
        return new Sensitivity(maxGroups, distinct.get().maxValues());
      }
      if (vector.isPresent()) {
        PlannedVector each = vector.get();
        return noise == NoiseKind.GAUSSIAN
            ? each.norm().underGaussian(maxGroups, each.length(), each.maxNorm())
            : each.norm().underLaplace(maxGroups, each.length(), each.maxNorm());
      }
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

  private final long rows;
  private final List<Draft> drafts = new ArrayList<>();
  private final Map<Integer, Demand> demands = new HashMap<>();

  /**
   * @param rows how many rows are protected together, where rows are the units; 1 where columns
   *     name the unit
   */
  StatisticDrafts(long rows) {
    this.rows = rows;
  }

  /**
   * How far up to k units, the rows that are protected together, move a statistic: its noise has to
   * cover k times one's change. Each row moves one component of each level or position by at most
   * b. All k may fall into one component, which then moves by k b: l1, l2 and l-infinity are k b.
   * Elsewhere they move several components, by amounts that add up to k b at most, and that costs
   * no more. For one row after the other is a chain of shifts by b; the trade-off curve of
   * log-concave noise, Laplace or Gaussian, at k b is just that of the chain, and group privacy
   * says that the chain is a lower bound wherever the shifts fall (Dong, Roth, Su 2022, Theorem 3).
   * Statistics have independent noise and compose. For a vector by its norm the step of the chain
   * is that of {@link org.tacet.accountant.noise.VectorNorm}, proved for one unit.
   *
   * @throws InvalidSpecException when that is more than noise can cover
   */
  private Sensitivity sensitivity(Draft draft, UnitReach reach, NoiseKind noise) {
    Sensitivity ofOne = draft.sensitivity(reach, noise);
    BigInteger most = BigInteger.valueOf(ofOne.lInf()).multiply(BigInteger.valueOf(rows));
    return rows == 1
        ? ofOne
        : new Sensitivity(
            ofOne.maxGroups(), Grid.requireWithinRange(most, "aggregates." + draft.name));
  }

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
  List<StatisticRequest> requests(UnitReach reach, NoiseKind noise) {
    return IntStream.range(0, drafts.size())
        .mapToObj(
            index ->
                new StatisticRequest(
                    sensitivity(drafts.get(index), reach, noise),
                    demands.get(index).weight(),
                    demands.get(index).targetHalfWidth()))
        .toList();
  }

  /**
   * The count of privacy units, if an aggregate asks for it, among the statistics of all groupings.
   */
  OptionalInt unitCount(int grouping) {
    return IntStream.range(0, drafts.size())
        .filter(index -> drafts.get(index).isUnitCount())
        .map(index -> grouping * drafts.size() + index)
        .findFirst();
  }

  /** The index of the count of privacy units. */
  int privacyUnits(String name) {
    return add(
        new Draft(name, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
  }

  /** The index of a bounded sum. */
  int sum(String name, BoundedSum sum) {
    return add(
        new Draft(name, Optional.of(sum), Optional.empty(), Optional.empty(), Optional.empty()));
  }

  /** The index of a tree of counts. */
  int tree(String name, PlannedTree tree) {
    return add(
        new Draft(name, Optional.empty(), Optional.of(tree), Optional.empty(), Optional.empty()));
  }

  /** The index of a vector of sums. */
  int vector(String name, PlannedVector vector) {
    return add(
        new Draft(name, Optional.empty(), Optional.empty(), Optional.of(vector), Optional.empty()));
  }

  /** The index of a count of distinct values. */
  int distinct(String name, BoundedDistinct distinct) {
    return add(
        new Draft(
            name, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(distinct)));
  }

  private int add(Draft added) {
    for (int index = 0; index < drafts.size(); index++) {
      Draft draft = drafts.get(index);
      if (draft.bounded.equals(added.bounded)
          && draft.tree.equals(added.tree)
          && draft.vector.equals(added.vector)
          && draft.distinct.equals(added.distinct)) {
        return index;
      }
    }
    drafts.add(added);
    return drafts.size() - 1;
  }

  /** Where a statistic stands among those that the bounding operator adds up. */
  int placeAmongSums(int statistic) {
    return drafts.subList(0, statistic).stream().mapToInt(Draft::sums).sum();
  }

  int size() {
    return drafts.size();
  }

  /** How many running totals a task may have to hold for one group of a unit. */
  long totals() {
    int sums =
        drafts.stream()
            .filter(each -> each.tree.isEmpty())
            .mapToInt(each -> Math.max(1, each.sums()))
            .sum();
    return BoundingSettings.totals(
        sums,
        drafts.stream().flatMap(each -> each.tree.stream()).map(PlannedTree::leaves).toList(),
        drafts.stream().flatMap(each -> each.distinct.stream()).toList());
  }

  /** Whether discrete Gaussian noise of this scale is proved to cover a bound on rows. */
  boolean holdsUnderGaussian(int statistic, UnitReach reach, double scale) {
    // Moved in one group, all cost what their sum costs, whatever the noise.
    return reach.isDerived()
        || drafts
            .get(statistic)
            .total(reach.maxGroups(), reach.maxRows())
            .map(each -> each.holdsUnderGaussian(scale))
            .orElse(true);
  }

  /** What noise of this family has to cover. */
  List<Sensitivity> sensitivities(UnitReach reach, NoiseKind noise) {
    return drafts.stream().map(draft -> sensitivity(draft, reach, noise)).toList();
  }

  List<PlannedStatistic> planned(
      UnitReach reach, NoiseKind noise, List<NoiseMechanism> mechanisms) {
    return IntStream.range(0, drafts.size())
        .mapToObj(
            index ->
                new PlannedStatistic(
                    drafts.get(index).name,
                    drafts.get(index).bounded,
                    drafts.get(index).tree,
                    drafts.get(index).vector,
                    drafts.get(index).distinct,
                    sensitivity(drafts.get(index), reach, noise),
                    mechanisms.get(index)))
        .toList();
  }
}
