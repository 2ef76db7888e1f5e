package org.tacet.accountant.calibration;

import java.util.List;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.selection.GroupSelection;
import org.tacet.accountant.selection.ReferenceGroups;
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
   * Whether every column's noise that is not set by a target is at most a share of the other's, and
   * there is one; and no choice of groups keeps less: by a table they are certain to be kept from
   * no larger a size on, by a threshold no smaller a share of the reference groups is.
   */
  boolean isAtMost(double share, Allocation other, List<StatisticRequest> statistics) {
    if (statistics.stream().allMatch(each -> each.targetHalfWidth().isPresent())
        || !hasNoiseOfAtMost(share, other, statistics)) {
      return false;
    }
    for (int index = 0; index < selections.size(); index++) {
      if (!keepsNoLess(selections.get(index), other.selections.get(index))) {
        return false;
      }
    }
    return true;
  }

  /** Whether every column's noise that is not set by a target is at most a share of the other's. */
  boolean hasNoiseOfAtMost(double share, Allocation other, List<StatisticRequest> statistics) {
    for (int index = 0; index < mechanisms.size(); index++) {
      double ours = mechanisms.get(index).standardDeviation();
      if (statistics.get(index).targetHalfWidth().isEmpty()
          && !(ours <= share * other.mechanisms.get(index).standardDeviation())) {
        return false;
      }
    }
    return true;
  }

  private static boolean keepsNoLess(GroupSelection selection, GroupSelection other) {
    if (selection instanceof TruncatedGeometricSelection table
        && other instanceof TruncatedGeometricSelection otherTable) {
      return table.alwaysKeptFrom() <= otherTable.alwaysKeptFrom();
    }
    return ReferenceGroups.expectedShareKept(selection) >= ReferenceGroups.expectedShareKept(other);
  }

  /** The shares of reference groups that are kept, added up over the choices. */
  double expectedShareKept() {
    return selections.stream().mapToDouble(ReferenceGroups::expectedShareKept).sum();
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
