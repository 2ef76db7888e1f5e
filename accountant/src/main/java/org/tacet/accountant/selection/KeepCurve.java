package org.tacet.accountant.selection;

/** With what probability a strategy keeps a group, by the group's size. */
interface KeepCurve {

  /**
   * @param privacyUnits in the group after bounding, at least 0; each contributes one row
   */
  double keepProbability(double privacyUnits);

  /** What a count, or a noisy count, has to reach for the group to be kept for certain. */
  double threshold();
}
