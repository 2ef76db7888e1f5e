package org.tacet.accountant.renyi;

/** A pair of laws on finitely many outcomes: losses log(P / Q), and the masses of Q. */
final class AtomCurve implements RenyiCurve {

  private final double[] losses;
  private final double[] logMasses;

  private AtomCurve(double[] losses, double[] logMasses) {
    this.losses = losses;
    this.logMasses = logMasses;
  }

  /**
   * Randomized response on one bit, which is the worst case of pure epsilon-DP (Kairouz, Oh,
   * Viswanath 2015, section 3.1).
   */
  static AtomCurve pure(double epsilon) {
    return new AtomCurve(
        new double[] {epsilon, -epsilon},
        new double[] {-epsilon - Math.log1p(Math.exp(-epsilon)), -Math.log1p(Math.exp(-epsilon))});
  }

  /**
   * Randomized response on k answers, one record replaced by another: the answer is the record's
   * with 1 - p + p / k, any other with p / k.
   *
   * @param p in (0, 1)
   * @param answers k, at least 2
   */
  static AtomCurve randomizedResponse(double p, long answers) {
    double largest = Math.log1p((1 - p) / p * answers);
    double logOther = Math.log(p) - Math.log((double) answers);
    // Answers that neither record gives have no loss, and no part in the excess.
    return new AtomCurve(
        new double[] {largest, -largest}, new double[] {logOther, logOther + largest});
  }

  /** Randomized response, a record replaced by the special one, whose answer is uniform. */
  static RenyiCurve randomizedResponseToSpecial(double p, long answers) {
    double logAnswers = Math.log((double) answers);
    AtomCurve forward =
        new AtomCurve(
            new double[] {Math.log1p((answers - 1) * (1 - p)), Math.log(p)},
            new double[] {-logAnswers, Math.log1p(-1.0 / answers)});
    return new LargerCurve(forward, forward.reversed());
  }

  /**
   * Discrete Laplace noise P(x) = tanh(a / 2) exp(-a |x|) and the same around d. Left of both
   * centers the loss is -a d, right of both a d: one outcome each.
   *
   * @param shift d, at least 1
   */
  static AtomCurve discreteLaplace(double a, int shift) {
    double[] losses = new double[shift + 1];
    double[] logMasses = new double[shift + 1];
    double logOuter = -Math.log1p(Math.exp(-a));
    double logCenter = Math.log(Math.tanh(a / 2));
    for (int x = 0; x <= shift; x++) {
      losses[x] = a * (2.0 * x - shift);
      logMasses[x] = -a * x + (x == 0 || x == shift ? logOuter : logCenter);
    }
    return new AtomCurve(losses, logMasses);
  }

  /**
   * The mechanism on a Poisson sample, P' = (1 - q) Q + q P over Q. Where an involution swaps P and
   * Q, as it does for all symmetric pairs, the other order is smaller (Mironov, Talwar, Zhang 2019,
   * Theorem 5, whose proof pairs each outcome with its image).
   *
   * @param q in (0, 1)
   */
  AtomCurve poissonSampled(double q) {
    double[] sampled = new double[losses.length];
    for (int atom = 0; atom < sampled.length; atom++) {
      sampled[atom] = sampledLoss(losses[atom], q);
    }
    return new AtomCurve(sampled, logMasses);
  }

  /** log(1 + q (e^loss - 1)). */
  static double sampledLoss(double loss, double q) {
    return loss > 600
        ? loss + Math.log(q) + Math.log1p((1 - q) / q * Math.exp(-loss))
        : Math.log1p(q * Math.expm1(loss));
  }

  private AtomCurve reversed() {
    double[] reversedLosses = new double[losses.length];
    double[] reversedMasses = new double[losses.length];
    for (int atom = 0; atom < losses.length; atom++) {
      reversedLosses[atom] = -losses[atom];
      reversedMasses[atom] = logMasses[atom] + losses[atom];
    }
    return new AtomCurve(reversedLosses, reversedMasses);
  }

  @Override
  public double at(double order) {
    LogSum sum = new LogSum();
    double magnitude = losses.length;
    for (int atom = 0; atom < losses.length; atom++) {
      double loss = losses[atom];
      sum.add(logMasses[atom] + PowerExcess.log(order, Math.expm1(loss), loss));
      magnitude = Math.max(magnitude, order * Math.max(loss, 0) - Math.min(0, logMasses[atom]));
    }
    return Math.min(PowerExcess.divergence(order, sum.value(), magnitude), largestLoss());
  }

  @Override
  public double largestLoss() {
    double largest = 0;
    for (double loss : losses) {
      largest = Math.max(largest, loss);
    }
    return largest * (1 + 0x1p-49);
  }
}
