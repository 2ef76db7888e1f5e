package org.tacet.engine.estimate;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.LongType;

/**
 * A statistic published as it is: only after noise do whole steps become a number of the published
 * type. Saturation at that type's range is post-processing.
 *
 * @param statistic its index
 * @param type bigint, decimal or double
 * @param gridExponent for double, the grid is 2^gridExponent
 */
public record TotalEstimator(int statistic, DataType type, int gridExponent) implements Estimator {

  private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

  @Override
  public List<Integer> statistics() {
    return List.of(statistic);
  }

  @Override
  public boolean isStatistic() {
    return true;
  }

  @Override
  public Object value(NoisedStatistics noised) {
    return published(noised.steps(statistic));
  }

  @Override
  public Interval interval(NoisedStatistics noised) {
    BigInteger steps = noised.steps(statistic);
    BigInteger halfWidth = BigInteger.valueOf(noised.halfWidth(statistic));
    return new Interval(published(steps.subtract(halfWidth)), published(steps.add(halfWidth)));
  }

  @Override
  public boolean hasStandardDeviation() {
    return true;
  }

  @Override
  public double standardDeviation(NoisedStatistics noised) {
    return noised.standardDeviation(statistics(), step());
  }

  /** How much a step of the statistic is in the published column. */
  private double step() {
    if (type instanceof DecimalType decimal) {
      return BigDecimal.ONE.movePointLeft(decimal.scale()).doubleValue();
    }
    return type instanceof DoubleType ? Math.scalb(1.0, gridExponent) : 1;
  }

  @Override
  public void setEven(NoisedStatistics statistics, long rows) {
    statistics.set(statistic, BigInteger.ZERO); // its error is the same whatever it is
  }

  /** Whole steps as a number of the published type. */
  public Object published(BigInteger steps) {
    if (type instanceof LongType) {
      return steps.min(LONG_MAX).max(LONG_MIN).longValueExact();
    } else if (type instanceof DoubleType) {
      return Math.scalb(steps.doubleValue(), gridExponent);
    } else if (type instanceof DecimalType decimal) {
      BigInteger limit = BigInteger.TEN.pow(decimal.precision()).subtract(BigInteger.ONE);
      BigInteger within = steps.min(limit).max(limit.negate());
      return Decimal.apply(
          new BigDecimal(within, decimal.scale()), decimal.precision(), decimal.scale());
    }
    throw new IllegalStateException("No published column of type " + type.sql());
  }
}
