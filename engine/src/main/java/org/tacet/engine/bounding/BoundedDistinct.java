package org.tacet.engine.bounding;

import java.io.Serializable;

/**
 * How the operator bounds which values a unit has in a group: of its distinct values at most so
 * many are kept, those of smallest keyed rank. Which these are depends on the key and the unit's
 * own set of values in the group alone.
 *
 * @param column the position among the operator's value columns
 * @param maxValues how many values of a unit are kept in a group, 1 to {@link #MOST_VALUES}
 */
public record BoundedDistinct(int column, int maxValues) implements Serializable {

  /** So that the values of 2^40 units are at most 2^62 (P5). */
  public static final int MOST_VALUES = 1 << 22;

  /** A kept value may take {@link BoundingSettings#MAX_KEY_BYTES}, as much as so many totals. */
  public static final int TOTALS_PER_VALUE = 264;

  public BoundedDistinct {
    if (column < 0 || maxValues < 1 || maxValues > MOST_VALUES) {
      throw new IllegalArgumentException(
          "column must be at least 0 and maxValues in [1, %d]. Provided values: %d, %d"
              .formatted(MOST_VALUES, column, maxValues));
    }
  }
}
