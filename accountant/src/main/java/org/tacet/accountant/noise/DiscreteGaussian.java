package org.tacet.accountant.noise;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.tacet.accountant.arithmetic.Fraction;
import org.tacet.accountant.loss.ZeroConcentratedDp;
import org.tacet.accountant.randomness.BitSource;

/**
 * Discrete Gaussian noise: P(x) proportional to exp(-x^2 / (2 sigma^2)) over the integers, with
 * sigma = sigmaNumerator / sigmaDenominator grid steps. rho-zCDP with rho = L2^2 / (2 sigma^2)
 * (Canonne, Kamath, Steinke 2020, Theorem 14), for neighbours that differ by one privacy unit.
 *
 * @param sigmaNumerator from 1 to 2^52
 * @param sigmaDenominator at least 1, so that sigma is in (2^-30, 2^52]
 */
public record DiscreteGaussian(long sigmaNumerator, long sigmaDenominator)
    implements NoiseMechanism {

  private static final MathContext UP = new MathContext(40, RoundingMode.CEILING);

  /** Up to this sigma, error bars come from sums over the law itself. */
  private static final double LARGEST_SUMMED_SIGMA = 256;

  public DiscreteGaussian {
    DyadicScale.requireLegal(sigmaNumerator, sigmaDenominator);
  }

  /**
   * Returns the noise of the smallest representable sigma with sigma^2 of at least L2^2 / (2 rho);
   * it is too large by at most 2^-30 of itself.
   *
   * @param rho what the whole vector may cost, in [1e-100, 1e100]
   * @throws IllegalArgumentException if rho is outside its range, the sensitivity is 0, or sigma is
   *     outside (2^-30, 2^52] grid steps
   */
  public static DiscreteGaussian calibrate(Sensitivity sensitivity, BigDecimal rho) {
    Fraction divisor = DyadicScale.requirePositive("rho", rho.add(rho));
    DyadicScale.requirePositive(sensitivity);
    DyadicScale sigma =
        DyadicScale.atLeastSquareRootOf(Fraction.of(sensitivity.l2Squared()).dividedBy(divisor));
    return new DiscreteGaussian(sigma.numerator(), sigma.denominator());
  }

  /**
   * Algorithm 3 of Canonne, Kamath, Steinke 2020 (arXiv 2004.00010): Y from discrete Laplace noise
   * of scale t = floor(sigma) + 1, kept with probability exp(-(|Y| - sigma^2 / t)^2 / (2 sigma^2)).
   * The product of both laws is exp(-Y^2 / (2 sigma^2)) up to a factor free of Y.
   */
  @Override
  public long sample(BitSource bits) {
    long t = sigmaNumerator / sigmaDenominator + 1;
    while (true) {
      long y = DiscreteLaplace.draw(bits, t, 1);
      if (ExponentialBernoulli.drawGaussianRatio(
          bits, Math.abs(y), t, sigmaNumerator, sigmaDenominator)) {
        return y;
      }
    }
  }

  @Override
  public ZeroConcentratedDp privacyLoss(Sensitivity sensitivity) {
    BigInteger scaledNorm =
        sensitivity.l2Squared().multiply(BigInteger.valueOf(sigmaDenominator).pow(2));
    BigInteger divisor = BigInteger.valueOf(sigmaNumerator).pow(2).shiftLeft(1);
    return new ZeroConcentratedDp(new BigDecimal(scaledNorm).divide(new BigDecimal(divisor), UP));
  }

  /**
   * {@inheritDoc}
   *
   * <p>From sigma = 256 on this is sigma itself: by Poisson summation the discrete law's variance
   * differs from sigma^2 by a factor of the order e^(-2 pi^2 sigma^2).
   */
  @Override
  public double standardDeviation() {
    double sigma = scale();
    if (sigma > LARGEST_SUMMED_SIGMA) {
      return sigma;
    }
    double mass = 0;
    double squares = 0;
    for (long x = largestSummed(sigma); x >= 1; x--) {
      double weight = weight(x, sigma);
      mass += weight;
      squares += weight * x * x;
    }
    return Math.sqrt(2 * squares / (1 + 2 * mass));
  }

  /**
   * {@inheritDoc}
   *
   * <p>Up to sigma = 256 by summing the law from its far end. Above, by the normal quantile with
   * half a step of continuity correction, whose error is below one step plus 1e-11 of the result.
   */
  @Override
  public long halfWidth(double confidence) {
    double outside = 1 - NormalTail.requireConfidence(confidence);
    double sigma = scale();
    if (sigma > LARGEST_SUMMED_SIGMA) {
      return (long) Math.max(0, Math.ceil(sigma * NormalTail.quantile(outside) - 0.5));
    }
    long last = largestSummed(sigma);
    double mass = 0;
    for (long x = last; x >= 1; x--) {
      mass += weight(x, sigma);
    }
    double allowed = outside * (1 + 2 * mass) / 2;
    double tail = 0;
    long k = last;
    while (k >= 1 && tail + weight(k, sigma) <= allowed) {
      tail += weight(k, sigma);
      k--;
    }
    return k;
  }

  /** Beyond 40 sigma a weight is below e^-800, less than the smallest double. */
  private static long largestSummed(double sigma) {
    return (long) Math.ceil(40 * sigma) + 1;
  }

  private static double weight(long x, double sigma) {
    double z = x / sigma;
    return Math.exp(-0.5 * z * z);
  }

  @Override
  public boolean isGaussian() {
    return true;
  }

  @Override
  public String name() {
    return "discrete_gaussian";
  }

  @Override
  public double scale() {
    return (double) sigmaNumerator / (double) sigmaDenominator;
  }
}
