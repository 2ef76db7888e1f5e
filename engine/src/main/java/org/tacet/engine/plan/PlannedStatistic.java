package org.tacet.engine.plan;

import java.util.List;
import java.util.Optional;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.engine.bounding.BoundedDistinct;
import org.tacet.engine.bounding.BoundedSum;

/**
 * One whole number of each group that is noised, or a tree of them, with everything decided.
 * Aggregates are computed from such numbers; those that need the same number share it, and it is
 * paid for once.
 *
 * @param name for reports: the aggregate's, with what part of it this is where there are several
 * @param bounded how the operator bounds it; empty for privacy units, which bounding counts itself,
 *     trees, vectors and distinct values
 * @param tree the tree of counts that it is; empty where it is one number
 * @param vector the vector that it is, each component with noise of its own; empty where it is none
 * @param distinct the values that it counts; empty where it counts none
 * @param sensitivity of the vector of its values over all groups, in steps
 * @param mechanism the noise, in steps
 */
public record PlannedStatistic(
    String name,
    Optional<BoundedSum> bounded,
    Optional<PlannedTree> tree,
    Optional<PlannedVector> vector,
    Optional<BoundedDistinct> distinct,
    Sensitivity sensitivity,
    NoiseMechanism mechanism) {

  /** The sums that the bounding operator puts out for it. */
  List<BoundedSum> sums() {
    return vector.map(PlannedVector::components).orElseGet(() -> bounded.stream().toList());
  }
}
