package org.tacet.accountant.renyi;

import java.util.Arrays;

/**
 * P = sum of p_i N(a_i, 1) over Q = sum of q_j N(b_j, 1), at any real order, by the trapezoidal
 * rule: of
 *
 * <pre>E_Q[w^alpha] - 1 = integral of q(x) phi(w(x) - 1) dx</pre>
 *
 * ({@link PowerExcess}), which converges geometrically on the line. If f is analytic for |Im x| < c
 * and its absolute integral along each parallel there is at most N, the rule with step h is off by
 * at most 2 N / (e^(2 pi c / h) - 1) (Trefethen, Weideman 2014, "The exponentially convergent
 * trapezoidal rule", Theorem 5.1).
 *
 * <p>Here |N(a, 1)(x + i y)| = e^(y^2 / 2) N(a, 1)(x). Written P = N(0, 1) F, Q = N(0, 1) G, the
 * terms of F turn by at most |a_i y|, so that F has no zero where that is below pi / 2, and |F(x +
 * i y)| <= F(x); and |G(x + i y)| >= cos(y max |b_j|) G(x). So N for P^alpha Q^(1 - alpha) is at
 * most E_Q[w^alpha] e^(c^2 / 2) cos(c max |b_j|)^(1 - alpha), and e^(c^2 / 2) for P and Q
 * themselves. With h such that e^(2 pi c / h) is e^85 of that factor, the error is below 1e-36
 * (E_Q[w^alpha] + 2 alpha), which is added.
 *
 * <p>The ends are cut off 14 beyond all modes: the logarithm of P^alpha Q^(1 - alpha) falls there
 * at least as fast as that of a Gaussian does 14 deviations from its center, and phi is at most
 * alpha times w + 1 or w^alpha; e^-98 of the moment lies outside, in the same allowance.
 */
final class GaussianMixtureCurve implements RenyiCurve {

  private static final double REACH = 14;
  private static final double ANALYTIC_DIGITS = 85;
  private static final double ALLOWANCE = 1e-36;
  private static final int MOST_NODES = 6000;

  private final double[] shiftsP;
  private final double[] weightsP;
  private final double[] shiftsQ;
  private final double[] weightsQ;

  /** Shifts in standard deviations. */
  private GaussianMixtureCurve(
      double[] shiftsP, double[] weightsP, double[] shiftsQ, double[] weightsQ) {
    this.shiftsP = shiftsP;
    this.weightsP = weightsP;
    this.shiftsQ = shiftsQ;
    this.weightsQ = weightsQ;
  }

  /**
   * Gaussian noise on a Poisson sample, for a unit added or removed: (1 - q) N(0) + q N(mu) over
   * N(0), the larger of the two orders (Mironov, Talwar, Zhang 2019, Theorems 4 and 5).
   *
   * @param mu the shift in standard deviations, above 0
   * @param q in (0, 1)
   */
  static GaussianMixtureCurve poissonSampled(double mu, double q) {
    return new GaussianMixtureCurve(
        new double[] {0, mu}, new double[] {1 - q, q}, new double[] {0}, new double[] {1});
  }

  /**
   * Gaussian noise on a sample, whose unit is replaced: (1 - q) N(0) + q N(mu) over (1 - q) N(0) +
   * q N(-mu). No two directions v, v' of length at most mu are worse: N(v) and N(v') are
   * projections of vectors of length mu, with coordinates of their own added to each; and for X = v
   * x, Y = v' x, jointly normal, the moment is E[F(X) G(Y)] with F rising and G falling, whose
   * derivative in the correlation is E[F'(X) G'(Y)] <= 0 (Plackett 1954, "A reduction formula for
   * normal multivariate integrals"): opposite directions are worst.
   */
  static GaussianMixtureCurve sampledReplaced(double mu, double q) {
    return new GaussianMixtureCurve(
        new double[] {0, mu},
        new double[] {1 - q, q},
        new double[] {0, -mu},
        new double[] {1 - q, q});
  }

  /**
   * A mixture beside N(0, 1), both orders.
   *
   * @param shifts in standard deviations, at least 0
   * @param weights which add up to 1
   */
  static RenyiCurve mixture(double[] shifts, double[] weights) {
    double[] center = {0};
    double[] whole = {1};
    return new LargerCurve(
        new GaussianMixtureCurve(shifts, weights, center, whole),
        new GaussianMixtureCurve(center, whole, shifts, weights));
  }

  @Override
  public double at(double order) {
    double bound = closedForm(order);
    double above = order - 1;
    double low = order * smallest(shiftsP) - above * largest(shiftsQ);
    double high = order * largest(shiftsP) - above * smallest(shiftsQ);
    low = Math.min(low, Math.min(smallest(shiftsP), smallest(shiftsQ))) - REACH;
    high = Math.max(high, Math.max(largest(shiftsP), largest(shiftsQ))) + REACH;
    double step = step(above);
    if (!((high - low) / step <= MOST_NODES) || bound - largestTerm(order) <= 1e-13 * bound) {
      return bound;
    }
    return Math.min(bound, integral(order, low, high, step));
  }

