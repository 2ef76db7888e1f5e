package org.tacet.engine.estimate;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.DataType;

/**
 * How a published value is computed from the noised statistics of its group. They are public, so
 * that whatever is computed from them is post-processing and costs nothing.
 */
public sealed interface Estimator extends Serializable
    permits TotalEstimator,
        MeanEstimator,
        VarianceEstimator,
        QuantileEstimator,
        HistogramEstimator,
        VectorEstimator,
        RegisteredEstimator,
        NonNegativeEstimator {

  /** The indices of the statistics that it is computed from. */
  List<Integer> statistics();

  /**
   * Whether the value is a statistic itself, or an array of its components, so that its noise is
   * the same for every group.
   */
  default boolean isStatistic() {
    return false;
  }

  /** The type of the published column: bigint, decimal, double, date or timestamp, or an array. */
  DataType type();

  /** The published value, in Spark's internal form. */
  Object value(NoisedStatistics noised);

  /** Between which values the one without noise lies, with the confidence that was asked for. */
  Interval interval(NoisedStatistics noised);

  /** Whether one number tells how far noise moves the value. */
  default boolean hasStandardDeviation() {
    return false;
  }

  /**
   * The standard deviation that noise gives the value, in its own unit, computed from what is
   * published. Covers noise alone (P20).
   *
   * @throws IllegalStateException where there is none
   */
  default double standardDeviation(NoisedStatistics noised) {
    throw new IllegalStateException("no standard deviation of " + this);
  }

  /**
   * Sets its statistics to those of so many rows whose values lie evenly between their bounds: for
   * a look at errors before anything is read.
   */
  void setEven(NoisedStatistics statistics, long rows);

  /**
   * Both ends in Spark's internal form, of {@link #type}. Covers noise alone (P20): what bounding
   * cut off comes on top.
   */
  record Interval(Object lower, Object upper) {}
}
