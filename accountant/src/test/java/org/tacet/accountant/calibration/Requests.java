package org.tacet.accountant.calibration;

import java.util.List;
import java.util.OptionalInt;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.accountant.selection.TruncatedGeometricSelection;

/** Requests of one grouping whose statistics share evenly. */
final class Requests {

  private Requests() {}

  static ReleaseRequest of(
      ApproximateDp total,
      NoiseKind noise,
      List<Sensitivity> aggregates,
      boolean privateGroups,
      int maxGroups) {
    return of(total, noise, aggregates, privateGroups, maxGroups, 1);
  }

  static ReleaseRequest of(
      ApproximateDp total,
      NoiseKind noise,
      List<Sensitivity> aggregates,
      boolean privateGroups,
      int maxGroups,
      long minPrivacyUnits) {
    return new ReleaseRequest(
        total,
        noise,
        aggregates.stream().map(StatisticRequest::of).toList(),
        privateGroups
            ? List.of(new SelectionRequest(maxGroups, minPrivacyUnits, OptionalInt.empty()))
            : List.of());
  }

  /** The selection of a release that draws by a table. */
  static TruncatedGeometricSelection table(ReleaseCalibration release) {
    return (TruncatedGeometricSelection) release.selections().get(0);
  }

  static TruncatedGeometricSelection table(Allocation release) {
    return (TruncatedGeometricSelection) release.selections().get(0);
  }
}
