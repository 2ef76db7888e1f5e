package org.tacet.engine.spec;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.tacet.engine.bounding.BoundedLeaves;
import org.tacet.engine.spec.AggregateSpec.Clamp;
import org.tacet.engine.spec.AggregateSpec.Kind;
import org.tacet.engine.spec.OwnFields.Bins;
import org.tacet.engine.spec.OwnFields.Distinct;
import org.tacet.engine.spec.OwnFields.Registered;
import org.tacet.engine.spec.OwnFields.Vector;

/** What each kind of aggregate needs and may not have. */
final class AggregateChecks {

  private static final String PER_GROUP = "contribution_bounds_per_group";
  private static final String PER_ROW = "contribution_bounds_per_row";
  private static final String MAX_ROWS = "max_rows_per_group";
  private static final String ROWS_FIX = "say how many rows of a unit count in a group";

  private final Faults faults = new Faults();
  private final Kind kind;

  private AggregateChecks(Kind kind) {
    this.kind = kind;
  }

  static void check(
      String name,
      Kind kind,
      Optional<String> value,
      Optional<Clamp> perGroup,
      Optional<Clamp> perRow,
      OptionalLong maxRowsPerGroup,
      Optional<BigDecimal> grid,
      Optional<BigDecimal> rank,
      Optional<OwnFields> own) {
    AggregateChecks checks = new AggregateChecks(kind);
    checks.faults.require(
        Names.isColumn(name),
        "name",
        "is not a name for a column",
        name,
        Names.COLUMN_LEGAL,
        "rename the aggregate");
    switch (kind) {
      case COUNT -> {
        value.ifPresent(given -> checks.valueGiven(value));
        checks.absent(PER_ROW, perRow.isPresent());
        checks.absent("grid", grid.isPresent());
        checks.exactlyOne(PER_GROUP, perGroup.isPresent(), MAX_ROWS, maxRowsPerGroup.isPresent());
        perGroup
            .filter(clamp -> checks.boundsNumbers(PER_GROUP, clamp))
            .ifPresent(checks::countBounds);
      }
      case PRIVACY_UNITS -> {
        checks.absent("value", value.isPresent());
        checks.absent(PER_GROUP, perGroup.isPresent());
        checks.absent(PER_ROW, perRow.isPresent());
        checks.absent(MAX_ROWS, maxRowsPerGroup.isPresent());
        checks.absent("grid", grid.isPresent());
      }
      case SUM -> {
        checks.valueGiven(value);
        checks.exactlyOne(PER_GROUP, perGroup.isPresent(), PER_ROW, perRow.isPresent());
        checks.rowsBesideRowBounds(perRow.isPresent(), maxRowsPerGroup.isPresent());
        perGroup.ifPresent(clamp -> checks.boundsNumbers(PER_GROUP, clamp));
        perRow.ifPresent(clamp -> checks.boundsNumbers(PER_ROW, clamp));
        checks.gridFits(grid, perGroup, perRow);
      }
      case MEAN, VARIANCE, STDDEV -> {
        perRow.ifPresent(clamp -> checks.boundsNumbers(PER_ROW, clamp));
        checks.boundedRows(value, perGroup, perRow, maxRowsPerGroup, grid);
      }
      case QUANTILE, MEDIAN, MIN, MAX -> {
        checks.boundedRows(value, perGroup, perRow, maxRowsPerGroup, grid);
        checks.gridOfNumbers(grid, perRow.map(Clamp::areTimes));
        maxRowsPerGroup.ifPresent(checks::rowsThatCanBeSorted);
      }
      case COUNT_DISTINCT -> {
        checks.valueGiven(value);
        checks.absent(PER_GROUP, perGroup.isPresent());
        checks.absent(PER_ROW, perRow.isPresent());
        checks.absent(MAX_ROWS, maxRowsPerGroup.isPresent());
        checks.absent("grid", grid.isPresent());
      }
      case VECTOR_SUM -> {
        checks.valueGiven(value);
        checks.absent(PER_GROUP, perGroup.isPresent());
        checks.absent(PER_ROW, perRow.isPresent());
        checks.absent(MAX_ROWS, maxRowsPerGroup.isPresent());
        grid.ifPresent(checks::gridAboveZero);
      }
      case REGISTERED -> {
        checks.valueGiven(value);
        checks.absent(PER_GROUP, perGroup.isPresent());
        checks.absent(PER_ROW, perRow.isPresent());
        checks.rowsGiven(maxRowsPerGroup.isPresent());
        grid.ifPresent(checks::gridAboveZero);
      }
      case HISTOGRAM -> {
        checks.valueGiven(value);
        checks.absent(PER_GROUP, perGroup.isPresent());
        checks.absent(PER_ROW, perRow.isPresent());
        checks.rowsGiven(maxRowsPerGroup.isPresent());
        maxRowsPerGroup.ifPresent(checks::rowsThatCanBeSorted);
        grid.ifPresent(checks::gridAboveZero);
        checks.gridOfNumbers(
            grid, own.filter(Bins.class::isInstance).map(each -> ((Bins) each).areTimes()));
      }
    }
    checks.ownFields(own);
    checks.gridOfVector(grid, own);
    checks.distinctGiven(own);
    if (kind == Kind.QUANTILE) {
      checks.given("rank", rank.isPresent(), "say below which share of the rows, such as 0.9");
      rank.ifPresent(checks::shareOfRows);
    } else {
      checks.absent("rank", rank.isPresent());
    }
    maxRowsPerGroup.ifPresent(checks::atLeastOneRow);
    checks.faults.throwIfAny();
  }

