package org.tacet.engine.plan;

import java.util.Optional;
import org.tacet.engine.bounding.LogarithmicRanges;

/**
 * Chooses a range from noised counts of the values by public bins (P15): post-processing, a
 * function of public numbers alone.
 *
 * <p>First, where the values lie. A bin of more rows than noise brings about in one of all bins,
 * with probability {@link #FALSE_ALARM}, is certain. Beyond the outermost certain ones the range is
 * stretched to where the rows counted on the way, less {@link #PENALTY} scales of noise a bin, are
 * most: a tail is many neighbouring bins of a few rows, which no bin shows by itself.
 *
 * <p>Then, which of them to clamp. Of all ranges between edges of these bins the one of the least
 * estimated mean squared error of a group's value is taken: the square of what clamping takes away
 * in a group, by the noised counts beyond, plus the variance of noise, which grows with the range.
 */
final class BoundsChoice {

  /** That noise alone makes a bin certain, in any of the bins. */
  private static final double FALSE_ALARM = 0.01;

  /** A bin has to hold so many scales of noise, on average, for the range to stretch over it. */
  private static final double PENALTY = 1.0;

  private final LogarithmicRanges ranges;
  private final long[] counts;
  private final double scale;
  private final int first;
  private final int last;

  /** A range in steps. */
  record Range(long lower, long upper) {}

  /**
   * @param counts noised, of each bin
   * @param scale of their noise, which is Laplace's
   * @param limit no bound is of a larger magnitude, in steps
   */
  BoundsChoice(LogarithmicRanges ranges, long[] counts, double scale, long limit) {
    this.ranges = ranges;
    this.counts = counts;
    this.scale = scale;
    // P(noise > t) is about exp(-t / scale) / 2 in each bin.
    double certain = scale * Math.log(counts.length / (2 * FALSE_ALARM));
    int lowest = counts.length;
    int highest = -1;
    for (int bin = 0; bin < counts.length; bin++) {
      if (counts[bin] > certain) {
        lowest = Math.min(lowest, bin);
        highest = bin;
      }
    }
    int smallest = ranges.leafOf(-limit);
    int largest = ranges.leafOf(limit);
    this.first = highest < 0 ? 0 : Math.max(stretched(lowest, -1), smallest);
    this.last = highest < 0 ? -1 : Math.min(stretched(highest, 1), largest);
  }

  /** The farthest bin from a certain one, to one side, that is worth its penalty. */
  private int stretched(int from, int side) {
    int best = from;
    double most = 0;
    double sum = 0;
    for (int bin = from + side; bin >= 0 && bin < counts.length; bin += side) {
      sum += counts[bin] - PENALTY * scale;
      if (sum > most) {
        most = sum;
        best = bin;
      }
    }
    return best;
  }

  /** Whether any bin is certain. */
  boolean isFound() {
    return first <= last;
  }

  /** All of where the values lie; empty where nothing is certain. */
  Optional<Range> extent() {
    return isFound()
        ? Optional.of(new Range(ranges.least(first), ranges.greatest(last)))
        : Optional.empty();
  }

  /**
   * The range of a sum: noise grows with the larger of its magnitudes, and a bound at 0 costs none.
   *
   * @param noise the standard deviation of a group's noise, for each step of that magnitude
   * @param groups how many groups share what clamping takes away
   */
  Optional<Range> ofSum(double noise, double groups) {
    if (!isFound()) {
      return Optional.empty();
    }
    long least = Math.min(ranges.least(first), 0);
    long greatest = Math.max(ranges.greatest(last), 0);
    long best = 1;
    double bestError = Double.POSITIVE_INFINITY;
    for (int bin = first; bin <= last; bin++) {
      long magnitude = Math.max(ranges.greatest(bin), -ranges.least(bin));
      double error =
          squaredError(-(double) magnitude, (double) magnitude, noise * magnitude, groups);
      if (magnitude > 0 && error < bestError) {
        bestError = error;
        best = magnitude;
      }
    }
    long lower = Math.max(least, -best);
    long upper = Math.min(greatest, best);
    return Optional.of(lower == 0 && upper == 0 ? new Range(0, 1) : new Range(lower, upper));
  }

  /**
   * The range of means: noise of the sum of distances grows with half of its width, and that of the
   * number of rows with how far the mean lies from its middle.
   *
   * @param noise the standard deviation of a group's noise, for each step of either
   * @param groups how many groups share what clamping takes away
   */
  Optional<Range> ofMean(double noise, double groups) {
    if (!isFound()) {
      return Optional.empty();
    }
    double mean = mean();
    Range best = extent().orElseThrow();
    double bestError = Double.POSITIVE_INFINITY;
    for (int from = first; from <= last; from++) {
      for (int to = from; to <= last; to++) {
        double lower = ranges.least(from);
        double upper = ranges.greatest(to);
        double perStep = Math.hypot((upper - lower) / 2, mean - (lower + upper) / 2);
        double error = squaredError(lower, upper, noise * perStep, groups);
        if (error < bestError) {
          bestError = error;
          best = new Range(ranges.least(from), ranges.greatest(to));
        }
      }
    }
    return Optional.of(best);
  }

  private double squaredError(double lower, double upper, double deviation, double groups) {
    double cut = 0;
    for (int bin = first; bin <= last; bin++) {
      double middle = middle(bin);
      cut += counts[bin] * (Math.max(middle - upper, 0) + Math.max(lower - middle, 0));
    }
    double ofAGroup = Math.max(cut, 0) / groups;
    return ofAGroup * ofAGroup + deviation * deviation;
  }

  private double mean() {
    double rows = 0;
    double sum = 0;
    for (int bin = first; bin <= last; bin++) {
      rows += counts[bin];
      sum += counts[bin] * middle(bin);
    }
    return sum / Math.max(rows, 1);
  }

  private double middle(int bin) {
    return ((double) ranges.least(bin) + ranges.greatest(bin)) / 2;
  }
}
