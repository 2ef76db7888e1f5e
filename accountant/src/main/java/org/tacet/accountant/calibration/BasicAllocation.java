package org.tacet.accountant.calibration;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.loss.PrivacyLoss;
import org.tacet.accountant.noise.DiscreteGaussian;
import org.tacet.accountant.noise.DiscreteLaplace;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.accountant.selection.GroupSelection;
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
    List<TruncatedGeometricSelection> selections) {

  /** The registry: a new mechanism adds its line here. */
  private static final Map<NoiseKind, NoiseCalibration> CALIBRATIONS =
      Map.of(
          NoiseKind.LAPLACE, NoiseCalibration.pure(DiscreteLaplace::calibrate),
          NoiseKind.GAUSSIAN, NoiseCalibration.concentrated(DiscreteGaussian::calibrate));

  /**
   * @param request with a family of noise, no choice of one
   * @throws IllegalArgumentException if a mechanism is outside its range
   */
  static BasicAllocation calibrate(ReleaseRequest request) {
    NoiseCalibration calibration = CALIBRATIONS.get(request.noise());
    Budgets budgets = Budgets.of(request, calibration.needsDelta());
    List<NoiseMechanism> mechanisms =
        calibration.calibrate(budgets.noise(), request.sensitivities());
    List<TruncatedGeometricSelection> selections =
        request.selections().stream()
            .map(
                each ->
                    new TruncatedGeometricSelection(
                        budgets.selection().epsilon(),
                        budgets.selection().delta(),
                        each.maxGroups(),
                        each.minPrivacyUnits()))
            .toList();
    return new BasicAllocation(
        request.total(),
        calibration,
        budgets.noise(),
        request.sensitivities(),
        mechanisms,
        selections);
  }

  /** What the calibrated parts cost together. */
  Allocation composed() {
    List<PrivacyLoss> losses =
        IntStream.range(0, aggregates.size())
            .mapToObj(index -> mechanisms.get(index).privacyLoss(aggregates.get(index)))
            .toList();
    ApproximateDp composed = calibration.compose(losses, noiseBudget.delta());
    for (GroupSelection selection : selections) {
      composed = composed.plus(selection.privacyLoss());
    }
    boolean usesDelta = calibration.needsDelta() || !selections.isEmpty();
    ApproximateDp charged = usesDelta ? total : new ApproximateDp(total.epsilon(), BigDecimal.ZERO);
    return new Allocation(mechanisms, List.copyOf(selections), charged, composed, "basic");
  }

  /**
   * The shares of a total, rounded down.
   *
   * @param selection of each selection
   */
  private record Budgets(ApproximateDp noise, ApproximateDp selection) {

    static Budgets of(ReleaseRequest request, boolean noiseNeedsDelta) {
      BigDecimal delta = request.total().delta();
      int selections = request.selections().size();
      BigDecimal share = request.evenShare(selections);
      if (selections == 0) {
        BigDecimal epsilon = request.total().epsilon().round(NoiseCalibration.DOWN);
        BigDecimal noiseDelta = noiseNeedsDelta ? delta : BigDecimal.ZERO;
        return new Budgets(new ApproximateDp(epsilon, noiseDelta), ApproximateDp.ZERO);
      }
      BigDecimal half = delta.divide(BigDecimal.valueOf(2), NoiseCalibration.DOWN);
      BigDecimal ofSelections = noiseNeedsDelta ? half : delta;
      BigDecimal ofSelection =
          selections == 1
              ? ofSelections
              : ofSelections.divide(BigDecimal.valueOf(selections), NoiseCalibration.DOWN);
      BigDecimal noiseEpsilon = share.multiply(BigDecimal.valueOf(request.statistics().size()));
      return new Budgets(
          new ApproximateDp(noiseEpsilon, noiseNeedsDelta ? half : BigDecimal.ZERO),
          new ApproximateDp(share, ofSelection));
    }
  }
}