  /**
   * The w of the best strip: 2 pi c / h = 85 + c^2 / 2 - (alpha - 1) log cos(c b), where -log cos x
   * is at most x^2 (2 / pi) for x <= pi / 4, and c is about where h is largest.
   */
  private double step(double above) {
    double widestQ = Math.max(-smallest(shiftsQ), largest(shiftsQ));
    double widestP = Math.max(-smallest(shiftsP), largest(shiftsP));
    double turns = 2 * above * widestQ * widestQ * (2 / Math.PI);
    double strip = Math.sqrt(2 * ANALYTIC_DIGITS / (1 + turns));
    strip = Math.min(strip, Math.min(1.5 / widestP, 0.75 / widestQ));
    double exponent = ANALYTIC_DIGITS + strip * strip / 2 * (1 + turns);
    return 2 * Math.PI * strip / exponent;
  }

  private double integral(double order, double low, double high, double step) {
    LogSum sum = new LogSum();
    double magnitude = 0;
    double logStep = Math.log(step / Math.sqrt(2 * Math.PI));
    long first = (long) Math.floor(low / step);
    long last = (long) Math.ceil(high / step);
    for (long node = first; node <= last; node++) {
      double x = node * step;
      double p = 0;
      double q = 0;
      double difference = 0;
      double exponent = -x * x / 2;
      double widest = 0;
      for (int i = 0; i < shiftsP.length; i++) {
        double y = shiftsP[i] * (x - shiftsP[i] / 2);
        p += weightsP[i] * Math.exp(y);
        difference += weightsP[i] * Math.expm1(y);
        widest = Math.max(widest, y);
      }
      for (int j = 0; j < shiftsQ.length; j++) {
        double y = shiftsQ[j] * (x - shiftsQ[j] / 2);
        q += weightsQ[j] * Math.exp(y);
        difference -= weightsQ[j] * Math.expm1(y);
        widest = Math.max(widest, y);
      }
      double logRatio;
      double excess;
      double logQ;
      if (widest < 600) {
        excess = difference / q;
        logQ = Math.log(q);
        logRatio = Math.abs(excess) < 0.5 ? Math.log1p(excess) : Math.log(p) - logQ;
      } else {
        logQ = logDensity(shiftsQ, weightsQ, x);
        logRatio = logDensity(shiftsP, weightsP, x) - logQ;
        excess = Math.expm1(logRatio);
      }
      double logTerm = logStep + exponent + logQ + PowerExcess.log(order, excess, logRatio);
      sum.add(logTerm);
      // Terms far below the sum may be inaccurate.
      magnitude = Math.max(magnitude, order * Math.max(0, logRatio) - exponent);
    }
    double logSum = sum.value();
    LogSum enlarged = new LogSum();
    enlarged.add(logSum);
    enlarged.add(Math.log(ALLOWANCE) + Math.max(0, logSum) + Math.log(3 + 2 * order));
    return PowerExcess.divergence(order, enlarged.value(), magnitude);
  }

  /** log of the sum of w_i e^(a_i x - a_i^2 / 2). */
  private static double logDensity(double[] shifts, double[] weights, double x) {
    LogSum sum = new LogSum();
    for (int i = 0; i < shifts.length; i++) {
      sum.add(Math.log(weights[i]) + shifts[i] * (x - shifts[i] / 2));
    }
    return sum.value();
  }

  /**
   * A bound at every order: Q is at least q_j N(b_j) for each j, so that E_Q[w^alpha] <= q_j^(1 -
   * alpha) times the moment over N(b_j), whose alpha-th root is at most sum p_i e^((alpha - 1) (a_i
   * - b_j)^2 / 2) by Minkowski's inequality.
   */
  private double closedForm(double order) {
    double above = order - 1;
    double best = Double.POSITIVE_INFINITY;
    for (int j = 0; j < shiftsQ.length; j++) {
      double root = 0;
      double largest = 0;
      for (int i = 0; i < shiftsP.length; i++) {
        double distance = shiftsP[i] - shiftsQ[j];
        double exponent = above * distance * distance / 2;
        root += weightsP[i] * Math.expm1(exponent);
        largest = Math.max(largest, exponent);
      }
      if (root == Double.POSITIVE_INFINITY) {
        LogSum sum = new LogSum();
        for (int i = 0; i < shiftsP.length; i++) {
          double distance = shiftsP[i] - shiftsQ[j];
          sum.add(Math.log(weightsP[i]) + above * distance * distance / 2);
        }
        root = sum.value();
      } else {
        root = Math.log1p(root);
      }
      double bound = order / above * root - Math.log(weightsQ[j]);
      best = Math.min(best, Double.isNaN(bound) ? Double.POSITIVE_INFINITY : bound);
    }
    return best * (1 + 0x1p-46) + 0x1p-1000;
  }

  /** The divergence is at least what its largest term alone gives, over a single N(b). */
  private double largestTerm(double order) {
    if (shiftsQ.length > 1) {
      return Double.NEGATIVE_INFINITY;
    }
    double best = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < shiftsP.length; i++) {
      double distance = shiftsP[i] - shiftsQ[0];
      best =
          Math.max(best, order * (Math.log(weightsP[i]) / (order - 1) + distance * distance / 2));
    }
    return best;
  }

  private static double smallest(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).max().orElseThrow();
  }
}
