package org.tacet.engine.estimate;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The sum of vectors, as an array: each component is published as a sum is.
 *
 * @param component how a component is published, and of which statistic it is one
 * @param length how many there are, at least 1
 */
public record VectorEstimator(TotalEstimator component, int length) implements Estimator {

  @Override
  public List<Integer> statistics() {
    return component.statistics();
  }

  @Override
  public boolean isStatistic() {
    return true;
  }

  @Override
  public DataType type() {
    return DataTypes.createArrayType(component.type(), false);
  }

  @Override
  public Object value(NoisedStatistics noised) {
    return array(noised, BigInteger.ZERO);
  }

  @Override
  public Interval interval(NoisedStatistics noised) {
    BigInteger halfWidth = BigInteger.valueOf(noised.halfWidth(component.statistic()));
    return new Interval(array(noised, halfWidth.negate()), array(noised, halfWidth));
  }

  @Override
  public void setEven(NoisedStatistics statistics, long rows) {
    for (int position = 0; position < length; position++) {
      statistics.set(component.statistic(), position, BigInteger.ZERO); // the error is the same
    }
  }

  private GenericArrayData array(NoisedStatistics noised, BigInteger moved) {
    return new GenericArrayData(
        IntStream.range(0, length)
            .mapToObj(
                position ->
                    component.published(noised.steps(component.statistic(), position).add(moved)))
            .toArray());
  }
}
