package org.tacet.accountant.event;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * Compositions of Gaussian mechanisms, which are one of mu^2 = the sum of 1 / multiplier^2, also
 * inside a sample: the answers, each divided by its variance, add up to a sufficient statistic.
 */
public final class GaussianCompositions {

  private GaussianCompositions() {}

  /**
   * mu^2 for units added or removed, rounded up; empty for anything else than compositions of
   * Gaussian events.
   */
  public static OptionalDouble squaredMu(PrivacyEvent event) {
    double squaredMu = squared(event);
    return Double.isNaN(squaredMu) ? OptionalDouble.empty() : OptionalDouble.of(squaredMu);
  }

  /**
   * mu^2 of compositions of Gaussian events and of trees under a relation, rounded up; empty for
   * anything else. A replaced unit moves a sum twice as far as an added one. Trees count under
   * REPLACE_SPECIAL only.
   */
  public static OptionalDouble squaredMu(PrivacyEvent event, NeighborRelation relation) {
    double moves = relation == NeighborRelation.REPLACE_ONE ? 2 : 1;
    double sum = 0;
    for (Map.Entry<PrivacyEvent, Long> entry : EventCounts.of(event).entrySet()) {
      double squaredMu = squared(entry.getKey()) * moves * moves;
      if (entry.getKey() instanceof SingleEpochTreeAggregation tree
          && relation == NeighborRelation.REPLACE_SPECIAL) {
        squaredMu = squaredMuOfTree(tree);
      }
      sum = (sum + squaredMu * entry.getValue() * (1 + 0x1p-51)) * (1 + 0x1p-52);
    }
    return Double.isNaN(sum) ? OptionalDouble.empty() : OptionalDouble.of(sum);
  }

  /** The root of {@link #squaredMu(PrivacyEvent, NeighborRelation)}, rounded up. */
  public static OptionalDouble mu(PrivacyEvent event, NeighborRelation relation) {
    OptionalDouble squaredMu = squaredMu(event, relation);
    return squaredMu.isPresent()
        ? OptionalDouble.of(Math.sqrt(squaredMu.getAsDouble()) * (1 + 0x1p-51))
        : squaredMu;
  }

  /**
   * mu^2 of the largest tree, rounded up, for a unit replaced by the special one: it is in at most
   * one node of each of ceil(log2(steps + 1)) levels, and in one tree.
   */
  public static double squaredMuOfTree(SingleEpochTreeAggregation tree) {
    long steps = tree.stepCounts().stream().mapToLong(Long::longValue).max().orElseThrow();
    double levels = Long.SIZE - Long.numberOfLeadingZeros(steps);
    return levels * squaredInverse(tree.noiseMultiplier());
  }

  /** No less than what keeps all its digits: noise of any scale costs more than nothing. */
  private static double squaredInverse(double noiseMultiplier) {
    double mu = 1 / noiseMultiplier;
    return Math.max(0x1p-900, mu * mu) * (1 + 0x1p-50);
  }

  private static double squared(PrivacyEvent event) {
    if (event instanceof NoOp) {
      return 0;
    }
    if (event instanceof Gaussian gaussian) {
      return squaredInverse(gaussian.noiseMultiplier());
    }
    if (event instanceof SelfComposed composed) {
      return (double) composed.count() * squared(composed.event()) * (1 + 0x1p-51);
    }
    if (event instanceof Composed composed) {
      double sum = 0;
      for (PrivacyEvent part : composed.events()) {
        sum = (sum + squared(part)) * (1 + 0x1p-52);
      }
      return sum;
    }
    return Double.NaN;
  }
}
