package org.tacet.accountant.event;

/**
 * Counts with Gaussian noise, published where they reach a threshold that a unit alone passes with
 * probability 1 - (1 - delta)^(1 / L0). The noise is the smallest that gives (epsilon, noiseDelta)
 * for an L2 norm of sqrt(L0) maxRowsPerGroup. Composed as that noise, and L0 failures (P12).
 *
 * @param epsilon of the noise, over all groups of a unit; above 0
 * @param noiseDelta of the noise, over all groups of a unit; in (0, 1)
 * @param delta of the threshold, over all groups of a unit; in (0, 1)
 * @param maxGroups L0, at least 1
 * @param maxRowsPerGroup at least 1
 */
public record GaussianThreshold(
    double epsilon, double noiseDelta, double delta, long maxGroups, long maxRowsPerGroup)
    implements PrivacyEvent {

  public GaussianThreshold {
    EventParameters.requirePositive("epsilon", epsilon);
    EventParameters.requireOpenProbability("noise_delta", noiseDelta);
    EventParameters.requireOpenProbability("delta", delta);
    EventParameters.requireAtLeastOne("max_groups", maxGroups);
    EventParameters.requireAtLeastOne("max_rows_per_group", maxRowsPerGroup);
  }
}
