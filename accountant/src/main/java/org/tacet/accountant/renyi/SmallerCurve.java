package org.tacet.accountant.renyi;

/** The smaller of two bounds of the same divergence. */
record SmallerCurve(RenyiCurve one, RenyiCurve other) implements RenyiCurve {

  @Override
  public double at(double order) {
    return Math.min(one.at(order), other.at(order));
  }

  @Override
  public double largestLoss() {
    return Math.min(one.largestLoss(), other.largestLoss());
  }
}
