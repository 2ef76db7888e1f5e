package org.tacet.accountant.calibration;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.loss.PrivacyLoss;
import org.tacet.accountant.noise.DiscreteGaussian;
import org.tacet.accountant.noise.DiscreteLaplace;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.accountant.selection.TruncatedGeometricSelection;

/**
 * A total split in exact decimals: epsilon evenly over the aggregates, plus one share for the
 * selection of private groups, as in GoogleSQL. Delta goes to the selection, to the noise, or half
 * to each, by who needs one. All shares are rounded down, and composed again: within the noise by
 * its family's theorem, noise and selection by basic composition. What it costs is known for any
 * parameters, and without a delta nothing is better.
 */
record BasicAllocation(
    ApproximateDp total,
    NoiseCalibration calibration,
    ApproximateDp noiseBudget,
    List<Sensitivity> aggregates,
    List<NoiseMechanism> mechanisms,
    Optional<TruncatedGeometricSelection> selection) {

  /** The registry: a new mechanism adds its line here. */
  private static final Map<NoiseKind, NoiseCalibration> CALIBRATIONS =
      Map.of(
          NoiseKind.LAPLACE, NoiseCalibration.pure(DiscreteLaplace::calibrate),
          NoiseKind.GAUSSIAN, NoiseCalibration.concentrated(DiscreteGaussian::calibrate));

  /**
   * @param noise a family of noise, no choice of one
   * @throws IllegalArgumentException if a mechanism is outside its range
   */
  static BasicAllocation calibrate(
      ApproximateDp total,
      NoiseKind noise,
      List<Sensitivity> aggregates,
      boolean privateGroups,
      int maxGroups,
      long minPrivacyUnits) {
    NoiseCalibration calibration = CALIBRATIONS.get(noise);
    Budgets budgets = Budgets.of(total, aggregates.size(), calibration.needsDelta(), privateGroups);
    List<NoiseMechanism> mechanisms = calibration.calibrate(budgets.noise(), aggregates);
    Optional<TruncatedGeometricSelection> selection =
        budgets
            .selection()
            .map(
                part ->
                    new TruncatedGeometricSelection(
                        part.epsilon(), part.delta(), maxGroups, minPrivacyUnits));
    return new BasicAllocation(
        total, calibration, budgets.noise(), aggregates, mechanisms, selection);
  }

  /** What the calibrated parts cost together. */
  Allocation composed() {
    List<PrivacyLoss> losses =
        IntStream.range(0, aggregates.size())
            .mapToObj(index -> mechanisms.get(index).privacyLoss(aggregates.get(index)))
            .toList();
    ApproximateDp composed =
        calibration
            .compose(losses, noiseBudget.delta())
            .plus(
                selection.map(TruncatedGeometricSelection::privacyLoss).orElse(ApproximateDp.ZERO));
    boolean usesDelta = calibration.needsDelta() || selection.isPresent();
    ApproximateDp charged = usesDelta ? total : new ApproximateDp(total.epsilon(), BigDecimal.ZERO);
    return new Allocation(mechanisms, selection, charged, composed, "basic");
  }

  /** The shares of a total, rounded down. */
  private record Budgets(ApproximateDp noise, Optional<ApproximateDp> selection) {

    static Budgets of(
        ApproximateDp total, int aggregates, boolean noiseNeedsDelta, boolean privateGroups) {
      BigDecimal epsilon = total.epsilon().round(NoiseCalibration.DOWN);
      BigDecimal delta = total.delta();
      if (!privateGroups) {
        BigDecimal noiseDelta = noiseNeedsDelta ? delta : BigDecimal.ZERO;
        return new Budgets(new ApproximateDp(epsilon, noiseDelta), Optional.empty());
      }
      BigDecimal share = epsilon.divide(BigDecimal.valueOf(aggregates + 1L), NoiseCalibration.DOWN);
      BigDecimal selectionDelta =
          noiseNeedsDelta ? delta.divide(BigDecimal.valueOf(2), NoiseCalibration.DOWN) : delta;
      BigDecimal noiseDelta = noiseNeedsDelta ? selectionDelta : BigDecimal.ZERO;
      BigDecimal noiseEpsilon = share.multiply(BigDecimal.valueOf(aggregates));
      return new Budgets(
          new ApproximateDp(noiseEpsilon, noiseDelta),
          Optional.of(new ApproximateDp(share, selectionDelta)));
    }
  }
}
