package org.tacet.accountant.event;

import java.util.List;

/**
 * Sums over binary trees of Gaussian noise, where a record occurs at most once over all trees
 * (Kairouz, McMahan, Song, Thakkar, Thakurta, Xu 2021, "Practical and private (deep) learning
 * without sampling or shuffling", appendix D). For records replaced by a special one.
 *
 * @param noiseMultiplier standard deviation of a node's noise over the largest L2 norm of what one
 *     record adds; above 0
 * @param stepCounts the steps of each tree; at least 1 each
 */
public record SingleEpochTreeAggregation(double noiseMultiplier, List<Long> stepCounts)
    implements PrivacyEvent {

  public SingleEpochTreeAggregation {
    EventParameters.requirePositive("noise_multiplier", noiseMultiplier);
    stepCounts = List.copyOf(stepCounts);
    EventParameters.requireNotEmpty("step_counts", stepCounts);
    stepCounts.forEach(steps -> EventParameters.requireAtLeastOne("step_counts", steps));
  }
}
