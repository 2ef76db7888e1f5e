package org.tacet.accountant.renyi;

/**
 * Laplace noise of pure epsilon (Mironov 2017, Proposition 6):
 *
 * <pre>
 *   E_Q[w^alpha] = (alpha e^((alpha - 1) epsilon) + (alpha - 1) e^(-alpha epsilon)) / (2 alpha - 1)
 * </pre>
 *
 * The tangents of both exponentials at 0 cancel, so that the excess over 1 is the same mean of e^t
 * - 1 - t, which loses no digits.
 *
 * @param epsilon at least 0
 */
record LaplaceCurve(double epsilon) implements RenyiCurve {

  @Override
  public double at(double order) {
    if (epsilon == Double.POSITIVE_INFINITY) {
      return epsilon;
    }
    double above = order - 1;
    double whole = order + above;
    LogSum sum = new LogSum();
    sum.add(Math.log(order / whole) + PowerExcess.logOfExponential(above * epsilon));
    sum.add(Math.log(above / whole) + PowerExcess.logOfExponential(-order * epsilon));
    double divergence = PowerExcess.divergence(order, sum.value(), above * epsilon);
    return Math.min(divergence, largestLoss());
  }

  @Override
  public double largestLoss() {
    return epsilon * (1 + 0x1p-51);
  }
}
