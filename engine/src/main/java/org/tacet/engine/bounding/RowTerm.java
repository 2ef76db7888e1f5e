package org.tacet.engine.bounding;

import java.io.Serializable;
import java.util.Optional;

/** What one row adds to a sum, in whole steps. A row without the value adds nothing (P3). */
public sealed interface RowTerm extends Serializable {

  /**
   * A value column, read on a grid.
   *
   * @param column the position among the operator's value columns
   * @param gridExponent the grid of a float or double column is 2^gridExponent; other types have
   *     their own unit in the last place
   * @param element the position in the column's arrays; {@link #NO_ELEMENT} where it holds none
   */
  record ValueColumn(int column, int gridExponent, int element) implements Serializable {

    static final int NO_ELEMENT = -1;

    /** A column that holds the values themselves. */
    public ValueColumn(int column, int gridExponent) {
      this(column, gridExponent, NO_ELEMENT);
    }
  }

  /** The value that has to be there; empty where every row counts. */
  Optional<ValueColumn> value();

  /** What is added for a value of so many steps. */
  long of(long steps);

  /** The largest magnitude that one row adds. */
  long largest();

  /** The least that a row with the value adds; negative where it takes away. */
  long least();

  /** One. */
  record EachRow() implements RowTerm {
    @Override
    public Optional<ValueColumn> value() {
      return Optional.empty();
    }

    @Override
    public long largest() {
      return 1;
    }

    @Override
    public long least() {
      return 1;
    }

    @Override
    public long of(long steps) {
      return 1;
    }
  }

  /** One for each row that has the value. */
  record Present(ValueColumn column) implements RowTerm {
    @Override
    public Optional<ValueColumn> value() {
      return Optional.of(column);
    }

    @Override
    public long largest() {
      return 1;
    }

    @Override
    public long least() {
      return 1;
    }

    @Override
    public long of(long steps) {
      return 1;
    }
  }

  /**
   * The value, clamped, less a center.
   *
   * @param lower least value, in steps, at least -2^62
   * @param upper greatest value, in steps, at most 2^62
   * @param center 0, or between the two
   */
  record Clamped(ValueColumn column, long lower, long upper, long center) implements RowTerm {
    public Clamped {
      BoundedSum.requireRange("row", lower, upper);
      if (center != 0 && (center < lower || center > upper)) {
        throw new IllegalArgumentException(
            "The center must be 0 or in [%d, %d]. Provided value: %d"
                .formatted(lower, upper, center));
      }
    }

    @Override
    public Optional<ValueColumn> value() {
      return Optional.of(column);
    }

    @Override
    public long of(long steps) {
      return Math.min(Math.max(steps, lower), upper) - center;
    }

    @Override
    public long largest() {
      return Math.max(Math.abs(lower - center), Math.abs(upper - center));
    }

    @Override
    public long least() {
      return lower - center;
    }
  }

  /**
   * The square of the clamped value's distance from a center, in units of 2^shift squared steps,
   * rounded down, less half of the largest: so its magnitude is at most half of that.
   *
   * @param distance the clamped value less its center
   * @param shift 0 to 126; such that the largest square is at most 2^62 units
   */
  record Square(Clamped distance, int shift) implements RowTerm {
    public Square {
      if (shift < 0 || shift > 126 || units(distance.largest(), shift) > BoundedSum.SATURATION) {
        throw new IllegalArgumentException(
            "The shift must be 0 to 126 and leave squares of at most 2^62 units. Provided value: "
                + shift);
      }
    }

    /** floor(distance^2 / 2^shift), or the largest long where that is more. */
    private static long units(long distance, int shift) {
      long high = Math.multiplyHigh(distance, distance);
      long low = distance * distance;
      if (shift >= Long.SIZE) {
        return high >>> (shift - Long.SIZE);
      }
      boolean fits = high >>> shift == 0;
      long units = shift == 0 ? low : high << (Long.SIZE - shift) | low >>> shift;
      return fits && units >= 0 ? units : Long.MAX_VALUE;
    }

    /** The square of the largest distance, in units. */
    public long largestSquare() {
      return units(distance.largest(), shift);
    }

    /** What each row's square is less by, in units. */
    public long centerOfSquares() {
      return largestSquare() / 2;
    }

    @Override
    public Optional<ValueColumn> value() {
      return distance.value();
    }

    @Override
    public long of(long steps) {
      return units(distance.of(steps), shift) - centerOfSquares();
    }

    @Override
    public long largest() {
      return Math.max(centerOfSquares(), largestSquare() - centerOfSquares());
    }

    @Override
    public long least() {
      return -centerOfSquares();
    }
  }
}
