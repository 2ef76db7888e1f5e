package org.tacet.accountant.renyi;

/**
 * Bounds from above of the Renyi divergences of a mechanism on any two neighbours, in either order:
 *
 * <pre>D_alpha(P || Q) = log E_Q[(P / Q)^alpha] / (alpha - 1)</pre>
 *
 * (Mironov 2017, "Renyi differential privacy", Definition 4). Whatever an order gives is a bound;
 * divergences never fall in alpha (Van Erven, Harremoes 2014, Theorem 3), so that a bound at an
 * order holds for all smaller ones.
 */
interface RenyiCurve {

  /**
   * The divergence in nats, rounded up; never NaN.
   *
   * @param order alpha, above 1 and finite
   */
  double at(double order);

  /** The largest privacy loss, which is the limit of all orders; infinity if there is none. */
  default double largestLoss() {
    return Double.POSITIVE_INFINITY;
  }
}
