package org.tacet.engine.spec;

/**
 * What one privacy unit may contribute to the release as a whole, and how many units a group needs.
 *
 * @param maxGroupsContributed L0: the most groups a unit counts in, 1 to 2^31 - 1
 * @param minPrivacyUnitsPerGroup no private group of fewer units is published; at least 1 (P12)
 */
public record BoundsSpec(int maxGroupsContributed, long minPrivacyUnitsPerGroup) {

  /** The bounds of a release without {@code group_by}, which has one group. */
  public static final BoundsSpec ONE_GROUP = new BoundsSpec(1, 1);

  public BoundsSpec {
    Faults faults = new Faults();
    faults.require(
        maxGroupsContributed >= 1,
        "bounds.max_groups_contributed",
        "must be at least 1",
        maxGroupsContributed,
        "1 to " + Integer.MAX_VALUE,
        "give the number of groups that a typical privacy unit appears in");
    faults.require(
        minPrivacyUnitsPerGroup >= 1,
        "bounds.min_privacy_units_per_group",
        "must be at least 1",
        minPrivacyUnitsPerGroup,
        "1 to " + Long.MAX_VALUE,
        "give the smallest number of privacy units that a published group may have");
    faults.throwIfAny();
  }
}
