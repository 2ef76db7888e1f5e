package org.tacet.accountant.renyi;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** Renyi divergences from their definition: sums over outcomes, and integrals by Simpson's rule. */
final class ReferenceDivergence {

  private static final int STEPS = 40_000;

  private ReferenceDivergence() {}

  /** log(sum of p^alpha q^(1 - alpha)) / (alpha - 1). */
  static double ofMasses(double[] p, double[] q, double order) {
    double[] logTerms =
        IntStream.range(0, p.length)
            .filter(outcome -> p[outcome] > 0)
            .mapToDouble(x -> order * Math.log(p[x]) + (1 - order) * Math.log(q[x]))
            .toArray();
    return logSum(logTerms) / (order - 1);
  }

  static double largerOfMasses(double[] p, double[] q, double order) {
    return Math.max(ofMasses(p, q, order), ofMasses(q, p, order));
  }

  /** Of two densities, given by their logarithms, on an interval. */
  static double ofDensities(
      DoubleUnaryOperator logP, DoubleUnaryOperator logQ, double order, double from, double to) {
    double width = (to - from) / STEPS;
    double[] logTerms = new double[STEPS + 1];
    for (int node = 0; node <= STEPS; node++) {
      double x = from + node * width;
      int weight = node == 0 || node == STEPS ? 1 : node % 2 == 1 ? 4 : 2;
      logTerms[node] =
          Math.log(weight * width / 3)
              + order * logP.applyAsDouble(x)
              + (1 - order) * logQ.applyAsDouble(x);
    }
    return logSum(logTerms) / (order - 1);
  }

  static double largerOfDensities(
      DoubleUnaryOperator p, DoubleUnaryOperator q, double order, double from, double to) {
    return Math.max(ofDensities(p, q, order, from, to), ofDensities(q, p, order, from, to));
  }

  /** The logarithm of the sum of w_i N(c_i, sigma^2). */
  static DoubleUnaryOperator mixture(double sigma, double[] centers, double[] weights) {
    double logNorm = Math.log(sigma * Math.sqrt(2 * Math.PI));
    return x -> {
      double[] logTerms = new double[centers.length];
      for (int i = 0; i < centers.length; i++) {
        double z = (x - centers[i]) / sigma;
        logTerms[i] = Math.log(weights[i]) - z * z / 2 - logNorm;
      }
      return logSum(logTerms);
    };
  }

  static double logSum(double... logTerms) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double logTerm : logTerms) {
      largest = Math.max(largest, logTerm);
    }
    double sum = 0;
    for (double logTerm : logTerms) {
      sum += Math.exp(logTerm - largest);
    }
    return largest + Math.log(sum);
  }
}
