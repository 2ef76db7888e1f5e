package org.tacet.engine.plan;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Between which bins values lie, by their noised counts (P15): post-processing, a function of
 * public numbers alone.
 *
 * <p>To each side, a run of up to {@link #LONGEST_RUN} bins is looked for, from the far end on,
 * that holds more rows than noise brings about in any of them with probability {@link
 * #FALSE_ALARM}: many neighbouring bins of a few rows are seen together. From the inner end of the
 * first such run the extent goes as far out as the rows counted on the way, less {@link #PENALTY}
 * scales of noise a bin, still grow.
 */
final class ValueExtent {

  private static final double FALSE_ALARM = 0.01;

  private static final int LONGEST_RUN = 16;

  /** Runs have a power of two of bins. */
  private static final int RUN_LENGTHS = 5;

  /**
   * Found by trial on TPC-H: less goes astray beyond the values more often, more cuts off tails.
   */
  private static final double PENALTY = 1.25;

  /** In which the sharpest tail bound is searched. */
  private static final double TILT_STEP = 0.01;

  private final long[] counts;
  private final double scale;
  private final int first;
  private final int last;

  private ValueExtent(long[] counts, double scale, int first, int last) {
    this.counts = counts;
    this.scale = scale;
    this.first = first;
    this.last = last;
  }

  /**
   * Finds it; empty where there are no more rows than noise may be.
   *
   * @param counts noised, of each bin
   * @param scale of that noise, which is Laplace's
   */
  static Optional<ValueExtent> of(long[] counts, double scale) {
    OptionalInt highest = outermost(counts, scale);
    OptionalInt lowest = outermost(reversed(counts), scale);
    if (highest.isEmpty() || lowest.isEmpty()) {
      return Optional.empty();
    }
    int mirrored = counts.length - 1 - lowest.getAsInt();
    // Noise may let the two pass each other.
    return Optional.of(
        new ValueExtent(
            counts,
            scale,
            Math.min(mirrored, highest.getAsInt()),
            Math.max(mirrored, highest.getAsInt())));
  }

  private static long[] reversed(long[] counts) {
    long[] reversed = new long[counts.length];
    for (int bin = 0; bin < counts.length; bin++) {
      reversed[bin] = counts[counts.length - 1 - bin];
    }
    return reversed;
  }

  /** The last bin that is taken to have rows. */
  private static OptionalInt outermost(long[] counts, double scale) {
    double[] certain = new double[LONGEST_RUN + 1];
    for (int length = 1; length <= LONGEST_RUN; length *= 2) {
      certain[length] = scale * surprising(length, counts.length);
    }
    for (int start = counts.length - 1; start >= 0; start--) {
      double rows = 0;
      for (int length = 1; length <= LONGEST_RUN && start + length <= counts.length; length++) {
        rows += (double) counts[start + length - 1];
        if (certain[length] > 0 && rows > certain[length]) {
          return OptionalInt.of(stretched(counts, scale, start));
        }
      }
    }
    return OptionalInt.empty();
  }

  /**
   * What the sum of so many Laplace noises of scale 1 exceeds with a probability of at most the
   * false alarm over all runs of both sides, by Chernoff: P(sum > t) is at most E e^(x sum) e^(-x
   * t) = (1 - x^2)^-length e^(-x t), for any x from 0 to 1.
   */
  private static double surprising(int length, int bins) {
    double rarity = Math.log(2.0 * bins * RUN_LENGTHS / FALSE_ALARM);
    double least = Double.POSITIVE_INFINITY;
    for (double tilt = TILT_STEP; tilt < 1; tilt += TILT_STEP) {
      least = Math.min(least, (rarity - length * Math.log(1 - tilt * tilt)) / tilt);
    }
    return least;
  }

  private static int stretched(long[] counts, double scale, int start) {
    int best = start;
    double most = Double.NEGATIVE_INFINITY;
    double rows = 0;
    for (int bin = start; bin < counts.length; bin++) {
      rows += (double) counts[bin] - PENALTY * scale;
      if (rows > most) {
        most = rows;
        best = bin;
      }
    }
    return best;
  }

  /** The part of it that lies between two bins; empty where none does. */
  Optional<ValueExtent> within(int least, int greatest) {
    return last < least || first > greatest
        ? Optional.empty()
        : Optional.of(
            new ValueExtent(counts, scale, Math.max(first, least), Math.min(last, greatest)));
  }

  /** The first bin. */
  int first() {
    return first;
  }

  /** The last bin. */
  int last() {
    return last;
  }

  double scale() {
    return scale;
  }

  double count(int bin) {
    return (double) counts[bin];
  }

  /** Of each count. */
  double noiseVariance() {
    return 2 * scale * scale;
  }
}
