package org.tacet.accountant.renyi;

/**
 * Skellam noise of variance mu on whole numbers that move by at most l1 in L1 and l2 in L2 norm
 * (Agarwal, Kairouz, Liu 2021, "The Skellam mechanism for differentially private federated
 * learning", Theorem 3.5), at whole orders alpha:
 *
 * <pre>
 *   D_alpha <= alpha l2^2 / (2 mu) + min(((2 alpha - 1) l2^2 + 6 l1) / (4 mu^2), 3 l1 / (2 mu))
 * </pre>
 */
final class SkellamCurve {

  private SkellamCurve() {}

  /** Between whole orders on chords; beyond those of {@link WholeOrderCurve} at the next one. */
  static RenyiCurve of(double mu, double l1, double l2) {
    return new WholeOrderCurve(
        order -> atWhole(mu, l1, l2, order), order -> atWhole(mu, l1, l2, Math.ceil(order)));
  }

  private static double atWhole(double mu, double l1, double l2, double order) {
    double first = l2 * l2 / mu;
    double correction =
        Math.min((2 * order - 1) * first / (4 * mu) + 6 * l1 / mu / (4 * mu), 3 * l1 / (2 * mu));
    double divergence = (order * first / 2 + correction) * (1 + 0x1p-49);
    return Double.isNaN(divergence) ? Double.POSITIVE_INFINITY : divergence;
  }

  /**
   * rho and xi with D_alpha <= xi + rho alpha at all real orders. At whole ones that is the bound
   * above. Between them its chord of (alpha - 1) (xi + rho alpha) is above by rho t (1 - t), t the
   * fractional part of alpha; divided by alpha - 1 >= t that is at most rho, which is added to xi.
   */
  static LinearCurve concentrated(double mu, double l1, double l2) {
    double first = l2 * l2 / mu;
    double rho = first / 2;
    double xi = 3 * l1 / (2 * mu);
    double quadratic = (first / 2 + first / (2 * mu)) * (1 + 0x1p-50);
    double offset = Math.max(0, (6 * l1 / mu - first) / (4 * mu));
    if (quadratic - rho < xi - offset) { // less at order 1 already, and its slope is little more
      rho = quadratic;
      xi = offset;
    }
    return new LinearCurve((xi + rho) * (1 + 0x1p-49), rho * (1 + 0x1p-49));
  }
}
