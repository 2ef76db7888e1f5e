package org.tacet.accountant.distribution;

/**
 * Skellam noise of variance mu, P(x) = e^-mu I_|x|(mu), around a whole number that moves by d: P
 * around d over Q around 0. The law is log-concave, so that smaller moves cost less, as in {@link
 * DiscreteGaussianPair}.
 *
 * <p>The ratios r_k = I_k / I_(k-1) = 1 / (2 k / mu + r_(k+1)) (Abramowitz, Stegun 1964, 9.6.26)
 * are computed downwards from beyond the last one needed, which is stable (Miller's algorithm): an
 * error of r_(k+1) arrives in r_k times r_k^2, and all terms are positive.
 */
final class SkellamPair implements DominatingPair {

  private static final double LARGEST_MU = 1e9;

  private final double mu;
  private final int shift;

  /**
   * @param mu the variance, above 0 and at most 1e9
   * @param shift d, at least 1 and at most 1e6
   */
  SkellamPair(double mu, double shift) {
    if (mu > LARGEST_MU || shift > 1e6) {
      throw new IllegalArgumentException(
          "mu must be at most 1e9 and the sensitivity at most 1e6 for the pld accountant. Provided"
              + " value: mu "
              + mu
              + ", sensitivity "
              + shift
              + ". Use the rdp accountant.");
    }
    this.mu = mu;
    this.shift = (int) shift;
  }

  @Override
  public LossCells cells(double interval, double tail) {
    int reach = reach(tail);
    int last = reach + shift + 1;
    double[] logRatios = logRatios(last);
    // log P(x) up to a constant, then the constant: P(0) = 1 / (1 + 2 sum of products of ratios).
    double[] logLaw = new double[last + 1];
    double norm = 1;
    for (int x = 1; x <= last; x++) {
      logLaw[x] = logLaw[x - 1] + logRatios[x];
      norm += 2 * Math.exp(logLaw[x]);
    }
    double logNorm = Math.log(norm);
    double largest = Math.abs(logLaw[reach] - logLaw[reach + shift]);
    LossCells cells = new LossCells(interval, -largest - 1, largest + 1);
    // Logarithms are sums of up to `last` terms, each off by a few units.
    cells.uncertain(0x1p-51 * last * (1 - logRatios[last]));
    for (int x = -reach; x <= reach + shift; x++) {
      double logP = logLaw[Math.abs(x - shift)];
      double logQ = logLaw[Math.abs(x)];
      cells.add(logP - logQ, Math.exp(logP - logNorm), Math.exp(logQ - logNorm));
    }
    // Ratios fall, so that the sum beyond is at most a geometric one.
    double ratio = Math.exp(logRatios[reach + 1]);
    cells.truncate(Math.exp(logLaw[reach] - logNorm) * ratio / (1 - ratio) * (1 + 1e-6));
    return cells;
  }

  private double[] logRatios(int last) {
    double[] logRatios = new double[last + 1];
    int start = last + 60 + (int) (4 * Math.sqrt(mu));
    double ratio = 1 / (start / mu + Math.hypot(1, start / mu));
    for (int k = start; k >= 1; k--) {
      ratio = 1 / (2 * k / mu + ratio);
      if (k <= last) {
        logRatios[k] = Math.log(ratio);
      }
    }
    return logRatios;
  }

  /**
   * P(X >= x) <= exp(-x^2 / (2 (mu + x / 3))), by Bernstein's inequality for Poisson differences.
   */
  private int reach(double tail) {
    double logInverse = -Math.log(tail);
    double reach = logInverse / 3 + Math.sqrt(logInverse * logInverse / 9 + 2 * logInverse * mu);
    return (int) Math.ceil(reach) + 1;
  }

  @Override
  public boolean symmetric() {
    return true;
  }

  @Override
  public double largestLoss() {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public double largestReversedLoss() {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public double deviation() {
    return shift / Math.sqrt(mu);
  }

  @Override
  public double width(double tail) {
    int reach = reach(tail);
    return 2 * shift * Math.log1p(2 * (reach + shift) / mu);
  }
}
