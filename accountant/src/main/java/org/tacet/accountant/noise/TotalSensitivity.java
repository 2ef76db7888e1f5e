package org.tacet.accountant.noise;

import java.math.BigInteger;

/**
 * How far one privacy unit, added or removed, moves the vector of one aggregate over all groups
 * where what it adds is bounded over its groups together as well (P1): at most {@code maxGroups}
 * entries change, each by at most {@code lInf} grid steps, and all by at most {@code l1}.
 *
 * <p>Accounted are q = min(maxGroups, ceil(l1 / lInf)) entries, each moved by lInf: {@link
 * #covering}. No vector x within the bounds costs more. By L1 and L2 norm that is plain: sum x_i <=
 * l1 <= q lInf, and sum x_i^2 <= lInf sum x_i. It holds of the whole curve of (epsilon, delta) too.
 * Signs don't matter, as the noise is symmetric; a longer move costs more, as it is log-concave.
 * Pairs that dominate one another may be put into a product (Zhu, Dong, Wang 2022, Theorem 10), so
 * that it suffices to look at two entries x >= y >= 1.
 *
 * <p><b>Discrete Laplace noise.</b> Moving (x + 1, y - 1) costs no less than (x, y). Repeated, that
 * turns any vector of a sum of at most q lInf into one of which all entries but one are 0 or lInf,
 * and then into q entries of lInf. Let p = e^(-a), P(z) proportional to p^|z|. A move by x has the
 * loss a (x - 2 min(E, x)), where P(E >= k) = p^k / (1 + p) from k = 1 on. So (x, y) loses a (s - 2
 * R) with s = x + y and R = min(E, x) + min(E', y), and (x + 1, y - 1) loses a (s - 2 R'). Counting
 * where one of R, R' is below k and the other is not gives
 *
 * <pre>
 *   (1 + p)^2 (P(R >= k) - P(R' >= k)) = p^y            at k = y,
 *                                        (1 - p) p^k    for y < k <= x,
 *                                        -p^(x + 2)     at k = x + 1, and 0 elsewhere.
 * </pre>
 *
 * delta(epsilon) is the mean of h(R), h(k) = max(0, 1 - e^(epsilon - a (s - 2 k))), whose steps h(k
 * - 1) - h(k) are c p^(-2 k) as long as h(k) > 0, then one is less, then they are 0. With full
 * steps the deltas are equal, for p^(-y) + (1 - p) (p^(-y-1) + ... + p^(-x)) - p^(-x) = 0. The only
 * negative term is the last one, and a step that is not full makes it smaller or leaves it out. So
 * (x + 1, y - 1) has no smaller delta, at any epsilon; in the other direction the pair is its own
 * mirror.
 *
 * <p><b>Discrete Gaussian noise</b> is not quite the same in all directions. Here is proved:
 *
 * <ul>
 *   <li>Moving (x, y) costs no more than moving one entry by x + y: a test of one pair after the
 *       other is no better than one of the sum, and for a log-concave law that is what the power of
 *       the sum is. So for lInf <= 2, or where at most one entry is neither 0 nor lInf, q entries
 *       cost no less.
 *   <li>Otherwise sum x_i^2 = lInf sum x_i - sum x_i (lInf - x_i) <= q lInf^2 - 2 (lInf - 1). As in
 *       {@link VectorNorm#underGaussian}, a discrete vector at sigma costs no more than a
 *       continuous one at sigma^2 - 4, and q entries no less than continuous ones at sigma^2 + 4,
 *       up to a factor for each entry that is less than 1e-33 from 1. So (q lInf^2 - 2 (lInf - 1))
 *       / (sigma^2 - 4) <= q lInf^2 / (sigma^2 + 4) suffices, which holds from (lInf - 1) sigma^2
 *       >= 4 q lInf^2 on; {@link #holdsUnderGaussian} asks for twice that, and then what is left
 *       over exceeds the factors by far.
 * </ul>
 *
 * @param maxGroups how many groups a unit contributes to (L0), at least 1
 * @param lInf the largest change of one group, in grid steps, at least 0
 * @param l1 the largest sum of changes over all groups, in grid steps, at least 0
 */
public record TotalSensitivity(long maxGroups, long lInf, BigInteger l1) {

  /** Up to here entries put together are whole moves. */
  private static final long MERGED_MOVE = 2;

  public TotalSensitivity {
    if (l1.signum() < 0) {
      throw new IllegalArgumentException("l1 must be at least 0. Provided value: " + l1);
    }
    // The others as Sensitivity asks for them.
    lInf = BigInteger.valueOf(new Sensitivity(maxGroups, lInf).lInf()).min(l1).longValueExact();
  }

  /** What noise has to cover: as many whole moves as the sum allows, one part of one rounded up. */
  public Sensitivity covering() {
    return new Sensitivity(isBound() ? moves().longValueExact() : maxGroups, lInf);
  }

  /**
   * Whether {@link #covering} is proved for discrete Gaussian noise of this scale, in steps; for
   * discrete Laplace noise it is for any.
   */
  public boolean holdsUnderGaussian(double scale) {
    // In doubles the two sides are off by less than 1e-14 of themselves, and there is a factor 2.
    return !isBound()
        || lInf <= MERGED_MOVE
        || (lInf - 1) * scale * scale >= 8 * covering().l2Squared().doubleValue();
  }

  /** Whether the sum allows fewer whole moves than there are groups. */
  private boolean isBound() {
    return lInf > 0 && moves().compareTo(BigInteger.valueOf(maxGroups)) < 0;
  }

  private BigInteger moves() {
    BigInteger[] moves = l1.divideAndRemainder(BigInteger.valueOf(lInf));
    return moves[1].signum() == 0 ? moves[0] : moves[0].add(BigInteger.ONE);
  }
}
