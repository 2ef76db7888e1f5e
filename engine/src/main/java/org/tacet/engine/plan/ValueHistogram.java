package org.tacet.engine.plan;

import java.util.OptionalLong;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.engine.bounding.BoundedLeaves;
import org.tacet.engine.bounding.LogarithmicRanges;
import org.tacet.engine.bounding.RowTerm.ValueColumn;

/**
 * What the pass before the main one counts of a value, over all groups together: bounded rows, or
 * the totals of units in groups, by the public range they fall into.
 *
 * @param name of the first aggregate that needs it
 * @param column the value, on the grid of this pass
 * @param grid that grid
 * @param maxRows how many rows of a unit count in a group, 1 to {@link BoundedLeaves#MOST_ROWS};
 *     empty where its total counts, as one
 */
public record ValueHistogram(String name, ValueColumn column, Grid grid, OptionalLong maxRows) {

  /** Edges are at most an eighth apart: a bound that is too wide by that costs as much in noise. */
  public static final LogarithmicRanges BINS = new LogarithmicRanges(3);

  public boolean countsTotals() {
    return maxRows.isEmpty();
  }

  /** Of a unit's rows in a group no more than this count. */
  long mostOfAGroup() {
    return maxRows.orElse(1);
  }

  /**
   * How far a unit moves the bins: by L0 times m in all. It may be one bin that moves so far, for
   * groups are not told apart; several that move by as much together cost no more ({@link
   * org.tacet.accountant.quantile.TreeShape}).
   *
   * @param rows how many units are protected together: 1, or more where rows are the units
   */
  public Sensitivity sensitivity(int maxGroups, int rows) {
    return new Sensitivity(1, Math.multiplyExact(maxGroups * mostOfAGroup(), rows));
  }

  boolean isOfTheSame(ValueHistogram other) {
    return column.equals(other.column) && maxRows.equals(other.maxRows);
  }
}
