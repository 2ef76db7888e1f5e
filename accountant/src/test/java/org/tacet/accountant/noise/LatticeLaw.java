package org.tacet.accountant.noise;

/** A symmetric law on the integers, in double arithmetic, written apart from the samplers. */
interface LatticeLaw {

  /** P(X <= k), to about 1e-13. */
  double atMost(long k);

  /** The smallest k with P(X <= k) >= probability, for probabilities in [0.001, 0.999]. */
  default long quantile(double probability) {
    long low = -(1L << 58);
    long high = 1L << 58;
    while (high - low > 1) {
      long middle = (low + high) >> 1;
      if (atMost(middle) >= probability) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  default double probability(long k) {
    return atMost(k) - atMost(k - 1);
  }

  /** P(x) proportional to exp(-|x| / scale): P(X > k) = q^(k+1) / (1 + q) with q = e^(-1/scale). */
  static LatticeLaw laplace(double scale) {
    double logOfSum = Math.log1p(Math.exp(-1 / scale));
    return k -> k >= 0 ? 1 - Math.exp(-(k + 1) / scale - logOfSum) : Math.exp(k / scale - logOfSum);
  }

  /**
   * P(x) proportional to exp(-x^2 / (2 sigma^2)), by summing up to sigma = 4096, and by the normal
   * law beyond, where the difference is of the order sigma^-2.
   */
  static LatticeLaw gaussian(double sigma) {
    if (sigma > 4096) {
      return k -> {
        double z = (k + 0.5) / sigma;
        double tail = NormalTail.twoSided(Math.abs(z)) / 2;
        return z < 0 ? tail : 1 - tail;
      };
    }
    int last = (int) Math.ceil(12 * sigma) + 2;
    double[] upTo = new double[2 * last + 1];
    double sum = 0;
    for (int index = 0; index < upTo.length; index++) {
      double z = (index - last) / sigma;
      sum += Math.exp(-z * z / 2);
      upTo[index] = sum;
    }
    double total = sum;
    return k -> {
      if (k < -last) {
        return 0;
      }
      return k >= last ? 1 : upTo[(int) k + last] / total;
    };
  }
}
