package org.tacet.accountant.distribution;

import org.tacet.accountant.arithmetic.NormalLaw;

/**
 * Discrete Gaussian noise, P(x) proportional to e^(-x^2 / (2 s^2)), around a whole number that
 * moves by d: P around d over Q around 0. The loss at x is d (2 x - d) / (2 s^2). A smaller move
 * has a smaller curve: the noise is log-concave, so that the best test is X >= t, whose delta = P(X
 * >= t) - e^epsilon P(X >= t + d) rises with d.
 */
final class DiscreteGaussianPair implements DominatingPair {

  /** Up to this s the law is summed, above it is integrated. */
  private static final double LARGEST_SUMMED_SIGMA = 20_000;

  private final double sigma;
  private final double shift;

  /**
   * @param sigma s, above 0
   * @param shift d, a whole number of at least 1
   */
  DiscreteGaussianPair(double sigma, double shift) {
    this.sigma = sigma;
    this.shift = shift;
  }

  @Override
  public LossCells cells(double interval, double tail) {
    return sigma <= LARGEST_SUMMED_SIGMA ? summed(interval, tail) : integrated(interval, tail);
  }

  private LossCells summed(double interval, double tail) {
    double reach = Math.ceil(sigma * NormalLaw.upperQuantile(tail)) + 1;
    double norm = 0;
    for (double x = reach; x >= 1; x--) {
      norm += 2 * weight(x);
    }
    norm += 1;
    LossCells cells = new LossCells(interval, loss(-reach), loss(reach + shift));
    for (double x = -reach; x <= reach + shift; x++) {
      cells.add(loss(x), weight(x - shift) / norm, weight(x) / norm);
    }
    // A sum from reach + 1 on is below the integral from reach on; the norm is at least 1.
    double beyond = sigma * Math.sqrt(2 * Math.PI) * NormalLaw.upperTail(reach / sigma) / norm;
    cells.truncate(beyond * (1 + NormalLaw.relativeError(reach / sigma)));
    return cells;
  }

  /**
   * A whole number x stands for the integral over [x - 1/2, x + 1/2], which differs from f(x) by
   * f'' somewhere there over 24 (midpoint rule): by at most (1 + z^2) / (24 s^2) of it, z = |x| / s
   * plus a margin. By Poisson's summation formula the norm is s sqrt(2 pi) up to a factor of 1 + 3
   * e^(-2 pi^2 s^2). So cells end halfway between whole numbers, and all masses are uncertain by
   * that much.
   */
  private LossCells integrated(double interval, double tail) {
    double z = NormalLaw.upperQuantile(tail);
    double reach = sigma * z;
    double farthest = z + shift / sigma + 1;
    double right = Math.floor(reach + shift) + 0.5;
    double from = Math.floor(-reach) - 0.5;
    LossCells cells = new LossCells(interval, loss(from), loss(right));
    cells.uncertain((1 + farthest * farthest) / (12 * sigma * sigma));
    cells.truncate(tail * (1 + 1e-6));
    long cell = (long) Math.floor(loss(from + 0.5) / interval);
    while (from < right) {
      double end = ((cell + 1) * interval) * sigma * sigma / shift + shift / 2;
      double to = Math.min(right, Math.floor(end) + 0.5);
      double at = from;
      while (at < to) {
        double scale = sigma / (2 + Math.max(Math.abs(at), Math.abs(at - shift)) / sigma);
        double panelEnd = Math.min(to, at + GaussLegendre.WIDEST * scale);
        int rule = GaussLegendre.ruleFor((panelEnd - at) / scale);
        for (int node = 0; node < GaussLegendre.nodes(rule); node++) {
          double halfWidth = (panelEnd - at) / 2;
          double x = at + halfWidth * (1 + GaussLegendre.node(rule, node));
          double measure = GaussLegendre.weight(rule, node) * halfWidth / sigma;
          cells.add(
              (int) (cell - cells.first()),
              loss(x),
              measure * NormalLaw.density((x - shift) / sigma),
              measure * NormalLaw.density(x / sigma));
        }
        at = panelEnd;
      }
      from = Math.max(from, to);
      cell++;
    }
    return cells;
  }

  private double loss(double x) {
    return shift * (2 * x - shift) / (2 * sigma * sigma);
  }

  private double weight(double x) {
    double z = x / sigma;
    return Math.exp(-0.5 * z * z);
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
    return shift / sigma;
  }

  @Override
  public double width(double tail) {
    double z = NormalLaw.upperQuantile(tail);
    return shift / sigma * (2 * z + shift / sigma);
  }

  /** Multiples of d / s^2, shifted by half of that where d is odd. */
  @Override
  public double latticeStep() {
    double step = shift / (sigma * sigma);
    return shift % 2 == 0 ? step : step / 2;
  }
}
