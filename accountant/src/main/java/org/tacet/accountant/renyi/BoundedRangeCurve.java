package org.tacet.accountant.renyi;

/**
 * The exponential mechanism and all whose losses lie in some interval [t - epsilon, t] (Durfee,
 * Rogers 2019, "Practical differentially private top-k selection with pay-what-you-get
 * composition", Definition 3.1).
 *
 * <p>Under Q the ratio w = P / Q has mean 1 and lies in [e^(t - epsilon), e^t]. As w^alpha is
 * convex, its mean is largest if w takes the two ends alone, where with beta = alpha - 1
 *
 * <pre>
 *   E_Q[w^alpha] (1 - e^-epsilon) = e^(beta t) (1 - e^(-alpha epsilon))
 *                                 - e^(alpha t) (e^-epsilon - e^(-alpha epsilon)).
 * </pre>
 *
 * That is largest at e^t = beta (1 - e^(-alpha epsilon)) / (alpha (e^-epsilon - e^(-alpha
 * epsilon))), and there
 *
 * <pre>
 *   D_alpha = (alpha r(alpha epsilon) - beta r(beta epsilon) - r(epsilon)) / beta,
 *   r(x) = log(sinh(x / 2) / (x / 2)).
 * </pre>
 *
 * It is below alpha epsilon^2 / 8, which is proved by Cesar, Rogers 2021, "Bounding, concentrating,
 * and truncating", Lemma 3.4, and is taken where rounding has more of a say.
 *
 * @param epsilon at least 0
 */
record BoundedRangeCurve(double epsilon) implements RenyiCurve {

  /** Below it digits are lost by the division by alpha - 1; divergences never fall in alpha. */
  private static final double SMALLEST_ORDER = 1 + 0x1p-20;

  @Override
  public double at(double order) {
    double quadratic = order * epsilon * epsilon / 8 * (1 + 0x1p-50) + Double.MIN_VALUE;
    double alpha = Math.max(order, SMALLEST_ORDER);
    double above = alpha - 1;
    double all = alpha * logSinhQuotient(alpha * epsilon);
    double fewer = above * logSinhQuotient(above * epsilon);
    double one = logSinhQuotient(epsilon);
    double divergence =
        (all - fewer - one + 0x1p-47 * (all + fewer + one)) / above + Double.MIN_VALUE;
    return Math.min(
        largestLoss(), Double.isNaN(divergence) ? quadratic : Math.min(divergence, quadratic));
  }

  /** r(x), to 16 units of 2^-53: a series of positive terms, and beyond 1 its logarithm. */
  private static double logSinhQuotient(double x) {
    if (x > 40) {
      return x / 2 - Math.log(x);
    }
    if (x > 1) {
      return Math.log(2 * Math.sinh(x / 2) / x);
    }
    double square = x * x / 4;
    double term = 1;
    double sum = 0;
    for (int n = 1; n < 12; n++) {
      term *= square / (2 * n * (2 * n + 1.0));
      sum += term;
    }
    return Math.log1p(sum);
  }

  @Override
  public double largestLoss() {
    return epsilon * (1 + 0x1p-51);
  }
}
