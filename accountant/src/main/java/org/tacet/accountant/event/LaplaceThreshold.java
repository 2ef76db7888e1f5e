package org.tacet.accountant.event;

/**
 * Counts with Laplace noise, published where they reach a threshold that a unit alone passes with
 * probability 1 - (1 - delta)^(1 / L0) (Korolova, Kenthapadi, Mishra, Ntoulas 2009; Wilson et al.
 * 2020). Composed as L0 of: Laplace noise of epsilon / L0, and a failure of that probability (P12).
 *
 * @param epsilon over all groups of a unit; above 0
 * @param delta over all groups of a unit; in (0, 1)
 * @param maxGroups L0, at least 1
 * @param maxRowsPerGroup at least 1
 */
public record LaplaceThreshold(double epsilon, double delta, long maxGroups, long maxRowsPerGroup)
    implements PrivacyEvent {

  public LaplaceThreshold {
    EventParameters.requirePositive("epsilon", epsilon);
    EventParameters.requireOpenProbability("delta", delta);
    EventParameters.requireAtLeastOne("max_groups", maxGroups);
    EventParameters.requireAtLeastOne("max_rows_per_group", maxRowsPerGroup);
  }
}
