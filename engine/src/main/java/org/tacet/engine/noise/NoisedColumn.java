package org.tacet.engine.noise;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.LongType;
import org.tacet.accountant.noise.NoiseMechanism;

/**
 * How one published column is made from whole steps: noise is added to an integer, and only then
 * does the sum become a number of the published type. Saturation at that type's range is
 * post-processing.
 *
 * @param name the column's name
 * @param aggregate the aggregate's index in the release, which separates its noise from the others'
 *     (P9)
 * @param limbs how many input columns hold its sum; 0 where the sum is the count of units
 * @param mechanism the noise, in steps
 * @param type bigint, decimal or double
 * @param gridExponent for double, the grid is 2^gridExponent
 */
public record NoisedColumn(
    String name,
    int aggregate,
    int limbs,
    NoiseMechanism mechanism,
    DataType type,
    int gridExponent)
    implements Serializable {

  private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

  /** The published value of {@code steps}, in Spark's internal form. */
  Object publish(BigInteger steps) {
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
