package org.tacet.accountant.event;

/** Which two data sets the guarantee can't tell apart (P1). */
public enum NeighborRelation {
  /** One unit is added or removed. The default. */
  ADD_OR_REMOVE_ONE,
  /** One unit is replaced by any other: a sum moves twice as far. */
  REPLACE_ONE,
  /**
   * One unit is replaced by a special one that adds nothing (Kairouz et al. 2021, "Practical and
   * private (deep) learning without sampling or shuffling", Definition 1.1).
   */
  REPLACE_SPECIAL
}
