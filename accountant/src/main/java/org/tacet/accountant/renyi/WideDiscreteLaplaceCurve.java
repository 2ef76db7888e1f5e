package org.tacet.accountant.renyi;

/**
 * Discrete Laplace noise P(x) = tanh(a / 2) exp(-a |x|) beside the same around a far d, by summing
 * the losses between the centers as a geometric series: with epsilon = a d and c = a (2 alpha - 1),
 *
 * <pre>
 *   E_Q[w^alpha] = (e^((alpha - 1) epsilon) + e^(-alpha epsilon)) / (1 + e^-a)
 *                + tanh(a / 2) e^(-alpha epsilon) (e^(c d) - e^c) / (e^c - 1)
 * </pre>
 *
 * Where the moment is next to 1 that loses digits, which are added; the bound of pure epsilon-DP
 * ({@link AtomCurve#pure}) is taken if it is less.
 */
final class WideDiscreteLaplaceCurve implements RenyiCurve {

  /** Below it digits are lost by the division by alpha - 1; divergences never fall in alpha. */
  private static final double SMALLEST_ORDER = 1.0625;

  private final double a;
  private final double shift;
  private final RenyiCurve pure;

  /**
   * @param a above 0
   * @param shift d, at least 2
   */
  WideDiscreteLaplaceCurve(double a, double shift) {
    this.a = a;
    this.shift = shift;
    this.pure = AtomCurve.pure(a * shift * (1 + 0x1p-52));
  }

  @Override
  public double at(double order) {
    double alpha = Math.max(order, SMALLEST_ORDER);
    double epsilon = a * shift;
    double logOuter = -Math.log1p(Math.exp(-a));
    double c = a * (2 * alpha - 1);
    LogSum sum = new LogSum();
    sum.add((alpha - 1) * epsilon + logOuter);
    sum.add(-alpha * epsilon + logOuter);
    double logSeries = c + logExpm1(c * (shift - 1)) - logExpm1(c);
    sum.add(Math.log(Math.tanh(a / 2)) - alpha * epsilon + logSeries);
    double error = 0x1p-44 + 0x1p-48 * alpha * epsilon + 0x1p-50 * Math.abs(Math.log(a));
    double divergence = (sum.value() + error) / (alpha - 1);
    double bound = pure.at(order);
    return Double.isNaN(divergence) ? bound : Math.min(divergence, bound);
  }

  private static double logExpm1(double x) {
    return x > 40 ? x : Math.log(Math.expm1(x));
  }

  @Override
  public double largestLoss() {
    return pure.largestLoss();
  }
}
