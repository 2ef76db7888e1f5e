package org.tacet.accountant.renyi;

/** Bounds for mechanisms on a sample that need no more than the mechanism's own bounds. */
final class SampledCurves {

  private SampledCurves() {}

  /**
   * A mechanism on a Poisson sample, for units added or removed. With w = P / Q of the mechanism,
   * the sampled ratio is 1 - q + q w, and at whole orders n
   *
   * <pre>
   *   E_Q[(1 - q + q w)^n] - 1 = sum over l = 2..n of binom(n, l) q^l (1 - q)^(n - l) (E_Q[w^l] - 1)
   * </pre>
   *
   * That is one order of the neighbours. The other is no more where an involution swaps P and Q, as
   * it does for symmetric noise (Mironov, Talwar, Zhang 2019, Theorem 5). In general all E_Q[w^l]
   * with l >= 3 count three times (Zhu, Wang 2019, "Poisson subsampled Renyi differential privacy",
   * Theorem 5).
   *
   * @param inner the mechanism, for units added or removed
   * @param q in (0, 1)
   * @param symmetric whether for any two neighbours an involution swaps P and Q
   */
  static RenyiCurve poissonSampled(RenyiCurve inner, double q, boolean symmetric) {
    RenyiCurve bound = new EveryOrderCurve(inner, q, symmetric);
    return new WholeOrderCurve(
        order -> {
          LogSum sum = new LogSum();
          double logBinomial = Math.log(order);
          double magnitude = order;
          for (int l = 2; l <= order; l++) {
            logBinomial += Math.log((order - l + 1.0) / l);
            double logMoment = (l - 1) * inner.at(l);
            if (!symmetric && l >= 3) {
              logMoment += Math.log(3);
            }
            double logWeight = logBinomial + l * Math.log(q) + (order - l) * Math.log1p(-q);
            sum.add(logWeight + logExpm1(logMoment));
            magnitude = Math.max(magnitude, logMoment + logBinomial + order - l * Math.log(q));
          }
          return PowerExcess.divergence(order, sum.value(), 4 * magnitude);
        },
        bound);
  }

  /**
   * A mechanism on m of n records, drawn without replacement, for records that are replaced (Wang,
   * Balle, Kasiviswanathan 2019, Theorem 9), gamma = m / n:
   *
   * <pre>
   *   E - 1 <= gamma^2 binom(a, 2) min(4 (e^D_2 - 1), e^D_2 min(2, (e^D_inf - 1)^2))
   *          + sum over j = 3..a of gamma^j binom(a, j) e^((j - 1) D_j) min(2, (e^D_inf - 1)^j)
   * </pre>
   *
   * @param inner the mechanism, for records that are replaced
   * @param gamma in (0, 1)
   */
  static RenyiCurve withoutReplacement(RenyiCurve inner, double gamma) {
    double logLargest = logExpm1(inner.largestLoss());
    return new WholeOrderCurve(
        order -> {
          LogSum sum = new LogSum();
          double logBinomial = Math.log(order);
          double magnitude = order;
          for (int j = 2; j <= order; j++) {
            logBinomial += Math.log((order - j + 1.0) / j);
            double logMoment = (j - 1) * inner.at(j);
            double logTerm = logMoment + Math.min(Math.log(2), j * logLargest);
            if (j == 2) {
              logTerm = Math.min(logTerm, Math.log(4) + logExpm1(logMoment));
            }
            sum.add(logTerm + logBinomial + j * Math.log(gamma));
            magnitude = Math.max(magnitude, logMoment + logBinomial + order - j * Math.log(gamma));
          }
          return PowerExcess.divergence(order, sum.value(), 4 * magnitude);
        },
        inner);
  }

  /** log(e^x - 1), x at least 0. */
  private static double logExpm1(double x) {
    return x > 40 ? x : Math.log(Math.expm1(x));
  }

  /**
   * Bounds at every order. For (1 - q) Q + q P over Q by Minkowski's inequality, E_Q[(1 - q + q
   * w)^alpha]^(1 / alpha) <= 1 - q + q E_Q[w^alpha]^(1 / alpha). For the other order of neighbours
   * without an involution by convexity, E_Q[(1 - q + q w)^(1 - alpha)] <= 1 - q + q E_Q[w^(1 -
   * alpha)]. Both are below the unsampled bound. The largest loss is that of the sampled ratio
   * (Balle, Barthe, Gaboardi 2018, "Privacy amplification by subsampling", Theorem 8).
   */
  private record EveryOrderCurve(RenyiCurve inner, double q, boolean symmetric)
      implements RenyiCurve {

    @Override
    public double at(double order) {
      double divergence = inner.at(order);
      double above = order - 1;
      double root = symmetric ? above / order : above;
      double sampled =
          AtomCurve.sampledLoss(root * divergence, q) / root * (1 + 0x1p-48) + Double.MIN_VALUE;
      return Math.min(
          largestLoss(), Double.isNaN(sampled) ? divergence : Math.min(sampled, divergence));
    }

    @Override
    public double largestLoss() {
      double largest = inner.largestLoss();
      return largest == Double.POSITIVE_INFINITY
          ? largest
          : AtomCurve.sampledLoss(largest, q) * (1 + 0x1p-48) + Double.MIN_VALUE;
    }
  }
}
