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

/**
 * A total split in exact decimals: epsilon evenly over the aggregates, plus one share for each
 * choice of private groups by a table, as in GoogleSQL; what the aggregates get together is shared
 * by their weights, after what targets take. Delta goes to the choices of groups, to the noise, or
 * half to each, by who needs one. All shares are rounded down, and composed again: within the noise
 * by its family's theorem, noise and selection by basic composition. What it costs is known for any
 * parameters, and without a delta nothing is better.
 */
record BasicAllocation(
    ApproximateDp total,
    NoiseCalibration calibration,
    ApproximateDp noiseBudget,
    List<Sensitivity> aggregates,
    List<NoiseMechanism> mechanisms,
    List<GroupSelection> selections) {

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
        calibration.calibrate(budgets.noise(), request.sensitivities(), NoiseShares.of(request));
    List<GroupSelection> selections =
        SelectionPlan.selections(
            request, mechanisms, budgets.selectionDelta(), each -> budgets.selectionEpsilon());
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
    return new Allocation(mechanisms, selections, charged, composed, "basic");
  }

  /**
   * The shares of a total, rounded down.
   *
   * @param selectionEpsilon of each choice that costs an epsilon
   * @param selectionDelta of all choices together
   */
  private record Budgets(
      ApproximateDp noise, BigDecimal selectionEpsilon, BigDecimal selectionDelta) {

    static Budgets of(ReleaseRequest request, boolean noiseNeedsDelta) {
      BigDecimal delta = request.total().delta();
      BigDecimal share = request.evenShare();
      BigDecimal noiseEpsilon =
          SelectionPlan.costly(request) == 0
              ? request.total().epsilon().round(NoiseCalibration.DOWN)
              : share.multiply(BigDecimal.valueOf(request.statistics().size()));
      if (request.selections().isEmpty()) {
        BigDecimal noiseDelta = noiseNeedsDelta ? delta : BigDecimal.ZERO;
        return new Budgets(new ApproximateDp(noiseEpsilon, noiseDelta), share, BigDecimal.ZERO);
      }
      BigDecimal half = delta.divide(BigDecimal.valueOf(2), NoiseCalibration.DOWN);
      return new Budgets(
          new ApproximateDp(noiseEpsilon, noiseNeedsDelta ? half : BigDecimal.ZERO),
          share,
          noiseNeedsDelta ? half : delta);
    }
  }
}
