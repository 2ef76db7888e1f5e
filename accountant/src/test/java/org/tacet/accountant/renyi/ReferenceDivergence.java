package org.tacet.accountant.renyi;

import java.util.function.DoubleUnaryOperator;

/** Renyi divergences from their definition: sums over outcomes, and integrals by Simpson's rule. */
final class ReferenceDivergence {

  private ReferenceDivergence() {}

  /** log(sum of p^alpha q^(1 - alpha)) / (alpha - 1). */
  static double ofMasses(double[] p, double[] q, double order) {
    double sum = 0;
    for (int outcome = 0; outcome < p.length; outcome++) {
      if (p[outcome] > 0) {
        sum += Math.pow(p[outcome], order) * Math.pow(q[outcome], 1 - order);
      }
    }
    return Math.log(sum) / (order - 1);
  }

  static double largerOfMasses(double[] p, double[] q, double order) {
    return Math.max(ofMasses(p, q, order), ofMasses(q, p, order));
  }

  /** Of two densities on an interval, by 2 * 10^5 nodes. */
  static double ofDensities(
      DoubleUnaryOperator p, DoubleUnaryOperator q, double order, double from, double to) {
    int steps = 200_000;
    double width = (to - from) / steps;
    double sum = 0;
    for (int node = 0; node <= steps; node++) {
      double x = from + node * width;
      int weight = node == 0 || node == steps ? 1 : node % 2 == 1 ? 4 : 2;
      double logTerm =
          order * Math.log(p.applyAsDouble(x)) + (1 - order) * Math.log(q.applyAsDouble(x));
      sum += Double.isNaN(logTerm) ? 0 : weight * Math.exp(logTerm);
    }
    return Math.log(sum * width / 3) / (order - 1);
  }

  static double largerOfDensities(
      DoubleUnaryOperator p, DoubleUnaryOperator q, double order, double from, double to) {
    return Math.max(ofDensities(p, q, order, from, to), ofDensities(q, p, order, from, to));
  }

  /** Sum of w_i N(c_i, sigma^2). */
  static DoubleUnaryOperator mixture(double sigma, double[] centers, double[] weights) {
    return x -> {
      double sum = 0;
      for (int i = 0; i < centers.length; i++) {
        double z = (x - centers[i]) / sigma;
        sum += weights[i] * Math.exp(-z * z / 2);
      }
      return sum / (sigma * Math.sqrt(2 * Math.PI));
    };
  }
}
