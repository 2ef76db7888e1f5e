package org.tacet.accountant.noise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Chi-square tests on bins of about equal probability. A test rejects with probability at most 1e-6
 * when the hypothesis is true: the limit is the quantile of Wilson and Hilferty 1931 at 5 standard
 * deviations, nominally 3e-7, which leaves a factor of 3 for the approximations.
 */
final class ChiSquare {

  private static final double DEVIATIONS = 5;
  private static final int LARGEST_BIN_COUNT = 40;

  private final long[] upperEdges;
  private final double[] probabilities;

  private ChiSquare(long[] upperEdges, double[] probabilities) {
    this.upperEdges = upperEdges;
    this.probabilities = probabilities;
  }

  /** Cuts a law into at most 40 bins of about equal probability, none of them below 0.1 %. */
  static ChiSquare against(LatticeLaw law) {
    List<Long> edges = new ArrayList<>();
    List<Double> masses = new ArrayList<>();
    double before = 0;
    for (int bin = 1; bin < LARGEST_BIN_COUNT; bin++) {
      long edge = law.quantile((double) bin / LARGEST_BIN_COUNT);
      double upTo = law.atMost(edge);
      if (upTo - before >= 0.001 && 1 - upTo >= 0.001) {
        edges.add(edge);
        masses.add(upTo - before);
        before = upTo;
      }
    }
    masses.add(1 - before);
    return new ChiSquare(
        edges.stream().mapToLong(Long::longValue).toArray(),
        masses.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Whether that many draws contradict the law. */
  boolean rejects(LongSupplier sampler, int draws) {
    long[] counts = count(sampler, draws);
    double statistic = 0;
    for (int bin = 0; bin < counts.length; bin++) {
      double expected = draws * probabilities[bin];
      statistic += (counts[bin] - expected) * (counts[bin] - expected) / expected;
    }
    return statistic > limit(counts.length - 1);
  }

  /** Whether that many draws of each contradict that both samplers have one law, whichever. */
  boolean rejectsEquality(LongSupplier first, LongSupplier second, int drawsOfEach) {
    long[] countsOfFirst = count(first, drawsOfEach);
    long[] countsOfSecond = count(second, drawsOfEach);
    double statistic = 0;
    int degrees = -1;
    for (int bin = 0; bin < countsOfFirst.length; bin++) {
      double sum = countsOfFirst[bin] + countsOfSecond[bin];
      double difference = countsOfFirst[bin] - countsOfSecond[bin];
      if (sum > 0) {
        statistic += difference * difference / sum;
        degrees++;
      }
    }
    return statistic > limit(degrees);
  }

  private long[] count(LongSupplier sampler, int draws) {
    long[] counts = new long[probabilities.length];
    for (int draw = 0; draw < draws; draw++) {
      int found = Arrays.binarySearch(upperEdges, sampler.getAsLong());
      counts[found >= 0 ? found : -found - 1]++;
    }
    return counts;
  }

  private static double limit(int degrees) {
    double spread = 2.0 / (9 * degrees);
    return degrees * Math.pow(1 - spread + DEVIATIONS * Math.sqrt(spread), 3);
  }
}
