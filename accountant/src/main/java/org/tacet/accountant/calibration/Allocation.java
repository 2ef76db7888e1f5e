package org.tacet.accountant.calibration;

import java.util.List;
import java.util.Optional;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.accountant.selection.TruncatedGeometricSelection;

/**
 * One way to spend a total on a release.
 *
 * @param mechanisms one an aggregate
 * @param selection empty where the groups are public
 * @param total what it is calibrated to: without the delta where none is used
 * @param composed what the parts compose to, rounded up
 * @param accountant the theory that says so
 */
record Allocation(
    List<NoiseMechanism> mechanisms,
    Optional<TruncatedGeometricSelection> selection,
    ApproximateDp total,
    ApproximateDp composed,
    String accountant) {

  Allocation {
    mechanisms = List.copyOf(mechanisms);
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
    return alwaysKeptFrom() <= other.alwaysKeptFrom();
  }

  private long alwaysKeptFrom() {
    return selection.map(TruncatedGeometricSelection::alwaysKeptFrom).orElse(0L);
  }

  /** The sum of the columns' 95 % errors, each relative to the most that a unit adds. */
  double relativeError(List<Sensitivity> aggregates) {
    double sum = 0;
    for (int index = 0; index < mechanisms.size(); index++) {
      double halfWidth = (double) mechanisms.get(index).halfWidth(0.95);
      sum += halfWidth / (double) aggregates.get(index).lInf();
    }
    return sum;
  }
}
