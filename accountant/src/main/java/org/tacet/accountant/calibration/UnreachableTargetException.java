package org.tacet.accountant.calibration;

import java.util.Map;

/** The targets of a release together ask for less noise than its total pays for. */
public final class UnreachableTargetException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final transient Map<Integer, Long> smallestHalfWidths;

  UnreachableTargetException(Map<Integer, Long> smallestHalfWidths) {
    super(
        "the targets can't be reached within the total. Smallest half-widths that can, in steps, by"
            + " statistic: "
            + smallestHalfWidths
            + ". Raise the targets or epsilon.");
    this.smallestHalfWidths = Map.copyOf(smallestHalfWidths);
  }

  /**
   * What could be reached in their place, in the same proportions, if everything else got next to
   * nothing: half-widths in steps, by the index of the statistic.
   */
  public Map<Integer, Long> smallestHalfWidths() {
    return smallestHalfWidths;
  }
}
