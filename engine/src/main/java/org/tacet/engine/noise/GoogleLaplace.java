package org.tacet.engine.noise;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.tacet.accountant.loss.PrivacyLoss;
import org.tacet.accountant.noise.DiscreteLaplace;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.accountant.randomness.BitSource;

/**
 * Laplace noise drawn by Google's library, in place of discrete Laplace noise that was calibrated.
 *
 * <p><b>Its law.</b> For a sensitivity of lInf steps and an epsilon, {@code LaplaceNoise} 1.0.0
 * draws a two-sided geometric number G of ratio e^(-g / b), with g the power of two in [s, 2 s), s
 * = lInf / (epsilon 2^40), and b = (lInf + g) / epsilon, and adds G g, rounded to whole numbers.
 * Here g is at most 1, which {@link #LARGEST_SCALE} sees to: above, the library would round the
 * sum. The noise is asked for 0 and added to the exact sum x, for round(x + G g) = x + round(G g),
 * so that its doubles never see a sum.
 *
 * <p><b>It costs no more than the discrete noise that it stands in for</b>, of scale t = lInf /
 * epsilon, epsilon rounded down. (1) Rounding is post-processing of x + G g, discrete Laplace noise
 * on the multiples of g. (2) b is at least t; noise of a larger b is noise of t and an independent
 * number more. (3) Take noise of scale t on multiples of h, where h divides the move d. Its loss
 * takes the values (d - 2 m h) / t, m = 0 to d / h, and at these e^epsilon its smallest delta is 1
 * - e^(-m h / t), free of h; between them delta is linear in e^epsilon. So a finer h has the same
 * points and more of them on one convex curve, and lies nowhere above: noise on multiples of g is
 * dominated by noise on whole steps, for every move in whole steps. Pairs that dominate the factors
 * dominate the product (Zhu, Dong, Wang 2022, Theorem 10), and what the accountant proves of
 * discrete Laplace noise it proves of any step. So loss and event are those of {@link #calibrated}.
 *
 * <p><b>Not covered</b> is what the library's sampler rounds in doubles, some 2^-44 of each
 * probability: it is not exact, and manifests say so.
 *
 * <p>No bits are read: a second draw of the same cell is another number (P8), so rows with this
 * noise are computed once and kept.
 *
 * @param calibrated the noise that the release is accounted with
 * @param lInf the most that a unit moves one group by, in steps, at least 1
 */
public record GoogleLaplace(DiscreteLaplace calibrated, long lInf) implements NoiseMechanism {

  private static final long serialVersionUID = 1L;

  /** In steps. */
  public static final double LARGEST_SCALE = 0x1p40;

  private static final MathContext DOWN = new MathContext(40, RoundingMode.FLOOR);

  public GoogleLaplace {
    if (lInf < 1) {
      throw new IllegalArgumentException("lInf must be at least 1. Provided value: " + lInf);
    }
    if (granularity(lInf, epsilon(calibrated, lInf)) > 1) {
      throw new IllegalArgumentException(
          "the scale of noise of Google's library must be at most 2^40 grid steps. Provided value: "
              + calibrated.scale()
              + ". Choose a coarser grid or tighter bounds.");
    }
  }

  /** In the library's terms: lInf / t, rounded down. */
  double epsilon() {
    return epsilon(calibrated, lInf);
  }

  private static double epsilon(DiscreteLaplace calibrated, long lInf) {
    BigDecimal exact =
        BigDecimal.valueOf(lInf)
            .multiply(BigDecimal.valueOf(calibrated.scaleDenominator()))
            .divide(BigDecimal.valueOf(calibrated.scaleNumerator()), DOWN);
    double near = exact.doubleValue();
    return new BigDecimal(near).compareTo(exact) <= 0 ? near : Math.nextDown(near);
  }

  /** The library's own formula, in its order of operations. */
  private static double granularity(long lInf, double epsilon) {
    double finest = (double) lInf / epsilon / LARGEST_SCALE;
    double power = Math.scalb(1.0, Math.getExponent(finest));
    return power < finest ? 2 * power : power;
  }

  @Override
  public long sample(BitSource unread) {
    return GoogleLibrary.ofProcess().drawLaplace(lInf, epsilon());
  }

  @Override
  public PrivacyLoss privacyLoss(Sensitivity sensitivity) {
    return calibrated.privacyLoss(sensitivity);
  }

  /**
   * {@inheritDoc}
   *
   * <p>P(|noise| > k) = e^(-(k + 1/2) / b) for k from 0 on, up to the fineness of g, so that the
   * variance is the sum of (2 k + 1) r^(k + 1/2) = sqrt(r) (1 + r) / (1 - r)^2, r = e^(-1/b).
   */
  @Override
  public double standardDeviation() {
    double exponent = -1 / scale();
    double ratio = Math.exp(exponent);
    return Math.sqrt(Math.exp(exponent / 2) * (1 + ratio)) / -Math.expm1(exponent);
  }

  @Override
  public long halfWidth(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "confidence must be above 0 and below 1. Provided value: " + confidence);
    }
    return (long) Math.max(0, Math.ceil(-scale() * Math.log(1 - confidence) - 0.5));
  }

  @Override
  public String name() {
    return "rounded_laplace";
  }

  /** The library's b. */
  @Override
  public double scale() {
    double epsilon = epsilon();
    return ((double) lInf + granularity(lInf, epsilon)) / epsilon;
  }
}
