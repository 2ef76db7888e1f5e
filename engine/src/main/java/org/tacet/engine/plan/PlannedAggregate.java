package org.tacet.engine.plan;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.engine.estimate.Estimator;
import org.tacet.engine.spec.AggregateSpec;

/**
 * One aggregate with everything decided: its grid, and how it is computed from noised statistics.
 *
 * @param estimator how it is computed
 * @param noise the noise of its statistics, in steps, in the estimator's order
 */
public record PlannedAggregate(
    AggregateSpec spec, Grid grid, Estimator estimator, List<NoiseMechanism> noise) {

  public PlannedAggregate {
    noise = List.copyOf(noise);
  }

  /**
   * The noise that is added to the value itself; empty where it is computed from noised statistics,
   * and its error depends on the group.
   */
  public Optional<NoiseMechanism> mechanism() {
    return estimator.isStatistic() ? Optional.of(noise.get(0)) : Optional.empty();
  }

  /** The scale of that noise in the aggregate's own unit. */
  public Optional<Double> noiseScale() {
    return mechanism().map(each -> each.scale() * grid.step().doubleValue());
  }

  /** The standard deviation of that noise in the aggregate's own unit. */
  public Optional<Double> standardDeviation() {
    return mechanism().map(each -> each.standardDeviation() * grid.step().doubleValue());
  }

  /** Half the width of the interval that holds that noise with this probability (P20). */
  public Optional<BigDecimal> halfWidth(double confidence) {
    return mechanism()
        .map(each -> BigDecimal.valueOf(each.halfWidth(confidence)).multiply(grid.step()));
  }
}
