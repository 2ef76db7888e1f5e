package org.tacet.accountant.quantile;

/** The counts of a tree's nodes after noise. Asked twice, a node answers the same. */
@FunctionalInterface
public interface NoisedNodes {

  /**
   * Returns the noised count of a node.
   *
   * @param level 1 to the tree's height
   * @param position from 0, on its level
   */
  long count(int level, int position);
}
