package org.tacet.engine.estimate;

import java.math.BigDecimal;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The variance of a value over rows, of the rows themselves (divided by their number), or its root:
 * the mean of squared distances from a center less the square of the mean distance.
 *
 * @param mean of the same rows
 * @param squares the statistic of squared distances, each less {@code squareCenter}, in units
 * @param unit how many squared steps a unit of {@code squares} is
 * @param squareCenter in units
 * @param isRoot whether the standard deviation is published
 */
public record VarianceEstimator(
    MeanEstimator mean, int squares, double unit, double squareCenter, boolean isRoot)
    implements Estimator {

  @Override
  public List<Integer> statistics() {
    return List.of(mean.count(), mean.distances(), squares);
  }

  @Override
  public DataType type() {
    return DataTypes.DoubleType;
  }

  @Override
  public Object value(NoisedStatistics noised) {
    return published(variance(noised));
  }

  private double variance(NoisedStatistics noised) {
    double rows = mean.rows(noised);
    double distance = mean.distance(noised);
    return within((noised.number(squares) / rows + squareCenter) * unit - distance * distance);
  }

  /**
   * By how much noise moves the variance, to first order in the noises over the number of rows n:
   * those of the squares, the sum and n weigh 1, -2 d and m - v + d^2 over n, with m the center of
   * squares, d the mean distance and v the variance.
   */
  @Override
  public Interval interval(NoisedStatistics noised) {
    if (noised.number(mean.count()) < 1) {
      return new Interval(published(0), published(largest()));
    }
    double variance = variance(noised);
    double halfWidth = noised.halfWidth(statistics(), weights(noised));
    return new Interval(
        published(within(variance - halfWidth)), published(within(variance + halfWidth)));
  }

  private double[] weights(NoisedStatistics noised) {
    double rows = mean.rows(noised);
    double distance = mean.distance(noised);
    return new double[] {
      (squareCenter * unit - variance(noised) + distance * distance) / rows,
      -2 * distance / rows,
      unit / rows
    };
  }

  @Override
  public boolean hasStandardDeviation() {
    return true;
  }

  /**
   * To first order, as the interval is; a root moves by half of what its square does, over itself.
   * Never above half the range, which nothing exceeds that lies within it.
   */
  @Override
  public double standardDeviation(NoisedStatistics noised) {
    double firstOrder = noised.standardDeviation(statistics(), weights(noised));
    if (isRoot) {
      double root = Math.sqrt(variance(noised));
      return Math.min(firstOrder / (2 * root), Math.sqrt(largest()) / 2) * mean.step();
    }
    return Math.min(firstOrder, largest() / 2) * mean.step() * mean.step();
  }

  /** Evenly between bounds values vary by a twelfth of the square of their distance. */
  @Override
  public void setEven(NoisedStatistics statistics, long rows) {
    mean.setEven(statistics, rows);
    double each = largest() / 3 / unit - squareCenter;
    statistics.set(squares, BigDecimal.valueOf(each * rows).toBigInteger());
  }

  /** Of values in a range none varies more than half at either end. */
  private double largest() {
    double halfRange = ((double) mean.upper() - mean.lower()) / 2;
    return halfRange * halfRange;
  }

  private double within(double variance) {
    return Math.min(Math.max(variance, 0), largest());
  }

  private double published(double variance) {
    return isRoot ? Math.sqrt(variance) * mean.step() : variance * mean.step() * mean.step();
  }
}
