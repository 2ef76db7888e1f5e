package org.tacet.engine.spec;

import java.util.OptionalInt;

/**
 * What one privacy unit may contribute to the release as a whole, and how many units a group needs.
 *
 * @param maxGroupsContributed L0: the most groups a unit counts in, 1 to 2^31 - 1
 * @param maxRowsContributed the most rows that a unit counts for over all groups of a grouping
 *     together, in each aggregate that {@link AggregateSpec#limitsRows limits rows}; 1 to 2^31 - 1,
 *     empty for as many as its groups let it
 * @param maxRowsJoined how many rows of a unit take part on one side of a join of which both sides
 *     may have any number, 1 to {@link #MOST_ROWS_JOINED}; empty where no join is such
 * @param minPrivacyUnitsPerGroup no private group of fewer units is published; at least 1 (P12)
 */
public record BoundsSpec(
    int maxGroupsContributed,
    OptionalInt maxRowsContributed,
    OptionalInt maxRowsJoined,
    long minPrivacyUnitsPerGroup) {

  /** Each row of a unit may become as many. */
  public static final int MOST_ROWS_JOINED = 1_000_000;

  /** The bounds of a release without {@code group_by}, which has one group. */
  public static final BoundsSpec ONE_GROUP = new BoundsSpec(1, 1);

  /** Without a bound on rows. */
  public BoundsSpec(int maxGroupsContributed, long minPrivacyUnitsPerGroup) {
    this(maxGroupsContributed, OptionalInt.empty(), OptionalInt.empty(), minPrivacyUnitsPerGroup);
  }

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
        maxRowsContributed.orElse(1) >= 1,
        "bounds.max_rows_contributed",
        "must be at least 1",
        maxRowsContributed.orElse(1),
        "1 to " + Integer.MAX_VALUE,
        "give the number of rows that a typical privacy unit has in all, or remove it");
    int joined = maxRowsJoined.orElse(1);
    faults.require(
        joined >= 1 && joined <= MOST_ROWS_JOINED,
        "bounds.max_rows_joined",
        "is no number of rows that a row may be joined with",
        joined,
        "1 to " + MOST_ROWS_JOINED,
        "give the number of rows that a typical privacy unit has on the right side of the join");
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
