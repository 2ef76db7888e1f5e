package org.tacet.accountant.event;

/**
 * The choice of groups by the rule that keeps most (Desfontaines, Voss, Gipson, Mandayam 2020,
 * "Differentially private partition selection"). A group gets epsilon / L0 and 1 - (1 - delta)^(1 /
 * L0), and L0 such decisions are composed (P12).
 *
 * @param epsilon over all groups of a unit; above 0
 * @param delta over all groups of a unit; in (0, 1)
 * @param maxGroups L0, at least 1
 */
public record TruncatedGeometricSelection(double epsilon, double delta, long maxGroups)
    implements PrivacyEvent {

  public TruncatedGeometricSelection {
    EventParameters.requirePositive("epsilon", epsilon);
    EventParameters.requireOpenProbability("delta", delta);
    EventParameters.requireAtLeastOne("max_groups", maxGroups);
  }
}
