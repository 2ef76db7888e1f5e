package org.tacet.accountant.calibration;

import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalInt;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.Sensitivity;

/**
 * What is asked of a release, all of it in one composition (P14).
 *
 * @param total what the release may cost, for neighbours that differ by one privacy unit (P1)
 * @param noise the family of noise of all statistics
 * @param statistics what is noised of each group, at least one
 * @param selections the choices of private groups, one a grouping that has them; none where all
 *     groups are public
 */
public record ReleaseRequest(
    ApproximateDp total,
    NoiseKind noise,
    List<StatisticRequest> statistics,
    List<SelectionRequest> selections) {

  public ReleaseRequest {
    statistics = List.copyOf(statistics);
    selections = List.copyOf(selections);
    if (statistics.isEmpty()) {
      throw new IllegalArgumentException("a release needs at least one aggregate");
    }
    if (noise == NoiseKind.GAUSSIAN && total.delta().signum() == 0) {
      throw new IllegalArgumentException(
          noise.word()
              + " noise needs a delta above 0. Provided value: "
              + total.delta()
              + ". Set a delta or choose laplace noise.");
    }
    for (SelectionRequest selection : selections) {
      selection.unitCount().ifPresent(new UnitCountCheck(statistics, selection)::require);
    }
  }

  /** The same release with noise of one family. */
  ReleaseRequest withNoise(NoiseKind family) {
    return new ReleaseRequest(total, family, statistics, selections);
  }

  List<Sensitivity> sensitivities() {
    return statistics.stream().map(StatisticRequest::sensitivity).toList();
  }

  /** The same release whose choices of groups are made by tables, whatever is counted. */
  ReleaseRequest withoutUnitCounts() {
    return new ReleaseRequest(
        total,
        noise,
        statistics,
        selections.stream()
            .map(
                each ->
                    new SelectionRequest(
                        each.maxGroups(), each.minPrivacyUnits(), OptionalInt.empty()))
            .toList());
  }

  boolean hasUnitCounts() {
    return selections.stream().anyMatch(each -> each.unitCount().isPresent());
  }

  /** An even share of epsilon over statistics and choices that cost some, rounded down. */
  BigDecimal evenShare() {
    return total
        .epsilon()
        .round(NoiseCalibration.DOWN)
        .divide(
            BigDecimal.valueOf((long) statistics.size() + SelectionPlan.costly(this)),
            NoiseCalibration.DOWN);
  }

  /** A count that decides about groups must count units, each as 1, in the groups of a unit. */
  private record UnitCountCheck(List<StatisticRequest> statistics, SelectionRequest selection) {

    void require(int index) {
      boolean legal =
          index >= 0
              && index < statistics.size()
              && statistics.get(index).sensitivity().lInf() == 1
              && statistics.get(index).sensitivity().maxGroups() == selection.maxGroups();
      if (!legal) {
        throw new IllegalArgumentException(
            "unitCount must be the index of a statistic that a unit moves by 1 in "
                + selection.maxGroups()
                + " groups. Provided value: "
                + index
                + ".");
      }
    }
  }
}
