package org.tacet.accountant.calibration;

import java.util.OptionalLong;
import org.tacet.accountant.noise.Sensitivity;

/**
 * One number of each group that is to be noised, and how much error it is content with.
 *
 * @param sensitivity how far a unit moves the vector of its values over all groups
 * @param weight its error next to the others', each relative to what a unit moves: a statistic of
 *     weight 2 gets twice the noise of one of weight 1, as in {@link BudgetColumn}; in [1e-6, 1e6]
 * @param targetHalfWidth where it has a target in place of a share: the half-width of the interval
 *     that holds 95 % of its noise, in steps, at least 0
 */
public record StatisticRequest(
    Sensitivity sensitivity, double weight, OptionalLong targetHalfWidth) {

  private static final double LARGEST_WEIGHT = 1e6;

  public StatisticRequest {
    if (!(weight >= 1 / LARGEST_WEIGHT && weight <= LARGEST_WEIGHT)) {
      throw new IllegalArgumentException(
          "weight must be in [1e-6, 1e6]. Provided value: " + weight + ".");
    }
    if (targetHalfWidth.isPresent() && targetHalfWidth.getAsLong() < 0) {
      throw new IllegalArgumentException(
          "targetHalfWidth must be at least 0. Provided value: "
              + targetHalfWidth.getAsLong()
              + ".");
    }
  }

  /** A statistic that shares evenly with the others. */
  public static StatisticRequest of(Sensitivity sensitivity) {
    return new StatisticRequest(sensitivity, 1, OptionalLong.empty());
  }
}
