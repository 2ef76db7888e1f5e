package org.tacet.accountant.distribution;

import java.util.OptionalDouble;
import org.tacet.accountant.accounting.UnsupportedEventException;
import org.tacet.accountant.arithmetic.NormalLaw;

/**
 * Mixtures of Gaussians of one standard deviation: P = sum of p_i N(a_i, sigma^2) with all a_i at
 * least 0, Q = sum of q_j N(b_j, sigma^2) with all b_j at most 0. The privacy loss
 *
 * <pre>
 *   l(x) = log sum p_i e^((a_i x - a_i^2 / 2) / sigma^2) - log sum q_j e^((b_j x - b_j^2 / 2) / sigma^2)
 * </pre>
 *
 * never falls, so that each cell of losses is one interval of x, over which both densities are
 * integrated by Gauss-Legendre rules.
 */
final class GaussianMixturePair implements DominatingPair {

  /** Beyond, panels that hold the densities' digits grow too many: as its square. */
  private static final double LARGEST_RATIO = 500;

  private final double sigma;
  private final double[] shiftsP;
  private final double[] weightsP;
  private final double[] shiftsQ;
  private final double[] weightsQ;
  private final boolean symmetric;

  private GaussianMixturePair(
      double sigma,
      double[] shiftsP,
      double[] weightsP,
      double[] shiftsQ,
      double[] weightsQ,
      boolean symmetric) {
    this.sigma = sigma;
    this.shiftsP = shiftsP;
    this.weightsP = weightsP;
    this.shiftsQ = shiftsQ;
    this.weightsQ = weightsQ;
    this.symmetric = symmetric;
  }

  /** N(1, sigma^2) over N(0, sigma^2). */
  static GaussianMixturePair gaussian(double sigma) {
    return new GaussianMixturePair(
        sigma, new double[] {1}, new double[] {1}, new double[] {0}, new double[] {1}, true);
  }

  /**
   * mu of the composition of so many such pairs if both laws are single Gaussians, rounded up; else
   * empty.
   */
  OptionalDouble gaussianMu(long count) {
    return shiftsP.length == 1 && shiftsQ.length == 1
        ? OptionalDouble.of(
            (shiftsP[0] - shiftsQ[0]) / sigma * Math.sqrt((double) count) * (1 + 0x1p-50))
        : OptionalDouble.empty();
  }

  /** A unit sampled with probability q, for its removal. */
  static GaussianMixturePair poissonSampled(double sigma, double q) {
    return new GaussianMixturePair(
        sigma,
        new double[] {0, 1},
        new double[] {1 - q, q},
        new double[] {0},
        new double[] {1},
        false);
  }

  /** A unit sampled with probability q, replaced by one that pulls the other way. */
  static GaussianMixturePair poissonSampledReplaced(double sigma, double q) {
    return new GaussianMixturePair(
        sigma,
        new double[] {0, 1},
        new double[] {1 - q, q},
        new double[] {0, -1},
        new double[] {1 - q, q},
        true);
  }

  /** Any mixture over N(0, sigma^2). */
  static GaussianMixturePair mixture(double sigma, double[] shifts, double[] weights) {
    return new GaussianMixturePair(
        sigma, shifts, weights, new double[] {0}, new double[] {1}, false);
  }

  @Override
  public LossCells cells(double interval, double tail) {
    double reach = sigma * NormalLaw.upperQuantile(tail);
    double left = smallest(shiftsQ) - reach;
    double right = largest(shiftsP) + reach;
    double moves = largest(shiftsP) - smallest(shiftsQ);
    if (moves > LARGEST_RATIO * sigma) {
      throw new UnsupportedEventException(
          "the pld accountant does not support Gaussian noise below 1/500 of what a unit moves,"
              + " sampled or beside other events: use the rdp accountant.");
    }
    double lowest = loss(left);
    double highest = loss(right);
    LossCells cells = new LossCells(interval, lowest, highest);
    cells.truncate(tail * (1 + NormalLaw.relativeError(reach / sigma)));
    long cell = (long) Math.floor(lowest / interval);
    double from = left;
    while (from < right) {
      double upper = (cell + 1) * interval;
      double to =
          upper >= highest ? right : Math.min(right, Math.max(from, inverse(upper, from, right)));
      integrate(cells, (int) (cell - cells.first()), from, to);
      from = to;
      cell++;
    }
    return cells;
  }

  /**
   * Adds both masses of an interval of x. Panels are so narrow that scaled by sigma and by the
   * distance to every centre, zeta = width (1 + distance / sigma) / sigma, the rule of n nodes is
   * off by less than zeta^(2 n) (n!)^4 / ((2 n + 1) ((2 n)!)^3) (2 n)th-derivative factors: below
   * 2^-50.
   */
  private void integrate(LossCells cells, int cell, double from, double to) {
    double at = from;
    while (at < to) {
      double distance =
          Math.max(Math.abs(at - smallest(shiftsQ)), Math.abs(at - largest(shiftsP))) / sigma;
      double scale = sigma / (2 + distance);
      double end = Math.min(to, at + 0.1 * scale);
      double zeta = (end - at) / scale;
      int rule = GaussLegendre.ruleFor(zeta);
      double middle = (at + end) / 2;
      double halfWidth = (end - at) / 2;
      for (int node = 0; node < GaussLegendre.nodes(rule); node++) {
        double x = middle + halfWidth * GaussLegendre.node(rule, node);
        double logP = logSum(x, shiftsP, weightsP);
        double logQ = logSum(x, shiftsQ, weightsQ);
        double logDensity = -x * x / (2 * sigma * sigma);
        double weight = GaussLegendre.weight(rule, node) * halfWidth * NormalLaw.density(0) / sigma;
        cells.add(
            cell,
            logP - logQ,
            weight * Math.exp(logDensity + logP),
            weight * Math.exp(logDensity + logQ));
      }
      at = end;
    }
  }

