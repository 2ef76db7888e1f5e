package org.tacet.accountant.selection;

import java.util.List;
import org.tacet.accountant.event.PrivacyEvent;

/** Which of several strategies publishes a group of a stated size with the largest probability. */
public final class SelectionChooser {

  private SelectionChooser() {}

  /**
   * A strategy and what it keeps.
   *
   * @param keepProbability of a group of the stated size
   */
  public record Choice(PrivacyEvent selection, double keepProbability) {}

  /**
   * The strategy with the largest keep probability; the first of equal ones. It is chosen from
   * parameters alone, the count is one that is hoped for and never one of private data, so that the
   * choice costs nothing.
   *
   * @param candidates choices of groups as {@link GroupSelections} takes them, at least one, each
   *     within the budget
   * @param minPrivacyUnits no smaller group is published; 1 to 2^40
   * @param privacyUnits the stated size, at least 0
   * @throws IllegalArgumentException if there is no candidate, or {@link GroupSelections} refuses
   *     one or a number
   */
  public static Choice choose(
      List<? extends PrivacyEvent> candidates, long minPrivacyUnits, long privacyUnits) {
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException(
          "candidates must have at least one entry. Provided value: [].");
    }
    Choice best = null;
    for (PrivacyEvent candidate : candidates) {
      double kept = GroupSelections.keepProbability(candidate, minPrivacyUnits, privacyUnits);
      if (best == null || kept > best.keepProbability()) {
        best = new Choice(candidate, kept);
      }
    }
    return best;
  }
}
