package org.tacet.accountant.quantile;

/**
 * A place among the leaves.
 *
 * @param leaf from 0
 * @param fraction 0 to 1: how much of the leaf lies before
 */
public record LeafPosition(int leaf, double fraction) {

  /** Of the two the one that lies before. */
  LeafPosition orBefore(LeafPosition other) {
    return isBefore(other) ? this : other;
  }

  /** Of the two the one that lies behind. */
  LeafPosition orBehind(LeafPosition other) {
    return isBefore(other) ? other : this;
  }

  private boolean isBefore(LeafPosition other) {
    return leaf < other.leaf || (leaf == other.leaf && fraction < other.fraction);
  }
}
