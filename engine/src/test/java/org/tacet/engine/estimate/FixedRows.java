package org.tacet.engine.estimate;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * Rows of one group, the same in every release: their values in steps between 0 and {@link #UPPER},
 * and the statistics of them without noise.
 */
final class FixedRows {

  static final long UPPER = 50_000;
  static final long CENTER = UPPER / 2;
  static final int LEAVES = (int) UPPER + 1;
  private static final long CENTER_OF_SQUARES = CENTER * CENTER / 2;

  private final long[] sorted;

  private FixedRows(long[] ascending) {
    this.sorted = ascending;
  }

  /**
   * @param valueAt the value at a share of the rows, as a share of the range
   */
  static FixedRows of(int rows, DoubleUnaryOperator valueAt) {
    return new FixedRows(
        IntStream.range(0, rows)
            .mapToDouble(row -> UPPER * valueAt.applyAsDouble((row + 0.5) / rows))
            .mapToLong(value -> Math.min(UPPER, Math.max(0, Math.round(value))))
            .sorted()
            .toArray());
  }

  int rows() {
    return sorted.length;
  }

  long sum() {
    return Arrays.stream(sorted).sum();
  }

  long distances() {
    return sum() - CENTER * rows();
  }

  BigInteger squares() {
    return BigInteger.valueOf(
        Arrays.stream(sorted)
            .map(value -> (value - CENTER) * (value - CENTER) - CENTER_OF_SQUARES)
            .sum());
  }

  /** How many rows lie in leaves before this one, each leaf a step. */
  long[] rowsBefore() {
    long[] before = new long[LEAVES + 1];
    for (long value : sorted) {
      before[(int) value + 1]++;
    }
    Arrays.parallelPrefix(before, Long::sum);
    return before;
  }

  double mean() {
    return (double) sum() / rows();
  }

  double variance() {
    double mean = mean();
    return Arrays.stream(sorted).mapToDouble(value -> (value - mean) * (value - mean)).sum()
        / rows();
  }

  /** The first value up to which at least that share of the rows lies. */
  long quantile(double rank) {
    return sorted[Math.max(0, (int) Math.ceil(rank * rows() - 1e-9) - 1)];
  }

  static MeanEstimator meanEstimator(int count, int distances) {
    return new MeanEstimator(count, distances, CENTER, 0, UPPER, 1);
  }

  static VarianceEstimator varianceEstimator(MeanEstimator mean, int squares, boolean isRoot) {
    return new VarianceEstimator(mean, squares, 1, CENTER_OF_SQUARES, isRoot);
  }
}
