package org.tacet.accountant.noise;

import java.math.BigInteger;

/**
 * How far one privacy unit, added or removed, moves the vector of one aggregate over all groups
 * (P1): at most {@code maxGroups} entries change, each by at most {@code lInf} grid steps.
 *
 * @param maxGroups how many groups a unit contributes to (L0), at least 1
 * @param lInf the largest change of one group, in grid steps, at least 0
 */
public record Sensitivity(long maxGroups, long lInf) {

  public Sensitivity {
    if (maxGroups < 1) {
      throw new IllegalArgumentException(
          "maxGroups must be at least 1. Provided value: " + maxGroups);
    }
    if (lInf < 0) {
      throw new IllegalArgumentException("lInf must be at least 0. Provided value: " + lInf);
    }
  }

  /** The L1 norm of the change: L0 lInf, in grid steps. */
  public BigInteger l1() {
    return BigInteger.valueOf(maxGroups).multiply(BigInteger.valueOf(lInf));
  }

  /** The square of the L2 norm of the change: L0 lInf^2, in squared grid steps. */
  public BigInteger l2Squared() {
    return l1().multiply(BigInteger.valueOf(lInf));
  }
}
