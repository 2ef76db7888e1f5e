package org.tacet.engine.bounding;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * How the sums of some rows of one unit and group travel to the task of their unit: in a long each,
 * but those to which a row adds one or nothing, such as counts, {@value #COUNTERS} in a long. So
 * they are added up by one addition, and take a fifth of the bytes that are sent and sorted.
 *
 * <p>A counter has {@value #COUNTER_BITS} bits, so no more than {@link #MOST_ROWS} rows may travel
 * together where there are counters: then none runs over into the next.
 */
final class SumColumns implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final int COUNTER_BITS = 12;
  private static final int COUNTERS = 5;
  private static final int NO_COUNTER = -1;

  /** As many rows as a counter counts. */
  static final int MOST_ROWS = (1 << COUNTER_BITS) - 1;

  private final int[] columnOf;
  private final int[] shiftOf;
  private final int wide;
  private final int columns;

  SumColumns(List<BoundedSum> sums) {
    this.columnOf = new int[sums.size()];
    this.shiftOf = new int[sums.size()];
    this.wide = (int) sums.stream().filter(sum -> !addsOneOrNothing(sum.term())).count();
    int wides = 0;
    int counters = 0;
    for (int sum = 0; sum < columnOf.length; sum++) {
      if (addsOneOrNothing(sums.get(sum).term())) {
        columnOf[sum] = wide + counters / COUNTERS;
        shiftOf[sum] = counters % COUNTERS * COUNTER_BITS;
        counters++;
      } else {
        columnOf[sum] = wides++;
        shiftOf[sum] = NO_COUNTER;
      }
    }
    this.columns = wide + (counters + COUNTERS - 1) / COUNTERS;
  }

  private static boolean addsOneOrNothing(RowTerm term) {
    return term.least() >= 0 && term.largest() == 1;
  }

  /** How many longs a row has. */
  int columns() {
    return columns;
  }

  /** How many of them, the first ones, hold one sum alone. */
  int wide() {
    return wide;
  }

  boolean isCounter(int sum) {
    return shiftOf[sum] != NO_COUNTER;
  }

  /** Which of the longs holds a sum. */
  int columnOf(int sum) {
    return columnOf[sum];
  }

  /** What is added to the long of a counter for each row that it counts. */
  long one(int counter) {
    return 1L << shiftOf[counter];
  }

  /**
   * A sum, as it has arrived.
   *
   * @param positions where the longs lie in {@code row}
   */
  long read(InternalRow row, int[] positions, int sum) {
    long held = row.getLong(positions[columnOf[sum]]);
    return shiftOf[sum] == NO_COUNTER ? held : (held >>> shiftOf[sum]) & MOST_ROWS;
  }
}
