package org.tacet.accountant.calibration;

import java.util.List;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.selection.GroupSelection;
import org.tacet.accountant.selection.TruncatedGeometricSelection;

/**
 * One way to spend a total on a release.
 *
 * @param mechanisms one an aggregate
 * @param selections one a grouping with private groups
 * @param total what it is calibrated to: without the delta where none is used
 * @param composed what the parts compose to, rounded up
 * @param accountant the theory that says so
 */
record Allocation(
    List<NoiseMechanism> mechanisms,
    List<GroupSelection> selections,
    ApproximateDp total,
    ApproximateDp composed,
    String accountant) {

  Allocation {
    mechanisms = List.copyOf(mechanisms);
    selections = List.copyOf(selections);
    if (!composed.isWithin(total)) {
      throw new IllegalStateException(
          "the calibrated parts compose to " + composed + ", more than the total " + total);
    }
  }

  /**
   * Whether every column's noise is at most a share of the other's, and groups are certain to be
   * kept from no larger a size on.
   */
  boolean isAtMost(double share, Allocation other) {
    for (int index = 0; index < mechanisms.size(); index++) {
      double ours = mechanisms.get(index).standardDeviation();
      if (!(ours <= share * other.mechanisms.get(index).standardDeviation())) {
        return false;
      }
    }
    for (int index = 0; index < selections.size(); index++) {
      if (alwaysKeptFrom(selections.get(index)) > alwaysKeptFrom(other.selections.get(index))) {
        return false;
      }
    }
    return true;
  }

  private static long alwaysKeptFrom(GroupSelection selection) {
    return ((TruncatedGeometricSelection) selection).alwaysKeptFrom();
  }

  /** The sum of the columns' 95 % errors, each relative to its weight and the most a unit adds. */
  double relativeError(List<StatisticRequest> statistics) {
    double sum = 0;
    for (int index = 0; index < mechanisms.size(); index++) {
      StatisticRequest statistic = statistics.get(index);
      double halfWidth = (double) mechanisms.get(index).halfWidth(0.95);
      sum += halfWidth / ((double) statistic.sensitivity().lInf() * statistic.weight());
    }
    return sum;
  }
}
