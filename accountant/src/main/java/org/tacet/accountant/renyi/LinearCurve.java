package org.tacet.accountant.renyi;

/**
 * D_alpha = xi + rho alpha: Gaussian noise with rho = mu^2 / 2 (Mironov 2017, Proposition 7), all
 * discrete Gaussian noise (Canonne, Kamath, Steinke 2020, Proposition 5), and whatever is (xi,
 * rho)-zCDP by definition (Bun, Steinke 2016, Definition 8.1).
 *
 * @param xi at least 0
 * @param rho at least 0
 */
record LinearCurve(double xi, double rho) implements RenyiCurve {

  @Override
  public double at(double order) {
    double slope = rho == 0 ? 0 : rho * order;
    return (xi + slope) * (1 + 0x1p-51);
  }

  @Override
  public double largestLoss() {
    return rho == 0 ? xi : Double.POSITIVE_INFINITY;
  }
}
