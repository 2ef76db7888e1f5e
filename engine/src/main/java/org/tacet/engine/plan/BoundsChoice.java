package org.tacet.engine.plan;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.tacet.engine.bounding.LogarithmicRanges;

/**
 * Chooses a range from where values lie ({@link ValueExtent}), by the least mean squared error of a
 * group's value that it leads to: the square of what clamping takes away in a group, plus the
 * variance of noise, which grows with the range.
 *
 * <p>What clamping takes away is estimated from the noised counts of the bins beyond a bound, each
 * taken to lie in the middle of its bin, and raised by {@link #DOUBT} standard deviations of their
 * noise: of many ranges the best looking would else be the one whose counts noise made small.
 */
final class BoundsChoice {

  private static final double DOUBT = 1;

  /** Fewer scales of noise a bin are few rows: there may be more bins of which none shows. */
  private static final double FADING = 8;

  private final LogarithmicRanges ranges;
  private final ValueExtent extent;

  /** A range in steps. */
  record Range(long lower, long upper) {}

  BoundsChoice(LogarithmicRanges ranges, ValueExtent extent) {
    this.ranges = ranges;
    this.extent = extent;
  }

  /** All of where the values lie. */
  Range all() {
    return new Range(ranges.least(extent.first()), ranges.greatest(extent.last()));
  }

  /**
   * The range of a sum: noise grows with the larger of its magnitudes, and a bound at 0 costs none.
   *
   * @param noise the standard deviation of a group's noise, for each step of that magnitude
   * @param groups how many groups share what clamping takes away
   */
  Range ofSum(double noise, double groups) {
    Range all = all();
    long best = 1;
    double bestError = Double.POSITIVE_INFINITY;
    for (int bin = extent.first(); bin <= extent.last(); bin++) {
      long magnitude = Math.max(ranges.greatest(bin), -ranges.least(bin));
      double bound = (double) magnitude;
      double error =
          Cut.above(this, bound).plus(Cut.below(this, -bound)).squaredError(groups, noise * bound);
      if (magnitude > 0 && error < bestError) {
        bestError = error;
        best = magnitude;
      }
    }
    long lower = Math.max(Math.min(all.lower(), 0), -best);
    long upper = Math.min(Math.max(all.upper(), 0), best);
    return lower == 0 && upper == 0 ? new Range(0, 1) : new Range(lower, upper);
  }

  /**
   * The range of means: noise of the sum of distances grows with half of its width, and that of the
   * number of rows with how far the mean lies from its middle.
   *
   * @param noise the standard deviation of a group's noise, for each step of either
   * @param groups how many groups share what clamping takes away
   */
  Range ofMean(double noise, double groups) {
    long[] lowers = ends(-1);
    long[] uppers = ends(1);
    Cut[] below = new Cut[lowers.length];
    Cut[] above = new Cut[uppers.length];
    for (int from = 0; from < lowers.length; from++) {
      below[from] = Cut.below(this, (double) lowers[from]).plus(unseen(-1, (double) lowers[from]));
    }
    for (int to = 0; to < uppers.length; to++) {
      above[to] = Cut.above(this, (double) uppers[to]).plus(unseen(1, (double) uppers[to]));
    }
    double mean = mean();
    Range best = all();
    double bestError = Double.POSITIVE_INFINITY;
    for (int from = 0; from < lowers.length; from++) {
      for (int to = 0; to < uppers.length; to++) {
        double half = ((double) uppers[to] - (double) lowers[from]) / 2;
        double deviation = noise * Math.hypot(half, mean - ((double) lowers[from] + half));
        double error = below[from].plus(above[to]).squaredError(groups, deviation);
        if (half > 0 && error < bestError) {
          bestError = error;
          best = new Range(lowers[from], uppers[to]);
        }
      }
    }
    return best;
  }

  /** The bounds to choose from at one side: edges of bins, and 0 where all values lie beyond it. */
  private long[] ends(int side) {
    LongStream edges =
        IntStream.rangeClosed(extent.first(), extent.last())
            .mapToLong(bin -> side < 0 ? ranges.least(bin) : ranges.greatest(bin));
    boolean isShortOfZero = side < 0 ? all().lower() > 0 : all().upper() < 0;
    return (isShortOfZero ? LongStream.concat(LongStream.of(0), edges) : edges).toArray();
  }

  /**
   * What is taken away of rows between the extent and 0, too few a bin to be seen. Where the
   * outermost octave has many rows a bin, the values are taken to end there. Where it has few, they
   * are taken to go on to 0 as densely as there: bins get narrower towards 0, and their rows fewer.
   */
  private Cut unseen(int side, double bound) {
    double edge = side < 0 ? (double) all().lower() : -(double) all().upper();
    double beyond = side < 0 ? bound : -bound;
    if (edge <= 0 || beyond <= 0) {
      return Cut.NONE;
    }
    int octave = 1 << ranges.bits();
    double rows = 0;
    for (int index = 0; index < octave; index++) {
      int bin = side < 0 ? extent.first() + index : extent.last() - index;
      rows += bin >= extent.first() && bin <= extent.last() ? extent.count(bin) : 0;
    }
    boolean fades = rows < octave * FADING * extent.scale();
    // As many rows as in the octave from the edge on lie between 0 and the edge, half its way off.
    return fades ? new Cut(Math.max(rows, 0) * (beyond - edge / 2), 0) : Cut.NONE;
  }

  /** What clamping at one side takes away of all groups together, in steps. */
  private record Cut(double steps, double variance) {

    static final Cut NONE = new Cut(0, 0);

    static Cut above(BoundsChoice choice, double upper) {
      return beyond(choice, upper, 1);
    }

    static Cut below(BoundsChoice choice, double lower) {
      return beyond(choice, lower, -1);
    }

    private static Cut beyond(BoundsChoice choice, double bound, int side) {
      double steps = 0;
      double squares = 0;
      for (int bin = choice.extent.first(); bin <= choice.extent.last(); bin++) {
        double away = Math.max(side * (choice.middle(bin) - bound), 0);
        steps += choice.extent.count(bin) * away;
        squares += away * away;
      }
      return new Cut(steps, squares * choice.extent.noiseVariance());
    }

    Cut plus(Cut other) {
      return new Cut(steps + other.steps, variance + other.variance);
    }

    double squaredError(double groups, double deviation) {
      double ofAGroup = (Math.max(steps, 0) + DOUBT * Math.sqrt(variance)) / groups;
      return ofAGroup * ofAGroup + deviation * deviation;
    }
  }

  private double mean() {
    double rows = 0;
    double sum = 0;
    for (int bin = extent.first(); bin <= extent.last(); bin++) {
      rows += extent.count(bin);
      sum += extent.count(bin) * middle(bin);
    }
    return sum / Math.max(rows, 1);
  }

  private double middle(int bin) {
    return ((double) ranges.least(bin) + (double) ranges.greatest(bin)) / 2;
  }
}