  private void distinctGiven(Optional<OwnFields> own) {
    boolean hasBound = own.filter(Distinct.class::isInstance).isPresent();
    if (kind == Kind.COUNT_DISTINCT) {
      faults.require(
          hasBound,
          at(Distinct.FIELD),
          "is missing",
          null,
          "1 to " + Distinct.MOST_VALUES,
          "say how many distinct values of a unit count in a group");
    } else {
      absent(Distinct.FIELD, hasBound);
    }
  }

  /** Dates can be sorted and fall into bins, but what is added up are numbers. */
  private boolean boundsNumbers(String field, Clamp clamp) {
    faults.require(
        !clamp.areTimes(),
        at(field),
        "bounds dates, and %s takes numbers".formatted(kind.word()),
        clamp.written(),
        "two numbers",
        "give numbers, or ask for a median, quantiles or a histogram of the dates");
    return !clamp.areTimes();
  }

  private void gridOfNumbers(Optional<BigDecimal> grid, Optional<Boolean> areTimes) {
    faults.require(
        grid.isEmpty() || !areTimes.orElse(false),
        at("grid"),
        "has no meaning for dates and times, whose steps are days and microseconds",
        grid.orElse(null),
        "",
        "remove it");
  }

  private void ownFields(Optional<OwnFields> own) {
    boolean hasBins = own.filter(Bins.class::isInstance).isPresent();
    if (kind == Kind.HISTOGRAM) {
      given(Bins.FIELD, hasBins, "give the edges of the bins, such as [0, 10, 20] for two");
    } else {
      absent(Bins.FIELD, hasBins);
    }
    boolean hasName = own.filter(Registered.class::isInstance).isPresent();
    if (kind == Kind.REGISTERED) {
      given(Registered.FIELD, hasName, "name one of the registered aggregates");
    } else {
      absent(Registered.FIELD, hasName);
    }
    boolean hasLength = own.filter(Vector.class::isInstance).isPresent();
    if (kind == Kind.VECTOR_SUM) {
      given(Vector.FIELD, hasLength, "give the number of components of each vector");
    } else {
      absent(Vector.FIELD, hasLength);
    }
  }

  /** A norm between two grid points would be rounded, and would not be the one asked for. */
  private void gridOfVector(Optional<BigDecimal> grid, Optional<OwnFields> own) {
    if (grid.isPresent()
        && grid.get().signum() > 0
        && own.isPresent()
        && own.get() instanceof Vector vector) {
      faults.require(
          vector.maxNorm().remainder(grid.get()).signum() == 0,
          at("max_norm"),
          "does not lie on the grid of " + grid.get(),
          vector.maxNorm(),
          "whole multiples of " + grid.get(),
          "move it to the grid, or refine the grid");
    }
  }

  private String at(String field) {
    return SpecPath.key(kind.word(), field);
  }

  private void boundedRows(
      Optional<String> value,
      Optional<Clamp> perGroup,
      Optional<Clamp> perRow,
      OptionalLong maxRowsPerGroup,
      Optional<BigDecimal> grid) {
    valueGiven(value);
    absent(PER_GROUP, perGroup.isPresent());
    given(PER_ROW, perRow.isPresent(), "say in which range typical values lie");
    rowsGiven(maxRowsPerGroup.isPresent());
    perRow.ifPresent(this::rangeOfValues);
    gridFits(grid, perGroup, perRow);
  }

