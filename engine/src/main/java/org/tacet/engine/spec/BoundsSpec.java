package org.tacet.engine.spec;

/**
 * What one privacy unit may contribute to the release as a whole.
 *
 * @param maxGroupsContributed L0: the most groups a unit counts in, 1 to 2^31 - 1
 */
public record BoundsSpec(int maxGroupsContributed) {

  /** The bounds of a release without {@code group_by}, which has one group. */
  public static final BoundsSpec ONE_GROUP = new BoundsSpec(1);

  public BoundsSpec {
    Faults faults = new Faults();
    faults.require(
        maxGroupsContributed >= 1,
        "bounds.max_groups_contributed",
        "must be at least 1",
        maxGroupsContributed,
        "1 to " + Integer.MAX_VALUE,
        "give the number of groups that a typical privacy unit appears in");
    faults.throwIfAny();
  }
}
