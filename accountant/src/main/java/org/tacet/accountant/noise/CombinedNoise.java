package org.tacet.accountant.noise;

import java.util.ArrayList;
import java.util.List;
import org.tacet.accountant.arithmetic.NormalLaw;

/**
 * The law of a weighted sum of independent noises of one family, each taken for its continuous
 * counterpart: for intervals around what is computed from several noised numbers (P20), never for
 * accounting.
 *
 * <p>Gaussian noises add to one. For Laplace noises of different scales b_i, 1 / prod (1 + b_i^2
 * t^2) falls into partial fractions, so that P(|sum| > t) = sum of w_i e^(-t / b_i) with w_i the
 * product over j of b_i^2 / (b_i^2 - b_j^2).
 */
public final class CombinedNoise {

  /** A scale this small next to the largest adds nothing that shows. */
  private static final double NEGLIGIBLE = 1e-6;

  /** Scales closer than this, as a share, are moved apart: by as much the answer is off. */
  private static final double CLOSEST = 1e-3;

  private CombinedNoise() {}

  /**
   * Returns about the smallest t with P(|sum of weights_i noise_i| <= t) >= confidence.
   *
   * @param mechanisms all of one family, as the mechanisms of one release are
   * @param weights one for each mechanism, in any unit over grid steps
   * @param confidence above 0 and below 1
   */
  public static double halfWidth(
      List<NoiseMechanism> mechanisms, double[] weights, double confidence) {
    double outside = 1 - NormalTail.requireConfidence(confidence);
    boolean gaussian = mechanisms.get(0).isGaussian();
    double variance = 0;
    List<Double> scales = new ArrayList<>();
    for (int index = 0; index < weights.length; index++) {
      NoiseMechanism mechanism = mechanisms.get(index);
      if (mechanism.isGaussian() != gaussian) {
        throw new IllegalArgumentException(
            "The noises must be of one family. Provided values: "
                + mechanisms.get(0).name()
                + " and "
                + mechanism.name());
      }
      double scale = Math.abs(weights[index]) * mechanism.scale();
      variance += scale * scale;
      scales.add(scale);
    }
    return gaussian
        ? Math.sqrt(variance) * NormalLaw.upperQuantile(outside / 2)
        : ofLaplace(scales, outside);
  }

  private static double ofLaplace(List<Double> scales, double outside) {
    double[] apart = apart(scales);
    if (apart.length == 0) {
      return 0;
    }
    double[] share = new double[apart.length];
    for (int one = 0; one < apart.length; one++) {
      share[one] = 1;
      for (int other = 0; other < apart.length; other++) {
        if (other != one) {
          double ratio = apart[other] / apart[one];
          share[one] /= (1 - ratio) * (1 + ratio);
        }
      }
    }
    // Each noise stays within its own quantile of outside / n with what is left over.
    double low = 0;
    double high = 0;
    for (double scale : apart) {
      high += scale * Math.log(apart.length / outside);
    }
    while (high - low > 1e-7 * high) {
      double middle = (low + high) / 2;
      double tail = 0;
      for (int index = 0; index < apart.length; index++) {
        tail += share[index] * Math.exp(-middle / apart[index]);
      }
      if (tail > outside) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** In descending order, without what is negligible, each a little below the one before. */
  private static double[] apart(List<Double> scales) {
    List<Double> sorted = new ArrayList<>(scales);
    sorted.sort((one, other) -> Double.compare(other, one));
    List<Double> apart = new ArrayList<>();
    for (double scale : sorted) {
      if (scale <= NEGLIGIBLE * sorted.get(0)) {
        break;
      }
      double before = apart.isEmpty() ? Double.POSITIVE_INFINITY : apart.get(apart.size() - 1);
      apart.add(Math.min(scale, before * (1 - CLOSEST)));
    }
    return apart.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
