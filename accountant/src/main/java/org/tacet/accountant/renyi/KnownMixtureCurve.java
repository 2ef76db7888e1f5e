package org.tacet.accountant.renyi;

/**
 * One mechanism with probability p, another otherwise, where it is known which: E_Q[w^alpha] is the
 * mean of both, so that the bound is quasi-convex in either.
 *
 * @param probability p, rounded up
 * @param one which usually costs more
 * @param other with probability 1 - p
 */
record KnownMixtureCurve(double probability, RenyiCurve one, RenyiCurve other)
    implements RenyiCurve {

  @Override
  public double at(double order) {
    double usual = other.at(order);
    double rare = one.at(order);
    if (rare <= usual) {
      return usual; // a probability that is rounded up would be on the wrong side
    }
    double above = order - 1;
    // log(e^u (1 + p (e^(r - u) - 1))).
    double more = AtomCurve.sampledLoss(above * (rare - usual), probability) / above;
    double divergence = (usual + more) * (1 + 0x1p-48);
    return Double.isNaN(divergence) ? rare : Math.min(rare, divergence);
  }

  @Override
  public double largestLoss() {
    return Math.max(one.largestLoss(), other.largestLoss());
  }
}
