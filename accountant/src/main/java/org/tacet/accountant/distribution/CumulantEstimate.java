package org.tacet.accountant.distribution;

import java.util.function.DoubleUnaryOperator;

/**
 * About the cumulant function K(s) = log E[e^(s L)] of a composed loss, from a few hundred blocks
 * of each distribution. It chooses tilts and windows; every bound is then computed on what was
 * chosen.
 */
final class CumulantEstimate {

  private static final int BLOCKS = 4096;
  private static final double SMALLEST_TILT = 1e-6;
  private static final double LARGEST_TILT = 2e4;

  private final double[] counts;
  private final double[][] masses;
  private final double[][] means;
  private final double[][] variances;

  CumulantEstimate(LossDistribution[] distributions, long[] counts) {
    int terms = distributions.length;
    this.counts = new double[terms];
    masses = new double[terms][];
    means = new double[terms][];
    variances = new double[terms][];
    int blocks = Math.max(32, BLOCKS / Math.max(1, terms));
    for (int term = 0; term < terms; term++) {
      this.counts[term] = counts[term];
      summarize(term, distributions[term], blocks);
    }
  }

  private void summarize(int term, LossDistribution distribution, int blocks) {
    int length = distribution.mass.length;
    int size = Math.max(1, (length + blocks - 1) / blocks);
    int used = (length + size - 1) / size;
    masses[term] = new double[used];
    means[term] = new double[used];
    variances[term] = new double[used];
    for (int block = 0; block < used; block++) {
      double mass = 0;
      double sum = 0;
      double squares = 0;
      int middle = Math.min(length - 1, block * size + size / 2);
      for (int entry = block * size; entry < Math.min(length, (block + 1) * size); entry++) {
        double offset = (entry - middle) * distribution.interval;
        mass += distribution.mass[entry];
        sum += distribution.mass[entry] * offset;
        squares += distribution.mass[entry] * offset * offset;
      }
      masses[term][block] = mass;
      if (mass > 0) {
        means[term][block] = distribution.loss(middle) + sum / mass;
        variances[term][block] = Math.max(0, squares / mass - sum / mass * (sum / mass));
      }
    }
  }

  /** K(s). */
  double at(double s) {
    double total = 0;
    for (int term = 0; term < masses.length; term++) {
      double reference = Double.NEGATIVE_INFINITY;
      for (int block = 0; block < masses[term].length; block++) {
        if (masses[term][block] > 0) {
          reference = Math.max(reference, exponent(term, block, s));
        }
      }
      double sum = 0;
      for (int block = 0; block < masses[term].length; block++) {
        if (masses[term][block] > 0) {
          sum += masses[term][block] * Math.exp(exponent(term, block, s) - reference);
        }
      }
      total += counts[term] * (reference + Math.log(sum));
    }
    return total;
  }

  private double exponent(int term, int block, double s) {
    return s * means[term][block] + Math.min(1, s * s * variances[term][block] / 2);
  }

  /** The variance of the untilted loss. */
  double variance() {
    double variance = 0;
    for (int term = 0; term < masses.length; term++) {
      double mass = 0;
      double mean = 0;
      double square = 0;
      for (int block = 0; block < masses[term].length; block++) {
        double m = means[term][block];
        mass += masses[term][block];
        mean += masses[term][block] * m;
        square += masses[term][block] * (m * m + variances[term][block]);
      }
      variance += counts[term] * Math.max(0, square / mass - mean / mass * (mean / mass));
    }
    return variance;
  }

  /**
   * The tilt t with the least bound of epsilon at delta: delta(epsilon) is at most e^(K(t) - t
   * epsilon) times the largest e^(-t x) (1 - e^-x) over x > 0. Under it losses lie about epsilon.
   */
  double tiltForDelta(double delta) {
    double logInverse = Math.log(1 / delta);
    return minimize(
        tilt -> (at(tilt) + logInverse + logLargestWeight(tilt)) / tilt,
        SMALLEST_TILT,
        LARGEST_TILT);
  }

  /** The tilt with the least bound of delta at epsilon; next to 0 where most losses are larger. */
  double tiltForEpsilon(double epsilon) {
    return minimize(
        tilt -> at(tilt) - tilt * epsilon + logLargestWeight(tilt), SMALLEST_TILT, LARGEST_TILT);
  }

  /** At e^-x = t / (1 + t), where it is (t / (1 + t))^t / (1 + t). */
  private static double logLargestWeight(double tilt) {
    return -tilt * Math.log1p(1 / tilt) - Math.log1p(tilt);
  }

  /** The s above 0 with the least bound (K(t + s) - K(t) + margin) / s of the upper tail. */
  double upperTailOrder(double tilt, double margin) {
    double reference = at(tilt);
    return minimize(s -> (at(tilt + s) - reference + margin) / s, SMALLEST_TILT, LARGEST_TILT);
  }

  /** The same for the lower tail. */
  double lowerTailOrder(double tilt, double margin) {
    double reference = at(tilt);
    return minimize(s -> (at(tilt - s) - reference + margin) / s, SMALLEST_TILT, LARGEST_TILT);
  }

  /** Golden section on a logarithmic scale, for functions with one valley; to about one percent. */
  private static double minimize(DoubleUnaryOperator function, double from, double to) {
    double ratio = (Math.sqrt(5) - 1) / 2;
    double low = Math.log(from);
    double high = Math.log(to);
    double left = high - ratio * (high - low);
    double right = low + ratio * (high - low);
    double atLeft = function.applyAsDouble(Math.exp(left));
    double atRight = function.applyAsDouble(Math.exp(right));
    while (high - low > 0.01) {
      if (atLeft <= atRight) {
        high = right;
        right = left;
        atRight = atLeft;
        left = high - ratio * (high - low);
        atLeft = function.applyAsDouble(Math.exp(left));
      } else {
        low = left;
        left = right;
        atLeft = atRight;
        right = low + ratio * (high - low);
        atRight = function.applyAsDouble(Math.exp(right));
      }
    }
    return Math.exp((low + high) / 2);
  }
}
