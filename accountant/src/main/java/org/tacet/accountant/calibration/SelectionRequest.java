package org.tacet.accountant.calibration;

import java.util.OptionalInt;

/**
 * One choice of private groups: a release has as many as it has groupings whose groups are private.
 *
 * @param maxGroups how many groups of this grouping a unit contributes to (L0), at least 1
 * @param minPrivacyUnits no group of fewer privacy units is published; 1 to 2^40
 * @param unitCount the index of a statistic that counts the distinct bounded units of these very
 *     groups, each as 1, so that its noised value may decide (P12); empty where there is none
 */
public record SelectionRequest(int maxGroups, long minPrivacyUnits, OptionalInt unitCount) {

  /** A choice of groups of any size, with no count that could serve. */
  public static SelectionRequest of(int maxGroups) {
    return new SelectionRequest(maxGroups, 1, OptionalInt.empty());
  }
}
