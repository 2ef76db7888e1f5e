package org.tacet.accountant.noise;

import java.math.BigInteger;
import org.tacet.accountant.arithmetic.ExponentialBracket;
import org.tacet.accountant.arithmetic.Fraction;
import org.tacet.accountant.arithmetic.NormalLaw;

/**
 * How often noise reaches a value: for thresholds on noised counts, whose failures are accounted
 * for, and for showing what they keep.
 *
 * <p>Discrete Laplace noise has P(X >= m) = q^m / (1 + q) for m >= 1, with q = e^(-1/t). It is
 * compared with a probability in whole numbers whose rounding is outward (P6).
 *
 * <p>Discrete Gaussian noise has P(X >= m) <= P(Z > (m - 1/2) / sigma), Z normal, for m >= sigma +
 * 1/2: there f(x) = exp(-x^2 / (2 sigma^2)) is convex from sigma on, so that f(x) is at most its
 * integral over [x - 1/2, x + 1/2] (Hermite, Hadamard), and the tail's sum at most the integral
 * from m - 1/2 on; and the sum of f over all integers is at least sigma sqrt(2 pi), as all terms of
 * Poisson's summation formula are positive. The normal tail is taken in doubles with the error
 * bound of {@link NormalLaw}.
 */
public final class UpperTails {

  /** Fraction bits beyond those of the smallest probability. */
  private static final int MORE_BITS = 128;

  /** The smallest probability that thresholds are computed for: 2^-960, about 1e-289. */
  private static final int MOST_BITS = 960;

  /** Up to this sigma, the law itself is summed for display. */
  private static final double LARGEST_SUMMED_SIGMA = 64;

  private UpperTails() {}

  /**
   * The least m >= 1 of which it is proved that the noise reaches it with at most a probability;
   * for Laplace noise the least there is.
   *
   * @param probability above 0 and below 1
   * @throws IllegalArgumentException if the probability is below 2^-960, or the noise is of no
   *     family whose tail is known
   */
  public static long leastReachedWithAtMost(NoiseMechanism mechanism, Fraction probability) {
    if (probability.isAtMostPowerOfTwo(-MOST_BITS)) {
      throw new IllegalArgumentException(
          "the delta of one group must be above 2^-960 for a threshold. Provided value: "
              + probability.doubleValue()
              + ".");
    }
    TailBound bound = bound(mechanism, probability);
    long low = 0;
    long high = Math.max(1, bound.estimate());
    long step = 1;
    while (!bound.isAtMost(high)) {
      low = high;
      high = Math.addExact(high, step);
      step = Math.multiplyExact(step, 2);
    }
    // What an estimate gets wrong is a few steps: look there first.
    for (step = 1; high - low > 1; step = step < Long.MAX_VALUE / 4 ? 2 * step : step) {
      long middle = Math.max(low + (high - low) / 2, high - step);
      if (bound.isAtMost(middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  /** A decision whether P(X >= m) is at most a probability; "yes" is proved. */
  private interface TailBound {

    boolean isAtMost(long m);

    /** Near the least m that is. */
    long estimate();
  }

  private static TailBound bound(NoiseMechanism mechanism, Fraction probability) {
    if (mechanism instanceof DiscreteLaplace laplace) {
      return new LaplaceBound(laplace, probability);
    }
    if (mechanism instanceof DiscreteGaussian gaussian) {
      return new GaussianBound(gaussian.scale(), probability);
    }
    throw new IllegalArgumentException("no threshold is known on noise of " + mechanism.name());
  }

  private record LaplaceBound(DiscreteLaplace noise, Fraction probability, int bits)
      implements TailBound {

    LaplaceBound(DiscreteLaplace noise, Fraction probability) {
      this(noise, probability, MORE_BITS + 2 * Math.max(0, 1 - probability.binaryMagnitude()));
    }

    /** q^m from above over 1 + q from below, compared without a division. */
    @Override
    public boolean isAtMost(long m) {
      BigInteger unit = BigInteger.ONE.shiftLeft(bits);
      BigInteger power = inverseExponential(BigInteger.valueOf(m)).upper();
      BigInteger divisor = unit.add(inverseExponential(BigInteger.ONE).lower());
      return power
              .multiply(probability.denominator())
              .compareTo(divisor.multiply(probability.numerator()))
          <= 0;
    }

    private ExponentialBracket inverseExponential(BigInteger steps) {
      return ExponentialBracket.ofNegative(
          steps.multiply(BigInteger.valueOf(noise.scaleDenominator())),
          BigInteger.valueOf(noise.scaleNumerator()),
          bits);
    }

    @Override
    public long estimate() {
      double logOfSum = Math.log1p(Math.exp(-1 / noise.scale()));
      return (long) Math.ceil(noise.scale() * -(Math.log(probability.doubleValue()) + logOfSum));
    }
  }

  private record GaussianBound(double sigma, Fraction probability) implements TailBound {

    /** Twice next below: a fraction's double is off by less than an ulp. */
    private double allowed() {
      return Math.nextDown(Math.nextDown(probability.doubleValue()));
    }

    /** 2^-50 of z is more than what its conversion, subtraction and division are off by. */
    @Override
    public boolean isAtMost(long m) {
      double z = ((double) m - 0.5) / sigma * (1 - 0x1p-50);
      return z >= 1
          && NormalLaw.upperTail(z) * (1 + NormalLaw.relativeError(z)) * (1 + 0x1p-50) <= allowed();
    }

    @Override
    public long estimate() {
      double quantile = NormalLaw.upperQuantile(Math.min(0.5, probability.doubleValue()));
      return (long) Math.ceil(Math.max(1, quantile) * sigma + 0.5);
    }
  }

  /** P(X >= m) in doubles, for display. */
  public static double upperTail(NoiseMechanism mechanism, long m) {
    if (m <= 0) {
      return 1 - upperTail(mechanism, 1 - m);
    }
    if (mechanism instanceof DiscreteLaplace laplace) {
      double logOfSum = Math.log1p(Math.exp(-1 / laplace.scale()));
      return Math.exp(-((double) m / laplace.scale()) - logOfSum);
    }
    double sigma = mechanism.scale();
    if (sigma > LARGEST_SUMMED_SIGMA) {
      return NormalLaw.upperTail(((double) m - 0.5) / sigma);
    }
    double tail = 0;
    double mass = 0;
    for (long x = (long) Math.ceil(40 * sigma) + 1; x >= 1; x--) {
      double weight = Math.exp(-0.5 * ((double) x / sigma) * ((double) x / sigma));
      mass += weight;
      tail += x >= m ? weight : 0;
    }
    return tail / (1 + 2 * mass);
  }
}
