package org.tacet.accountant.calibration;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.BiFunction;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.loss.PrivacyLoss;
import org.tacet.accountant.loss.ZeroConcentratedDp;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.noise.Sensitivity;

/**
 * How one family of noise turns the budget of all aggregates into mechanisms, and composes their
 * losses back: one implementation a theory of composition.
 */
interface NoiseCalibration {

  MathContext DOWN = new MathContext(34, RoundingMode.FLOOR);

  /** Returns one mechanism a sensitivity, which together cost at most the budget. */
  List<NoiseMechanism> calibrate(ApproximateDp budget, List<Sensitivity> aggregates);

  /** Composes the losses of such mechanisms, using a delta of at most the budget's. */
  ApproximateDp compose(List<PrivacyLoss> losses, BigDecimal delta);

  /** Whether the mechanisms need a part of the release's delta. */
  boolean needsDelta();

  /** Noise with a pure epsilon: the budget's epsilon is split evenly, and epsilons add. */
  static NoiseCalibration pure(BiFunction<Sensitivity, BigDecimal, NoiseMechanism> calibrator) {
    return new NoiseCalibration() {
      @Override
      public List<NoiseMechanism> calibrate(ApproximateDp budget, List<Sensitivity> aggregates) {
        return evenly(budget.epsilon(), aggregates, calibrator);
      }

      @Override
      public ApproximateDp compose(List<PrivacyLoss> losses, BigDecimal delta) {
        return losses.stream()
            .map(loss -> loss.toApproximateDp(delta))
            .reduce(ApproximateDp.ZERO, ApproximateDp::plus);
      }

      @Override
      public boolean needsDelta() {
        return false;
      }
    };
  }

  /**
   * Noise with a zero-concentrated loss: the budget becomes one rho, split evenly; rhos add and are
   * converted once.
   */
  static NoiseCalibration concentrated(
      BiFunction<Sensitivity, BigDecimal, NoiseMechanism> calibrator) {
    return new NoiseCalibration() {
      @Override
      public List<NoiseMechanism> calibrate(ApproximateDp budget, List<Sensitivity> aggregates) {
        return evenly(ZeroConcentratedDp.within(budget).rho(), aggregates, calibrator);
      }

      @Override
      public ApproximateDp compose(List<PrivacyLoss> losses, BigDecimal delta) {
        return losses.stream()
            .map(ZeroConcentratedDp.class::cast)
            .reduce(new ZeroConcentratedDp(BigDecimal.ZERO), ZeroConcentratedDp::plus)
            .toApproximateDp(delta);
      }

      @Override
      public boolean needsDelta() {
        return true;
      }
    };
  }

  private static List<NoiseMechanism> evenly(
      BigDecimal budget,
      List<Sensitivity> aggregates,
      BiFunction<Sensitivity, BigDecimal, NoiseMechanism> calibrator) {
    BigDecimal share = budget.divide(BigDecimal.valueOf(aggregates.size()), DOWN);
    return aggregates.stream().map(aggregate -> calibrator.apply(aggregate, share)).toList();
  }
}