  private void rowsThatCanBeSorted(long rows) {
    faults.require(
        rows <= BoundedLeaves.MOST_ROWS,
        at(MAX_ROWS),
        "is more than can be sorted of a unit",
        rows,
        "1 to " + BoundedLeaves.MOST_ROWS,
        "say how many rows of a typical unit lie in a group");
  }

  private void shareOfRows(BigDecimal rank) {
    faults.require(
        rank.signum() >= 0 && rank.compareTo(BigDecimal.ONE) <= 0,
        at("rank"),
        "is not a share of the rows",
        rank,
        "0 to 1",
        "write 0.9 for the value below which nine rows of ten lie");
  }

  private void absent(String field, boolean present) {
    faults.require(!present, at(field), "has no meaning for " + kind.word(), null, "", "remove it");
  }

  private void exactlyOne(String first, boolean hasFirst, String second, boolean hasSecond) {
    faults.require(
        hasFirst != hasSecond,
        kind.word(),
        "has " + (hasFirst ? "both of " : "none of ") + first + " and " + second,
        null,
        "exactly one of " + first + ", " + second,
        hasFirst ? "remove one of the two" : "add one of the two");
  }

  private void rowsBesideRowBounds(boolean perRow, boolean maxRows) {
    faults.require(
        maxRows || !perRow,
        at(MAX_ROWS),
        "is missing beside " + PER_ROW,
        null,
        "1 to " + Long.MAX_VALUE,
        ROWS_FIX);
    faults.require(
        perRow || !maxRows,
        at(MAX_ROWS),
        "has no meaning without " + PER_ROW,
        null,
        "",
        "remove it, or bound the rows with " + PER_ROW);
  }

  private void countBounds(Clamp clamp) {
    boolean wholeUpper =
        clamp.upper().signum() > 0 && clamp.upper().stripTrailingZeros().scale() <= 0;
    faults.require(
        clamp.lower().signum() == 0 && wholeUpper,
        at(PER_GROUP),
        "does not bound a number of rows",
        List.of(clamp.lower(), clamp.upper()),
        "[0, u] with u a whole number, at least 1",
        "write [0, u] with u the most rows of a typical unit in a group");
  }

  private void valueGiven(Optional<String> value) {
    faults.require(
        value.isPresent() && !value.get().isBlank(),
        at("value"),
        value.isPresent() ? "is blank" : "is missing",
        value.orElse(null),
        "an SQL expression over the joined sources",
        "write the expression");
  }

  private void given(String field, boolean present, String fix) {
    faults.require(present, at(field), "is missing", null, "", fix);
  }

  private void rowsGiven(boolean present) {
    faults.require(
        present, at(MAX_ROWS), "is missing", null, "1 to " + BoundedLeaves.MOST_ROWS, ROWS_FIX);
  }

  private void rangeOfValues(Clamp clamp) {
    faults.require(
        clamp.lower().compareTo(clamp.upper()) < 0,
        at(PER_ROW),
        "leaves no range of values",
        clamp.written(),
        "[lower, upper] with lower < upper",
        "give the range in which typical values lie");
  }

  private void gridFits(
      Optional<BigDecimal> grid, Optional<Clamp> perGroup, Optional<Clamp> perRow) {
    grid.ifPresent(
        step -> {
          gridAboveZero(step);
          perGroup
              .filter(clamp -> !clamp.areTimes())
              .ifPresent(clamp -> onGrid(PER_GROUP, clamp, step));
          perRow
              .filter(clamp -> !clamp.areTimes())
              .ifPresent(clamp -> onGrid(PER_ROW, clamp, step));
        });
  }

  private void atLeastOneRow(long rows) {
    faults.require(
        rows >= 1, at(MAX_ROWS), "must be at least 1", rows, "1 to " + Long.MAX_VALUE, ROWS_FIX);
  }

  private void gridAboveZero(BigDecimal step) {
    faults.require(
        step.signum() > 0,
        at("grid"),
        "must be above 0",
        step,
        "a number > 0",
        "give the precision that the sum needs, such as 0.01");
  }

  /**
   * Bounds between two grid points would be rounded, and the sum would not be the one asked for.
   */
  private void onGrid(String field, Clamp clamp, BigDecimal step) {
    if (step.signum() > 0) {
      boolean onGrid =
          clamp.lower().remainder(step).signum() == 0
              && clamp.upper().remainder(step).signum() == 0;
      faults.require(
          onGrid,
          at(field),
          "does not lie on the grid of " + step,
          List.of(clamp.lower(), clamp.upper()),
          "whole multiples of " + step,
          "move the bounds to the grid, or refine the grid");
    }
  }
}
