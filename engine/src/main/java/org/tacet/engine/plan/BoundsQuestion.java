package org.tacet.engine.plan;

import java.util.List;
import org.tacet.engine.spec.AggregateSpec;
import org.tacet.engine.spec.AggregateSpec.Clamp;

/**
 * A range that is to be chosen from the data. Aggregates that would get the same range ask one
 * question, so that they share what is noised in the main pass.
 *
 * @param histogram what the answer is read off
 * @param aim what the range has to be good for
 * @param fallback the range where the data shows none
 * @param aggregates which aggregates get it
 */
public record BoundsQuestion(int histogram, Aim aim, Clamp fallback, List<Integer> aggregates) {

  /** What makes one range better than another. */
  public enum Aim {
    /** Noise grows with the larger bound. */
    SUM,
    /** Noise grows with the width of the range: means, and the variances that share their sums. */
    MOMENTS,
    /** Noise is that of counts, whatever the range: all values should be within. */
    QUANTILES;

    static Aim of(AggregateSpec.Kind kind) {
      return switch (kind) {
        case SUM -> SUM;
        case MEAN, VARIANCE, STDDEV -> MOMENTS;
        case QUANTILE, MEDIAN, MIN, MAX -> QUANTILES;
        case COUNT, PRIVACY_UNITS, HISTOGRAM, VECTOR_SUM, COUNT_DISTINCT, REGISTERED ->
            throw new IllegalStateException("counts have no range");
      };
    }
  }

  public BoundsQuestion {
    aggregates = List.copyOf(aggregates);
  }

  boolean isTheSame(BoundsQuestion other) {
    return histogram == other.histogram && aim == other.aim && fallback.equals(other.fallback);
  }
}
