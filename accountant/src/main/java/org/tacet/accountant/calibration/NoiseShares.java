package org.tacet.accountant.calibration;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tacet.accountant.noise.NoiseMechanism;

/**
 * Who gets what of a release's noise: statistics with a target have their mechanism fixed, all
 * others share what is left by their weights, so that the errors, each relative to what a unit
 * moves, are in proportion to the weights. Only ratios of weights matter.
 *
 * @param fixed one entry a statistic; empty where it shares
 * @param weights one a statistic
 */
record NoiseShares(List<Optional<NoiseMechanism>> fixed, List<Double> weights) {

  static NoiseShares of(ReleaseRequest request) {
    List<Optional<NoiseMechanism>> fixed = new ArrayList<>();
    for (StatisticRequest statistic : request.statistics()) {
      fixed.add(
          statistic.targetHalfWidth().isPresent()
              ? Optional.of(
                  TargetedNoise.of(request.noise(), statistic.targetHalfWidth().getAsLong()))
              : Optional.empty());
    }
    return new NoiseShares(
        fixed, request.statistics().stream().map(StatisticRequest::weight).toList());
  }

  int free() {
    return (int) fixed.stream().filter(Optional::isEmpty).count();
  }

  boolean hasTargets() {
    return free() < fixed.size();
  }

  /** 1 / weight of each that shares, in such units that the mean of their squares is 1. */
  double[] normalized() {
    double squares = 0;
    for (int index = 0; index < fixed.size(); index++) {
      squares += fixed.get(index).isPresent() ? 0 : 1 / (weights.get(index) * weights.get(index));
    }
    double unit = Math.sqrt(squares / Math.max(1, free()));
    return weights.stream().mapToDouble(weight -> 1 / weight / unit).toArray();
  }

  /**
   * A budget shared in proportion to 1 / weight^power, each share rounded down.
   *
   * @return one entry a statistic; null where its mechanism is fixed
   */
  List<BigDecimal> shares(BigDecimal budget, int power) {
    List<BigDecimal> inverses =
        weights.stream()
            .map(
                weight ->
                    BigDecimal.ONE
                        .divide(new BigDecimal(weight), NoiseCalibration.DOWN)
                        .pow(power, NoiseCalibration.DOWN))
            .toList();
    BigDecimal sum = BigDecimal.ZERO;
    for (int index = 0; index < fixed.size(); index++) {
      sum = fixed.get(index).isPresent() ? sum : sum.add(inverses.get(index));
    }
    List<BigDecimal> shares = new ArrayList<>();
    for (int index = 0; index < fixed.size(); index++) {
      shares.add(
          fixed.get(index).isPresent()
              ? null
              : budget.multiply(inverses.get(index)).divide(sum, NoiseCalibration.DOWN));
    }
    return shares;
  }
}
