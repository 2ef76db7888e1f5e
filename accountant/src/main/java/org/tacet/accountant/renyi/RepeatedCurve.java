package org.tacet.accountant.renyi;

/**
 * The best of a random number K of runs (Papernot, Steinke 2022, "Hyperparameter tuning with Renyi
 * differential privacy"). For the truncated negative binomial law of shape eta and parameter gamma,
 * Theorem 2: for any other order h,
 *
 * <pre>
 *   D'_alpha <= D_alpha + (1 + eta) ((1 - 1 / h) D_h + log(1 / gamma) / h) + log E[K] / (alpha - 1)
 * </pre>
 *
 * For the Poisson law, Theorem 6: D'_alpha <= D_alpha + E[K] delta + log E[K] / (alpha - 1), where
 * a run is (log(1 + 1 / (alpha - 1)), delta)-DP.
 */
final class RepeatedCurve implements RenyiCurve {

  /** Orders 1 + e^(k / 8). */
  private static final double RUNG = 1.0 / 8;

  private static final int LOWEST = -64;
  private static final int RUNGS = 161;
  private static final double ROUNDED_UP = 1 + 0x1p-46;

  private final RenyiCurve run;
  private final double mean;
  private final double shape;
  private final RenyiConversion conversion;
  private final double bestOther;
  private final double[] orders = new double[RUNGS];
  private final double[] smallestFrom = new double[RUNGS];

  /**
   * @param run the curve of one run
   * @param mean E[K], at least 1
   * @param shape eta, at least 0; infinity for the Poisson law
   */
  RepeatedCurve(RenyiCurve run, double mean, double shape) {
    this.run = run;
    this.mean = mean;
    this.shape = shape;
    this.conversion = new RenyiConversion(run, 0);
    for (int rung = 0; rung < RUNGS; rung++) {
      orders[rung] = 1 + Math.exp((LOWEST + rung) * RUNG);
    }
    this.bestOther = shape == Double.POSITIVE_INFINITY ? 0 : bestOther();
    double smallest = Double.POSITIVE_INFINITY;
    for (int rung = RUNGS - 1; rung >= 0; rung--) {
      smallest = Math.min(smallest, theorem(orders[rung]));
      smallestFrom[rung] = smallest;
    }
  }

  /** The bound at the order, or at a larger one if that is less. */
  @Override
  public double at(double order) {
    double best = Math.min(theorem(order), largestLoss());
    int next = (int) Math.ceil(Math.log(order - 1) / RUNG) - LOWEST + 1; // surely a larger order
    return next >= RUNGS ? best : Math.min(best, smallestFrom[Math.max(0, next)]);
  }

  private double theorem(double order) {
    double above = order - 1;
    double runs = Math.log(mean) / above;
    double other = bestOther;
    if (shape == Double.POSITIVE_INFINITY) {
      double epsilon = Math.log1p(1 / above) * (1 - 0x1p-50);
      other = mean * conversion.delta(epsilon);
    }
    double divergence = (run.at(order) + other + runs) * ROUNDED_UP;
    return Double.isNaN(divergence) ? Double.POSITIVE_INFINITY : divergence;
  }

  private double bestOther() {
    double logInverse = logInverseGamma(mean, shape);
    double best = run.largestLoss();
    for (double order : orders) {
      double term = (1 - 1 / order) * run.at(order) + logInverse / order;
      best = Math.min(best, Double.isNaN(term) ? Double.POSITIVE_INFINITY : term);
    }
    return (1 + shape) * best * ROUNDED_UP;
  }

  /**
   * t = log(1 / gamma), rounded up, from E[K] = eta (e^t - 1) / (1 - e^(-eta t)), or (e^t - 1) / t
   * for eta = 0 (Definition 1), which grow with t. For the geometric law, eta = 1, t = log E[K].
   */
  static double logInverseGamma(double mean, double shape) {
    double target = mean * (1 + 1e-13);
    double low = 0;
    double high = 1;
    while (mean(high, shape) < target && high < 1e300) {
      low = high;
      high *= 2;
    }
    for (int step = 0; step < 200 && high - low > 1e-14 * high; step++) {
      double middle = (low + high) / 2;
      if (mean(middle, shape) < target) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private static double mean(double t, double shape) {
    double power = -Math.expm1(-shape * t);
    return Math.expm1(t) * (power == 0 ? 1 / t : shape / power);
  }

  /** Both orders at infinity: (2 + eta) times that of a run. */
  @Override
  public double largestLoss() {
    return shape == Double.POSITIVE_INFINITY ? shape : (2 + shape) * run.largestLoss() * ROUNDED_UP;
  }
}
