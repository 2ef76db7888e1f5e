package org.tacet.accountant.noise;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.tacet.accountant.arithmetic.Fraction;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.randomness.BitSource;

/**
 * Discrete Laplace noise: P(x) proportional to exp(-|x| / t) over the integers, with t =
 * scaleNumerator / scaleDenominator grid steps. Pure epsilon-DP with epsilon = L1 / t, for
 * neighbours that differ by one privacy unit.
 *
 * @param scaleNumerator from 1 to 2^52
 * @param scaleDenominator at least 1, so that t is in (2^-30, 2^52]
 */
public record DiscreteLaplace(long scaleNumerator, long scaleDenominator)
    implements NoiseMechanism {

  private static final MathContext UP = new MathContext(40, RoundingMode.CEILING);

  public DiscreteLaplace {
    DyadicScale.requireLegal(scaleNumerator, scaleDenominator);
  }

  /**
   * Returns the noise of the smallest representable scale of at least L1 / epsilon; it is too large
   * by at most 2^-30 of itself.
   *
   * @param epsilon what the whole vector may cost, in [1e-100, 1e100]
   * @throws IllegalArgumentException if epsilon is outside its range, the sensitivity is 0, or the
   *     scale is outside (2^-30, 2^52] grid steps
   */
  public static DiscreteLaplace calibrate(Sensitivity sensitivity, BigDecimal epsilon) {
    Fraction divisor = DyadicScale.requirePositive("epsilon", epsilon);
    DyadicScale.requirePositive(sensitivity);
    DyadicScale scale = DyadicScale.atLeast(Fraction.of(sensitivity.l1()).dividedBy(divisor));
    return new DiscreteLaplace(scale.numerator(), scale.denominator());
  }

  @Override
  public long sample(BitSource bits) {
    return draw(bits, scaleNumerator, scaleDenominator);
  }

  /**
   * Algorithm 2 of Canonne, Kamath, Steinke 2020 (arXiv 2004.00010). U below t, kept with
   * probability e^(-U/t), and a geometric V with ratio 1/e make X = U + t V with P(X) proportional
   * to e^(-X/t); dividing by s leaves ratio e^(-s/t). Both signs of 0 would count it twice, so
   * minus 0 is drawn again.
   */
  static long draw(BitSource bits, long t, long s) {
    while (true) {
      long u = bits.uniformBelow(t);
      if (!ExponentialBernoulli.draw(bits, u, t)) {
        continue;
      }
      long v = 0;
      while (ExponentialBernoulli.drawInverseE(bits)) {
        v++;
      }
      // With t <= 2^52 an overflow needs v >= 2047, of probability e^-2047.
      long magnitude = Math.addExact(u, Math.multiplyExact(t, v)) / s;
      boolean negative = bits.nextBoolean();
      if (!negative) {
        return magnitude;
      }
      if (magnitude != 0) {
        return -magnitude;
      }
    }
  }

  @Override
  public ApproximateDp privacyLoss(Sensitivity sensitivity) {
    BigInteger scaledNorm = sensitivity.l1().multiply(BigInteger.valueOf(scaleDenominator));
    BigDecimal epsilon = new BigDecimal(scaledNorm).divide(BigDecimal.valueOf(scaleNumerator), UP);
    return new ApproximateDp(epsilon, BigDecimal.ZERO);
  }

  /** sqrt(2 q) / (1 - q) with q = e^(-1/t). */
  @Override
  public double standardDeviation() {
    double ratioExponent = -1 / scale();
    return Math.sqrt(2 * Math.exp(ratioExponent)) / -Math.expm1(ratioExponent);
  }

  /**
   * {@inheritDoc}
   *
   * <p>P(|X| > k) = 2 q^(k+1) / (1 + q) with q = e^(-1/t). Computed in doubles and corrected around
   * the candidate; for scales up to 2^40 it can be off by one step only where the two probabilities
   * agree to about 1e-14.
   */
  @Override
  public long halfWidth(double confidence) {
    double outside = 1 - NormalTail.requireConfidence(confidence);
    double scale = scale();
    double logOfSum = Math.log1p(Math.exp(-1 / scale));
    double candidate = Math.ceil(scale * (Math.log(2 / outside) - logOfSum)) - 1;
    long k = (long) Math.max(0, candidate);
    while (logOfTail(k, scale, logOfSum) > Math.log(outside)) {
      k++;
    }
    while (k > 0 && logOfTail(k - 1, scale, logOfSum) <= Math.log(outside)) {
      k--;
    }
    return k;
  }

  private static double logOfTail(long k, double scale, double logOfSum) {
    return Math.log(2) - (k + 1) / scale - logOfSum;
  }

  @Override
  public String name() {
    return "discrete_laplace";
  }

  @Override
  public double scale() {
    return (double) scaleNumerator / (double) scaleDenominator;
  }
}
