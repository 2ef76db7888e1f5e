package org.tacet.accountant.selection;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.tacet.accountant.arithmetic.Fraction;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.noise.UpperTails;

/**
 * Publishes the groups whose noised count of privacy units reaches a threshold, where that very
 * number is published anyway: the choice then costs a delta and no epsilon (P12).
 *
 * <p>A group to which the unit alone brings what is left of the count after {@code minPrivacyUnits}
 * - 1 passes with probability 1 - (1 - delta)^(1 / L0) at most, and any of the L0 groups of a unit
 * with probability delta at most. Short of that, what is published is a function of noised values
 * of groups that are there with and without the unit, and those are accounted for as noise: so the
 * choice is composed with the noise as a failure of probability delta. Less than {@code
 * minPrivacyUnits} units are never published; a count of exactly so many has 1 left, and passes
 * with the group's delta at most. The same threshold behind a filter on the exact count would let
 * that group pass nearly always.
 *
 * @param noise of the count of privacy units, which a unit moves by 1
 * @param unitCount the index of that count among the release's statistics
 * @param delta the total over a unit's groups, in (0, 1)
 * @param maxGroups how many groups a unit contributes to (L0), at least 1
 * @param minPrivacyUnits no group of fewer privacy units is published; 1 to 2^40
 * @param threshold what the noised count has to reach
 */
public record NoisyThresholdSelection(
    NoiseMechanism noise,
    int unitCount,
    BigDecimal delta,
    int maxGroups,
    long minPrivacyUnits,
    long threshold)
    implements GroupSelection {

  /** Checked wherever one is made, deserialized too, so that none that is lower is drawn by. */
  public NoisyThresholdSelection {
    long least = leastThreshold(noise, delta, maxGroups, minPrivacyUnits);
    if (threshold < least) {
      throw new IllegalArgumentException(
          "threshold must be at least "
              + least
              + " for a delta of "
              + delta
              + " over "
              + maxGroups
              + " groups. Provided value: "
              + threshold
              + ".");
    }
  }

  /**
   * The selection of the least threshold.
   *
   * @throws IllegalArgumentException if a parameter is outside its range
   */
  public static NoisyThresholdSelection of(
      NoiseMechanism noise, int unitCount, BigDecimal delta, int maxGroups, long minPrivacyUnits) {
    return new NoisyThresholdSelection(
        noise,
        unitCount,
        delta,
        maxGroups,
        minPrivacyUnits,
        leastThreshold(noise, delta, maxGroups, minPrivacyUnits));
  }

  /** One unit more than minPrivacyUnits - 1 passes if its noise is at least the threshold - k. */
  private static long leastThreshold(
      NoiseMechanism noise, BigDecimal delta, int maxGroups, long minPrivacyUnits) {
    GroupSelections.requireMinimum(minPrivacyUnits);
    Fraction ofGroup = Fraction.of(GroupBudget.deltaOfGroup(delta, maxGroups));
    return minPrivacyUnits + UpperTails.leastReachedWithAtMost(noise, ofGroup);
  }

  @Override
  public String name() {
    return "noisy_threshold";
  }

  /**
   * Decides whether a group is published.
   *
   * @param privacyUnits how many privacy units contribute to the group after bounding
   * @param noisedCount that number with the noise it is published with
   */
  public boolean keep(long privacyUnits, BigInteger noisedCount) {
    return privacyUnits >= minPrivacyUnits
        && noisedCount.compareTo(BigInteger.valueOf(threshold)) >= 0;
  }

  @Override
  public double keepProbability(long privacyUnits) {
    return privacyUnits < minPrivacyUnits
        ? 0
        : UpperTails.upperTail(noise, threshold - privacyUnits);
  }

  @Override
  public ApproximateDp privacyLoss() {
    return new ApproximateDp(BigDecimal.ZERO, delta);
  }
}
