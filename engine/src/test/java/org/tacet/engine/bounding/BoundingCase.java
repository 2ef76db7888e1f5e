package org.tacet.engine.bounding;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.engine.bounding.BoundedSum.RowLimit;
import org.tacet.engine.bounding.RowTerm.Clamped;
import org.tacet.engine.bounding.RowTerm.Square;
import org.tacet.engine.bounding.RowTerm.ValueColumn;
import org.tacet.engine.bounding.UnitTable.PersonRow;

/** A random table with random bounds, and what the bounds are accounted at. */
record BoundingCase(UnitTable table, BoundingSettings settings, long key) {

  /** Persons from this number on leave a unit column null; the others have a unit each. */
  private static final int FIRST_NAMELESS = 5;

  private static final int PERSONS = 8;
  private static final int CODES = 60;

  private static final List<List<DataType>> UNITS =
      List.of(
          List.of(DataTypes.LongType),
          List.of(DataTypes.StringType),
          List.of(DataTypes.IntegerType, DataTypes.StringType),
          List.of(OddValues.LONG_DECIMAL, DataTypes.DateType, DataTypes.LongType));
  private static final List<List<DataType>> GROUPS =
      List.of(
          List.of(),
          List.of(DataTypes.StringType),
          List.of(DataTypes.DoubleType, DataTypes.IntegerType),
          List.of(OddValues.LONG_DECIMAL, DataTypes.BooleanType));
  private static final List<List<DataType>> VALUES =
      List.of(
          List.of(DataTypes.LongType, DataTypes.DoubleType, OddValues.SHORT_DECIMAL),
          List.of(DataTypes.IntegerType, DataTypes.FloatType, OddValues.LONG_DECIMAL),
          List.of(DataTypes.ShortType, DataTypes.ByteType, DataTypes.DoubleType));

  /** The power of two of the grid of each value column. */
  private static final List<Integer> GRIDS = List.of(0, -2, 3);

  private static final List<Long> MAGNITUDES =
      List.of(0L, 1L, 3L, 40L, 1000L, 1L << 22, (1L << 22) + 1, 1L << 44, 1L << 62);

  /** A row before its types are known. */
  private record CodedRow(int person, int group, int value) {}

  /**
   * A sum before its column is known; {@code rows} is 0 where the bounds are a unit's in a group.
   */
  private record CodedSum(long lower, long upper, int rows, int column, boolean isMoment) {

    /** The sums that it stands for, the first of which has so many before it. */
    List<BoundedSum> sums(int before) {
      if (column < 0) {
        return List.of(BoundedSum.ofRows(Math.max(Math.abs(lower), 1)));
      }
      ValueColumn value = new ValueColumn(column, GRIDS.get(column));
      if (rows == 0) {
        return List.of(
            BoundedSum.ofValues(
                value, -BoundedSum.SATURATION, BoundedSum.SATURATION, lower, upper));
      }
      long rowLower = lower / rows;
      long rowUpper = upper / rows;
      return isMoment
          ? moments(
              new Clamped(
                  value, rowLower, rowUpper, (rowLower & rowUpper) + ((rowLower ^ rowUpper) >> 1)),
              before)
          : List.of(
              BoundedSum.ofValues(
                  value,
                  rowLower,
                  rowUpper,
                  rows * Math.min(rowLower, 0),
                  rows * Math.max(rowUpper, 0)));
    }

    /** Rows, distances and squares of at most so many rows, as a variance needs them. */
    private List<BoundedSum> moments(Clamped distance, int before) {
      RowLimit limit = new RowLimit(before, rows);
      Square square = new Square(distance, 66);
      return List.of(
          new BoundedSum(new RowTerm.Present(distance.column()), 0, rows, null),
          new BoundedSum(
              distance,
              rows * (distance.lower() - distance.center()),
              rows * (distance.upper() - distance.center()),
              limit),
          new BoundedSum(
              square,
              -rows * square.centerOfSquares(),
              rows * (square.largestSquare() - square.centerOfSquares()),
              limit));
    }
  }

  /** What one unit is accounted to move: the count of units, then each sum. */
  List<Sensitivity> accounted() {
    List<Sensitivity> accounted = new ArrayList<>();
    accounted.add(new Sensitivity(settings.groupings().get(0).maxGroups(), 1));
    for (BoundedSum sum : settings.sums()) {
      accounted.add(
          new Sensitivity(settings.groupings().get(0).maxGroups(), sum.lInfSensitivity()));
    }
    return accounted;
  }

  static Arbitrary<BoundingCase> any() {
    Arbitrary<CodedRow> row =
        Combinators.combine(codes(PERSONS), codes(CODES), codes(CODES)).as(CodedRow::new);
    Arbitrary<CodedSum> sum =
        Combinators.combine(
                bound(),
                bound(),
                codes(4),
                Arbitraries.integers().between(-1, 2),
                Arbitraries.of(true, false))
            .as(
                (one, other, rows, column, isMoment) ->
                    new CodedSum(
                        Math.min(one, other), Math.max(one, other), rows, column, isMoment));
    return Combinators.combine(
            row.list().ofMaxSize(40),
            Arbitraries.of(0, 0, 0, 200),
            Arbitraries.integers().between(1, 5),
            sum.list().ofMinSize(1).ofMaxSize(3),
            codes(UNITS.size()),
            codes(GROUPS.size()),
            codes(VALUES.size()),
            Arbitraries.longs())
        .as(BoundingCase::of);
  }

  private static Arbitrary<Integer> codes(int count) {
    return Arbitraries.integers().between(0, count - 1);
  }

  private static Arbitrary<Long> bound() {
    return Combinators.combine(Arbitraries.of(MAGNITUDES), Arbitraries.of(1L, -1L))
        .as((magnitude, sign) -> magnitude * sign);
  }

  private static BoundingCase of(
      List<CodedRow> rows,
      int giantRows,
      int maxGroups,
      List<CodedSum> sums,
      int unit,
      int groups,
      int values,
      long key) {
    List<CodedRow> all = new ArrayList<>(rows);
    // One unit of many rows, in groups and values of every kind.
    IntStream.range(0, giantRows).forEach(i -> all.add(new CodedRow(0, i % 23, i % 37)));
    List<PersonRow> typed =
        all.stream()
            .map(row -> typed(row, UNITS.get(unit), GROUPS.get(groups), VALUES.get(values)))
            .toList();
    List<BoundedSum> bounded = new ArrayList<>();
    sums.forEach(sum -> bounded.addAll(sum.sums(bounded.size())));
    return new BoundingCase(
        new UnitTable(UNITS.get(unit), GROUPS.get(groups), VALUES.get(values), typed),
        new BoundingSettings(maxGroups, bounded),
        key);
  }

  private static PersonRow typed(
      CodedRow row, List<DataType> unit, List<DataType> groups, List<DataType> values) {
    List<Object> columns = new ArrayList<>();
    boolean named = row.person < FIRST_NAMELESS;
    for (int column = 0; column < unit.size(); column++) {
      // The last column of the unit tells persons apart, the others only pair them.
      int number = column == unit.size() - 1 ? row.person : row.person / 2;
      boolean isNull = !named && column == row.value % unit.size();
      columns.add(isNull ? null : OddValues.unit(unit.get(column), named ? number : 0));
    }
    for (int column = 0; column < groups.size(); column++) {
      columns.add(OddValues.key(groups.get(column), row.group + column));
    }
    for (int column = 0; column < values.size(); column++) {
      columns.add(OddValues.of(values.get(column), row.value + column));
    }
    return new PersonRow(row.person, columns);
  }
}
