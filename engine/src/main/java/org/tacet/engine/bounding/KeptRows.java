package org.tacet.engine.bounding;

import java.util.List;

/**
 * How many rows of a unit count in each group that it keeps: in each sum of a {@link
 * BoundedSum.RowLimit}, and in each tree.
 *
 * <p>Of n rows of group g, a = min(n, m, N) count, with m the most of one group and N the most of
 * all groups together. If these add up to A > N, only floor(a N / A) of each. So at most N in all,
 * at most min(m, N) in each group, and in no more groups than are kept; how many is a function of
 * the unit's own numbers of rows alone (P1), without a draw and whatever their order. A sum of what
 * each row adds, at most b in magnitude, is then at most b times as many: see {@link
 * BoundedSum#clampPart}.
 *
 * <p>Nothing overflows: a is below 2^31, and there are at most 2^16 groups.
 */
final class KeptRows {

  private final KeptGroups kept;
  private final List<BoundedSum> sums;
  private final List<BoundedLeaves> trees;
  private final long maxRows;

  /** A of each sum that has a limit, then of each tree; 0 where rows are not bounded together. */
  private final long[] all;

  /**
   * @param maxRows N, or {@link GroupingBound#ANY_ROWS}
   */
  KeptRows(KeptGroups kept, List<BoundedSum> sums, List<BoundedLeaves> trees, long maxRows) {
    this.kept = kept;
    this.sums = sums;
    this.trees = trees;
    this.maxRows = maxRows;
    this.all = new long[sums.size() + trees.size()];
  }

  /** Takes in the groups and rows that {@link KeptGroups} holds of a unit. */
  void readUnit() {
    if (maxRows == GroupingBound.ANY_ROWS) {
      return;
    }
    for (int sum = 0; sum < sums.size(); sum++) {
      all[sum] = 0;
      for (int slot = 0; slot < kept.size() && sums.get(sum).limit() != null; slot++) {
        all[sum] += capped(rows(slot, sum), sums.get(sum).limit().maxRows());
      }
    }
    for (int tree = 0; tree < trees.size(); tree++) {
      all[sums.size() + tree] = 0;
      for (int slot = 0; slot < kept.size(); slot++) {
        all[sums.size() + tree] += capped(kept.leaves(slot, tree).rows(), maxRowsOf(tree));
      }
    }
  }

  /** What the unit adds to a sum that is no component of a vector, in whole steps. */
  long total(int slot, int sum) {
    BoundedSum bounds = sums.get(sum);
    long high = kept.totalHigh(slot, sum);
    long low = kept.totalLow(slot, sum);
    if (bounds.limit() == null) {
      return bounds.clamp(high, low);
    }
    long rows = rows(slot, sum);
    long counted = share(capped(rows, bounds.limit().maxRows()), all[sum]);
    if (counted == rows) {
      return bounds.clamp(high, low);
    }
    return bounds.limit().countedBy() == BoundedSum.RowLimit.ITSELF
        ? bounds.clamp(0, counted)
        : bounds.clampPart(high, low, counted, rows);
  }

  /** How many of the unit's rows count in a tree. */
  long ofTree(int slot, int tree) {
    // Without a bound over all groups there is no need to count the rows here.
    return maxRows == GroupingBound.ANY_ROWS
        ? maxRowsOf(tree)
        : share(capped(kept.leaves(slot, tree).rows(), maxRowsOf(tree)), all[sums.size() + tree]);
  }

  /** Rows are counted one by one, so that their number is a long. */
  private long rows(int slot, int sum) {
    int countedBy = sums.get(sum).limit().countedBy();
    return kept.totalLow(slot, countedBy == BoundedSum.RowLimit.ITSELF ? sum : countedBy);
  }

  private long maxRowsOf(int tree) {
    return trees.get(tree).maxRows();
  }

  private long capped(long rows, long ofGroup) {
    return Math.min(rows, Math.min(ofGroup, maxRows));
  }

  private long share(long rows, long ofAll) {
    return ofAll <= maxRows ? rows : rows * maxRows / ofAll;
  }
}
