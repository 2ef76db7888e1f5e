package org.tacet.accountant.renyi;

import org.tacet.accountant.accounting.UnsupportedEventException;
import org.tacet.accountant.event.GaussianCompositions;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.SingleEpochTreeAggregation;

/**
 * Trees of Gaussian noise as one Gaussian mechanism: a record is in one node of each level of one
 * tree, ceil(log2(steps + 1)) nodes at most (Kairouz et al. 2021, "Practical and private (deep)
 * learning without sampling or shuffling", appendix D).
 */
final class TreeNoise {

  private TreeNoise() {}

  /** mu^2 of the largest tree, rounded up. */
  static double squaredMu(
      SingleEpochTreeAggregation tree, NeighborRelation relation, String accountant) {
    if (relation != NeighborRelation.REPLACE_SPECIAL) {
      throw new UnsupportedEventException(
          "the %s accountant does not support SingleEpochTreeAggregation under %s: ask under REPLACE_SPECIAL."
              .formatted(accountant, relation));
    }
    return GaussianCompositions.squaredMuOfTree(tree);
  }
}
