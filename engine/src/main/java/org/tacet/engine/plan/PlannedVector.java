package org.tacet.engine.plan;

import java.util.List;
import org.tacet.accountant.noise.VectorNorm;
import org.tacet.engine.bounding.BoundedSum;

/**
 * Sums that are bounded together, as one vector.
 *
 * @param components one a position, at least one
 * @param norm by which a unit's total in a group is bounded
 * @param maxNorm in steps, at least 1
 */
public record PlannedVector(List<BoundedSum> components, VectorNorm norm, long maxNorm) {

  public PlannedVector {
    components = List.copyOf(components);
  }

  /** How many components there are. */
  public int length() {
    return components.size();
  }
}
