package org.tacet.accountant.calibration;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
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

  /**
   * Returns one mechanism a statistic, which together cost at most the budget.
   *
   * @throws IllegalArgumentException if the targets leave nothing, or a mechanism is out of range
   */
  List<NoiseMechanism> calibrate(
      ApproximateDp budget, List<Sensitivity> aggregates, NoiseShares shares);

  /** Composes the losses of such mechanisms, using a delta of at most the budget's. */
  ApproximateDp compose(List<PrivacyLoss> losses, BigDecimal delta);

  /** Whether the mechanisms need a part of the release's delta. */
  boolean needsDelta();

  /** Noise with a pure epsilon: the budget's epsilon is split by weights, and epsilons add. */
  static NoiseCalibration pure(BiFunction<Sensitivity, BigDecimal, NoiseMechanism> calibrator) {
    return new NoiseCalibration() {
      @Override
      public List<NoiseMechanism> calibrate(
          ApproximateDp budget, List<Sensitivity> aggregates, NoiseShares shares) {
        return byShares(
            budget.epsilon(),
            aggregates,
            shares,
            1,
            loss -> loss.toApproximateDp(BigDecimal.ZERO).epsilon(),
            calibrator);
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
   * Noise with a zero-concentrated loss: the budget becomes one rho, split by squared weights; rhos
   * add and are converted once.
   */
  static NoiseCalibration concentrated(
      BiFunction<Sensitivity, BigDecimal, NoiseMechanism> calibrator) {
    return new NoiseCalibration() {
      @Override
      public List<NoiseMechanism> calibrate(
          ApproximateDp budget, List<Sensitivity> aggregates, NoiseShares shares) {
        return byShares(
            ZeroConcentratedDp.within(budget).rho(),
            aggregates,
            shares,
            2,
            loss -> ((ZeroConcentratedDp) loss).rho(),
            calibrator);
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

  private static List<NoiseMechanism> byShares(
      BigDecimal budget,
      List<Sensitivity> aggregates,
      NoiseShares shares,
      int power,
      Function<PrivacyLoss, BigDecimal> cost,
      BiFunction<Sensitivity, BigDecimal, NoiseMechanism> calibrator) {
    BigDecimal left = budget;
    for (int index = 0; index < aggregates.size(); index++) {
      if (shares.fixed().get(index).isPresent()) {
        NoiseMechanism fixed = shares.fixed().get(index).get();
        left = left.subtract(cost.apply(fixed.privacyLoss(aggregates.get(index))));
      }
    }
    if (left.signum() < 0 || (left.signum() == 0 && shares.hasTargets() && shares.free() > 0)) {
      throw new IllegalArgumentException(
          "the targets cost all of the noise's part of epsilon, or more. Raise the targets or"
              + " epsilon.");
    }
    List<BigDecimal> parts = shares.shares(left, power);
    List<NoiseMechanism> mechanisms = new ArrayList<>();
    for (int index = 0; index < aggregates.size(); index++) {
      mechanisms.add(
          parts.get(index) == null
              ? shares.fixed().get(index).orElseThrow()
              : calibrator.apply(aggregates.get(index), parts.get(index)));
    }
    return mechanisms;
  }
}
