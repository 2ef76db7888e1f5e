package org.tacet.engine.estimate;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;

/**
 * A value that is never below 0 without noise, held at 0 where noise takes it below, and so are the
 * ends of its interval, which still covers what it covered. Post-processing.
 *
 * @param estimator of the value as it is: a number, or an array of longs
 */
public record NonNegativeEstimator(Estimator estimator) implements Estimator {

  @Override
  public List<Integer> statistics() {
    return estimator.statistics();
  }

  @Override
  public boolean isStatistic() {
    return estimator.isStatistic();
  }

  @Override
  public DataType type() {
    return estimator.type();
  }

  @Override
  public Object value(NoisedStatistics noised) {
    return held(estimator.value(noised));
  }

  @Override
  public Interval interval(NoisedStatistics noised) {
    Interval interval = estimator.interval(noised);
    return new Interval(held(interval.lower()), held(interval.upper()));
  }

  @Override
  public boolean hasStandardDeviation() {
    return estimator.hasStandardDeviation();
  }

  /** That of the value before it is held at 0, which moves it less. */
  @Override
  public double standardDeviation(NoisedStatistics noised) {
    return estimator.standardDeviation(noised);
  }

  @Override
  public void setEven(NoisedStatistics statistics, long rows) {
    estimator.setEven(statistics, rows);
  }

  private static Object held(Object value) {
    if (value instanceof Long number) {
      return Math.max(0, number);
    } else if (value instanceof Double number) {
      return Math.max(0.0, number); // of the two zeros the positive one
    } else if (value instanceof Decimal decimal) {
      BigDecimal number = decimal.toJavaBigDecimal();
      return Decimal.apply(
          number.max(BigDecimal.ZERO.setScale(number.scale())),
          decimal.precision(),
          decimal.scale());
    } else if (value instanceof UnsafeArrayData array) {
      return UnsafeArrayData.fromPrimitiveArray(
          Arrays.stream(array.toLongArray()).map(each -> Math.max(0, each)).toArray());
    }
    throw new IllegalStateException("no number of type " + value.getClass().getSimpleName());
  }
}
