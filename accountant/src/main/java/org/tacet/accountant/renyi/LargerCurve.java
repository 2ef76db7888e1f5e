package org.tacet.accountant.renyi;

/** The larger of two divergences at each order, for the two orders of the neighbours. */
record LargerCurve(RenyiCurve one, RenyiCurve other) implements RenyiCurve {

  @Override
  public double at(double order) {
    return Math.max(one.at(order), other.at(order));
  }

  @Override
  public double largestLoss() {
    return Math.max(one.largestLoss(), other.largestLoss());
  }
}
