package org.tacet.engine.estimate;

import java.math.BigInteger;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The mean of a value over rows: a center, plus the noised sum of distances from it over the noised
 * number of rows. With the center halfway between the bounds, a unit moves the sum by half as much
 * as it would move one of the values themselves, and the noise of the number of rows weighs by the
 * distance of the mean from the center only.
 *
 * @param count the statistic of rows that have a value
 * @param distances the statistic of the sum of values less the center, in steps
 * @param center in steps
 * @param lower least value of a row, in steps
 * @param upper greatest value of a row, in steps; above {@code lower}
 * @param step the grid, in the value's own unit
 */
public record MeanEstimator(
    int count, int distances, long center, long lower, long upper, double step)
    implements Estimator {

  /** Halvings of the range in which an end of an interval is searched. */
  private static final int HALVINGS = 36;

  @Override
  public List<Integer> statistics() {
    return List.of(count, distances);
  }

  @Override
  public DataType type() {
    return DataTypes.DoubleType;
  }

  @Override
  public Object value(NoisedStatistics noised) {
    return published(distance(noised));
  }

  /** The mean's distance from the center, in steps, within what rows can have. */
  double distance(NoisedStatistics noised) {
    return within(noised.number(distances) / rows(noised));
  }

  double rows(NoisedStatistics noised) {
    return Math.max(1, noised.number(count));
  }

  /**
   * All r for which the noised sum less r times the noised number of rows is what noise explains:
   * at the true mean that difference is noise alone, of known law, however small the number of rows
   * is (Fieller 1954).
   */
  @Override
  public Interval interval(NoisedStatistics noised) {
    double least = (double) lower - center;
    double most = (double) upper - center;
    if (noised.number(count) < 1) {
      return new Interval(published(least), published(most));
    }
    double ratio = noised.number(distances) / noised.number(count);
    return new Interval(
        published(within(end(noised, ratio, least))), published(within(end(noised, ratio, most))));
  }

  @Override
  public boolean hasStandardDeviation() {
    return true;
  }

  /**
   * To first order in the noises over the number of rows n: those of n and of the sum weigh -d and
   * 1 over n, with d the mean's distance from the center. Never above half the range, which nothing
   * exceeds that lies within it.
   */
  @Override
  public double standardDeviation(NoisedStatistics noised) {
    double rows = rows(noised);
    double firstOrder = noised.standardDeviation(statistics(), -distance(noised) / rows, 1 / rows);
    return Math.min(firstOrder, ((double) upper - lower) / 2) * step;
  }

  @Override
  public void setEven(NoisedStatistics statistics, long rows) {
    statistics.set(count, BigInteger.valueOf(rows));
    statistics.set(distances, BigInteger.ZERO);
  }

  /** Between the ratio, which noise always explains, and a bound: the last that it does. */
  private double end(NoisedStatistics noised, double ratio, double bound) {
    if (isExplained(noised, bound)) {
      return bound;
    }
    double inside = ratio;
    double outside = bound;
    for (int halving = 0; halving < HALVINGS; halving++) {
      double middle = (inside + outside) / 2;
      if (isExplained(noised, middle)) {
        inside = middle;
      } else {
        outside = middle;
      }
    }
    return inside;
  }

  private boolean isExplained(NoisedStatistics noised, double r) {
    double difference = noised.number(distances) - r * noised.number(count);
    return Math.abs(difference) <= noised.halfWidth(statistics(), r, 1);
  }

  private double within(double distance) {
    return Math.min(Math.max(distance, (double) lower - center), (double) upper - center);
  }

  private double published(double distance) {
    return (center + distance) * step;
  }
}
