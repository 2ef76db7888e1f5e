package org.tacet.accountant.selection;

/** With what probability a strategy keeps a group, by the group's size. */
interface KeepCurve {

  /**
   * @param privacyUnits in the group after bounding, each of one row, less the minimum asked for
   *     less 1; may be below 0
   */
  double keepProbability(double privacyUnits);

  /** What a count, or a noisy count, has to reach for the group to be kept for certain. */
  double threshold();
}