  double loss(double x) {
    return logSum(x, shiftsP, weightsP) - logSum(x, shiftsQ, weightsQ);
  }

  private double logSum(double x, double[] shifts, double[] weights) {
    double variance = sigma * sigma;
    if (shifts.length == 1) {
      return shifts[0] * (x - shifts[0] / 2) / variance; // its weight is 1
    }
    if (shifts.length == 2 && shifts[0] == 0) {
      double exponent = shifts[1] * (x - shifts[1] / 2) / variance;
      if (exponent < 0) {
        return Math.log(weights[0] + weights[1] * Math.exp(exponent)); // no digits cancel
      }
      if (exponent < 600) {
        return Math.log1p(weights[1] * Math.expm1(exponent));
      }
    }
    double largest = Double.NEGATIVE_INFINITY;
    for (double shift : shifts) {
      largest = Math.max(largest, shift * (x - shift / 2) / variance);
    }
    double sum = 0;
    for (int index = 0; index < shifts.length; index++) {
      sum +=
          weights[index] * Math.exp(shifts[index] * (x - shifts[index] / 2) / variance - largest);
    }
    return largest + Math.log(sum);
  }

  /**
   * The x in [from, to] with l(x) = loss, by its formula or by Newton's steps kept in a bracket.
   */
  private double inverse(double loss, double from, double to) {
    double variance = sigma * sigma;
    if (shiftsQ.length == 1) {
      if (shiftsP.length == 1) {
        return loss * variance / shiftsP[0] + shiftsP[0] / 2;
      }
      if (shiftsP.length == 2 && shiftsP[0] == 0) {
        double logGrown =
            loss < 600
                ? Math.log((Math.expm1(loss) + weightsP[1]) / weightsP[1])
                : loss - Math.log(weightsP[1]); // what is left out is below e^-600
        return Double.isNaN(logGrown) ? from : logGrown * variance / shiftsP[1] + shiftsP[1] / 2;
      }
    }
    if (symmetric && shiftsP.length == 2 && Math.abs(loss) < 300) {
      return replacedInverse(loss, weightsP[1]);
    }
    double low = from;
    double high = to;
    double x = from;
    for (int step = 0; step < 200; step++) {
      double value = loss(x) - loss;
      if (value < 0) {
        low = x;
      } else {
        high = x;
      }
      double next = x - value / slope(x);
      if (!(next > low && next < high)) {
        next = (low + high) / 2;
      }
      if (Math.abs(next - x) <= 1e-15 * Math.abs(next)) {
        return next;
      }
      x = next;
    }
    return x;
  }

  /**
   * With y = e^(x / sigma^2) and c = q e^(-1 / (2 sigma^2)), e^loss = (1 - q + c y) / (1 - q + c /
   * y) is a quadratic equation of y; the other sign of the loss has the other sign of x.
   */
  private double replacedInverse(double loss, double q) {
    if (loss < 0) {
      return -replacedInverse(-loss, q);
    }
    double variance = sigma * sigma;
    double linear = (1 - q) * Math.expm1(loss);
    double c = q * Math.exp(-1 / (2 * variance));
    double root = Math.hypot(linear, 2 * c * Math.exp(loss / 2));
    return variance * (Math.log(linear + root) - Math.log(2 * q)) + 0.5;
  }

  private double slope(double x) {
    return (mean(x, shiftsP, weightsP) - mean(x, shiftsQ, weightsQ)) / (sigma * sigma);
  }

  private double mean(double x, double[] shifts, double[] weights) {
    double reference = logSum(x, shifts, weights);
    double sum = 0;
    for (int index = 0; index < shifts.length; index++) {
      double exponent = shifts[index] * (x - shifts[index] / 2) / (sigma * sigma) - reference;
      sum += shifts[index] * weights[index] * Math.exp(exponent);
    }
    return sum;
  }

  private static double smallest(double[] values) {
    double smallest = values[0];
    for (double value : values) {
      smallest = Math.min(smallest, value);
    }
    return smallest;
  }

  private static double largest(double[] values) {
    double largest = values[0];
    for (double value : values) {
      largest = Math.max(largest, value);
    }
    return largest;
  }

  @Override
  public boolean symmetric() {
    return symmetric;
  }

  @Override
  public double largestLoss() {
    return Double.POSITIVE_INFINITY;
  }

  /** Where a part of P stays at 0 and Q is N(0, sigma^2), the loss of Q over P has a bound. */
  @Override
  public double largestReversedLoss() {
    if (shiftsQ.length > 1 || smallest(shiftsP) > 0) {
      return Double.POSITIVE_INFINITY;
    }
    double staying = 0;
    for (int index = 0; index < shiftsP.length; index++) {
      staying += shiftsP[index] == 0 ? weightsP[index] : 0;
    }
    return -Math.log(staying);
  }

  @Override
  public double deviation() {
    double variance = sigma * sigma;
    if (shiftsP.length == 1) {
      return (shiftsP[0] - shiftsQ[0]) / sigma;
    }
    double moving = 0;
    for (int index = 0; index < shiftsP.length; index++) {
      moving += shiftsP[index] * weightsP[index];
    }
    double widest = largest(shiftsP);
    return Math.min(
        widest / sigma, moving * Math.sqrt(Math.expm1(Math.min(600, widest * widest / variance))));
  }

  @Override
  public double width(double tail) {
    double reach = sigma * NormalLaw.upperQuantile(tail);
    return loss(largest(shiftsP) + reach) - loss(smallest(shiftsQ) - reach);
  }
}
