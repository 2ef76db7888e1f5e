package org.tacet.engine.plan;

import org.tacet.accountant.quantile.TreeShape;
import org.tacet.engine.bounding.BoundedLeaves;

/**
 * A tree of counts from which quantiles are read, or one level of it: the bins of a histogram.
 *
 * @param leaves how the operator bounds what units add to the leaves
 * @param shape the tree above them; it may have more leaves, which stay empty
 */
public record PlannedTree(BoundedLeaves leaves, TreeShape shape) {

  public PlannedTree {
    if (shape.leaves() < leaves.leaves()) {
      throw new IllegalArgumentException(
          "The shape must have at least %d leaves. Provided value: %d"
              .formatted(leaves.leaves(), shape.leaves()));
    }
  }
}
