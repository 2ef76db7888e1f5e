package org.tacet.accountant.distribution;

/**
 * Gauss-Legendre rules of 2, 3 and 4 nodes on [-1, 1], for integrands whose nth derivative over
 * themselves is at most n! / scale^n or so, such as Gaussian densities with scale = sigma / (2 +
 * |x| / sigma). On a panel of width zeta scale with zeta at most 0.1 the rule of n nodes is off by
 * about zeta^(2 n) (n!)^4 / ((2 n + 1) ((2 n)!)^2) of the integral (Davis, Rabinowitz 1984,
 * equation 2.7.12), which the choice of n keeps below 2^-47.
 */
final class GaussLegendre {

  /** The widest panel, in units of the scale. */
  static final double WIDEST = 0.1;

  private static final double[][] NODES = {
    {-0.5773502691896257, 0.5773502691896257},
    {-0.7745966692414834, 0, 0.7745966692414834},
    {-0.8611363115940526, -0.33998104358485626, 0.33998104358485626, 0.8611363115940526}
  };

  private static final double[][] WEIGHTS = {
    {1, 1},
    {0.5555555555555556, 0.8888888888888888, 0.5555555555555556},
    {0.34785484513745385, 0.6521451548625461, 0.6521451548625461, 0.34785484513745385}
  };

  private GaussLegendre() {}

  /** Which rule suffices for a panel of width zeta. */
  static int ruleFor(double zeta) {
    if (zeta <= 0.002) {
      return 0;
    }
    return zeta <= 0.02 ? 1 : 2;
  }

  static int nodes(int rule) {
    return NODES[rule].length;
  }

  static double node(int rule, int index) {
    return NODES[rule][index];
  }

  static double weight(int rule, int index) {
    return WEIGHTS[rule][index];
  }
}
