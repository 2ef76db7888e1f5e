package org.tacet.engine.estimate;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.tacet.engine.registered.UserAggregate;

/**
 * What a user's aggregate makes of its noised sums. Each sum is noised as that of distances from a
 * center halfway in the term's range, as for a mean.
 *
 * @param count the statistic of rows that have terms
 * @param sums the terms' sums
 * @param step the grid of all terms
 */
public record RegisteredEstimator(UserAggregate aggregate, int count, List<Sum> sums, double step)
    implements Estimator {

  /** Of a standard deviation of noise, for the slope of a value in a statistic. */
  private static final double PART_OF_NOISE = 1.0 / 64;

  /**
   * One sum.
   *
   * @param distances the statistic of the sum of terms less the center, in steps
   * @param center in steps
   * @param lower least term of a row, in steps
   * @param upper greatest term of a row, in steps; above {@code lower}
   */
  public record Sum(int distances, long center, long lower, long upper)
      implements java.io.Serializable {

    /** The sum of terms for so many rows, in steps, within what rows can have. */
    private double of(double distances, double rows) {
      double least = rows * ((double) lower - center);
      double most = rows * ((double) upper - center);
      return center * rows + Math.min(Math.max(distances, least), most);
    }
  }

  public RegisteredEstimator {
    sums = List.copyOf(sums);
  }

  @Override
  public List<Integer> statistics() {
    List<Integer> statistics = new ArrayList<>(List.of(count));
    sums.forEach(sum -> statistics.add(sum.distances()));
    return statistics;
  }

  @Override
  public DataType type() {
    return DataTypes.DoubleType;
  }

  @Override
  public Object value(NoisedStatistics noised) {
    return value(numbers(noised));
  }

  private double[] numbers(NoisedStatistics noised) {
    return statistics().stream().mapToDouble(noised::number).toArray();
  }

  /**
   * NaN where the user's code gives none; the statistics are public, and what it does with them.
   */
  private double value(double[] statistics) {
    double rows = Math.max(1, statistics[0]);
    double[] totals = new double[sums.size()];
    for (int index = 0; index < totals.length; index++) {
      totals[index] = sums.get(index).of(statistics[index + 1], rows) * step;
    }
    try {
      double value = aggregate.value(rows, totals);
      return Double.isFinite(value) ? value : Double.NaN;
    } catch (RuntimeException | StackOverflowError | AssertionError noValue) {
      return Double.NaN;
    }
  }

  /** To first order in the noises: the value, and the slopes of it in each statistic. */
  @Override
  public Interval interval(NoisedStatistics noised) {
    double[] numbers = numbers(noised);
    double value = value(numbers);
    double[] slopes = slopes(noised, numbers);
    double halfWidth =
        Arrays.stream(slopes).allMatch(Double::isFinite)
            ? noised.halfWidth(statistics(), slopes)
            : Double.NaN;
    return new Interval(value - halfWidth, value + halfWidth);
  }

  @Override
  public boolean hasStandardDeviation() {
    return true;
  }

  /** To first order in the noises. */
  @Override
  public double standardDeviation(NoisedStatistics noised) {
    return noised.standardDeviation(statistics(), slopes(noised, numbers(noised)));
  }

  /** How the value changes with each statistic, looked at a small part of its noise away. */
  private double[] slopes(NoisedStatistics noised, double[] numbers) {
    double[] slopes = new double[numbers.length];
    for (int index = 0; index < slopes.length; index++) {
      double noise = noised.standardDeviation(List.of(statistics().get(index)), 1);
      double distance = Math.max(noise, 1) * PART_OF_NOISE;
      double[] above = numbers.clone();
      double[] below = numbers.clone();
      above[index] += distance;
      below[index] -= distance;
      slopes[index] = (value(above) - value(below)) / (above[index] - below[index]);
    }
    return slopes;
  }

  @Override
  public void setEven(NoisedStatistics statistics, long rows) {
    statistics.set(count, BigInteger.valueOf(rows));
    sums.forEach(sum -> statistics.set(sum.distances(), BigInteger.ZERO));
  }
}
