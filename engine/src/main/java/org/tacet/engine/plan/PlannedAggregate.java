package org.tacet.engine.plan;

import java.math.BigDecimal;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.engine.bounding.BoundedSum;
import org.tacet.engine.spec.AggregateSpec;

/**
 * One aggregate with everything decided: its grid, its bounds in steps, its sensitivity and its
 * noise.
 *
 * @param bounded how the operator bounds it; empty for privacy units, which bounding counts itself
 * @param sensitivity of the vector of its values over all groups, in steps
 * @param mechanism the noise, in steps
 * @param publishedType the type of its column in the output
 */
public record PlannedAggregate(
    AggregateSpec spec,
    Grid grid,
    Optional<BoundedSum> bounded,
    Sensitivity sensitivity,
    NoiseMechanism mechanism,
    DataType publishedType) {

  /** The scale of the noise in the aggregate's own unit. */
  public double noiseScale() {
    return mechanism.scale() * grid.step().doubleValue();
  }

  /** The standard deviation of the noise in the aggregate's own unit. */
  public double standardDeviation() {
    return mechanism.standardDeviation() * grid.step().doubleValue();
  }

  /** Half the width of the interval that holds the noise with this probability (P20). */
  public BigDecimal halfWidth(double confidence) {
    return BigDecimal.valueOf(mechanism.halfWidth(confidence)).multiply(grid.step());
  }
}
