package org.tacet.accountant.noise;

import java.math.BigInteger;

/**
 * By which norm a vector of whole steps is bounded within one group, and what noise on each of its
 * components has to cover.
 */
public enum VectorNorm {
  /** The sum of magnitudes. */
  L1("l1"),
  /** The root of the sum of squares. */
  L2("l2"),
  /** The largest magnitude. */
  L_INFINITY("linf");

  private final String word;

  VectorNorm(String word) {
    this.word = word;
  }

  /** The word that a spec uses. */
  public String word() {
    return word;
  }

  /**
   * Returns what independent Laplace noise on each component has to cover.
   *
   * <ul>
   *   <li>L1 at most C: moving the components one after the other costs no more than one component
   *       moved by C, for the loss of a chain of shifts is that of their sum (log-concave law).
   *   <li>L2 at most C: L1 is at most sqrt(d) C, rounded up.
   *   <li>L-infinity at most C: d components, each moved by C.
   * </ul>
   *
   * @param maxGroups how many groups a unit contributes to, at least 1
   * @param length d, the number of components, at least 1
   * @param maxNorm C, in steps, at least 1
   * @throws ArithmeticException if that is more than a long holds
   */
  public Sensitivity underLaplace(long maxGroups, int length, long maxNorm) {
    return switch (this) {
      case L1 -> new Sensitivity(maxGroups, maxNorm);
      case L2 -> new Sensitivity(maxGroups, rootOfUpward(length, maxNorm));
      case L_INFINITY -> new Sensitivity(Math.multiplyExact(maxGroups, length), maxNorm);
    };
  }

  /**
   * Returns what independent discrete Gaussian noise on each component has to cover; for the L2
   * norm if {@link #holdsUnderGaussian} says so of the noise that is drawn.
   *
   * <p>L1 and L-infinity as for Laplace noise. By L2 a vector moves in any direction, and discrete
   * Gaussian noise is not quite the same in all. Accounted is one component moved by C + 1, which
   * costs more than a vector of norm at most C, by two steps of post-processing:
   *
   * <ul>
   *   <li>Let Y be continuous Gaussian noise of variance sigma^2 - 4 around the vector. Rounded at
   *       random to whole numbers by a discrete Gaussian law of variance 4 around Y, it has the
   *       discrete law of variance sigma^2, up to a factor: the masses of the rounding add up to
   *       the same for every Y but for a part of 2 e^(-8 pi^2) < 1e-33 (Poisson summation). So the
   *       discrete vector costs no more than the continuous one, whose pair is that of one
   *       component moved by C, at sigma^2 - 4.
   *   <li>One discrete component at sigma moved by C + 1, with continuous Gaussian noise of
   *       variance 4 added to it, is continuous noise of variance sigma^2 + 4, up to such a factor.
   * </ul>
   *
   * <p>So it suffices that (C + 1)^2 / (sigma^2 + 4) is above C^2 / (sigma^2 - 4). That holds from
   * sigma^2 = 4 C + 8 on; from twice that on, what is left over exceeds the two factors by far.
   */
  public Sensitivity underGaussian(long maxGroups, int length, long maxNorm) {
    return this == L2 && length > 1
        ? new Sensitivity(maxGroups, Math.addExact(maxNorm, 1))
        : this == L2
            ? new Sensitivity(maxGroups, maxNorm)
            : underLaplace(maxGroups, length, maxNorm);
  }

  /** Whether {@link #underGaussian} is proved for noise of this scale, in steps. */
  public boolean holdsUnderGaussian(int length, long maxNorm, double scale) {
    // In doubles the two sides are off by less than 1e-15 of themselves, and there is a factor 2.
    return this != L2 || length == 1 || scale * scale >= 8.0 * maxNorm + 16;
  }

  private static long rootOfUpward(int length, long maxNorm) {
    BigInteger squared = BigInteger.valueOf(maxNorm).pow(2).multiply(BigInteger.valueOf(length));
    BigInteger[] root = squared.sqrtAndRemainder();
    return (root[1].signum() == 0 ? root[0] : root[0].add(BigInteger.ONE)).longValueExact();
  }
}
