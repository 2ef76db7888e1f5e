package org.tacet.accountant.renyi;

/**
 * The logarithm of a sum of positive terms, given by their logarithms. Each addition is off by at
 * most 3 units of 2^-53 of the sum.
 */
final class LogSum {

  private double largest = Double.NEGATIVE_INFINITY;
  private double scaled;

  void add(double logTerm) {
    if (logTerm == Double.NEGATIVE_INFINITY) {
      return;
    }
    if (logTerm <= largest) {
      scaled += Math.exp(logTerm - largest);
    } else {
      scaled = scaled * Math.exp(largest - logTerm) + 1;
      largest = logTerm;
    }
  }

  double value() {
    return scaled == 0 || largest == Double.POSITIVE_INFINITY
        ? largest
        : largest + Math.log(scaled);
  }
}
