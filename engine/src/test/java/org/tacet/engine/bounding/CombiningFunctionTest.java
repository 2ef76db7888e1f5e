package org.tacet.engine.bounding;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * P5: whatever portions a sum leaves a task in, they add up to the sum of the row's clamped steps,
 * for each unit and group.
 */
class CombiningFunctionTest {

  private static final List<Attribute> COLUMNS =
      List.of(
          BoundedSums.attribute("unit", DataTypes.LongType),
          BoundedSums.attribute("group", DataTypes.StringType),
          BoundedSums.attribute("value", DataTypes.LongType));

  private static final RowTerm.ValueColumn COLUMN = new RowTerm.ValueColumn(0, 0);

  /** A count, the value as it is, and the value clamped row by row. */
  private static final BoundingSettings SETTINGS =
      new BoundingSettings(
          1,
          List.of(
              BoundedSum.ofRows(1),
              BoundedSum.ofValues(COLUMN, -BoundedSum.SATURATION, BoundedSum.SATURATION, 0, 1),
              BoundedSum.ofValues(COLUMN, -2, 3, 0, 1)));

  record Visit(long unit, String group, Long value) {

    InternalRow row() {
      return new GenericInternalRow(
          new Object[] {unit, group == null ? null : UTF8String.fromString(group), value});
    }
  }

  @Provide
  Arbitrary<List<Visit>> visits() {
    Arbitrary<Long> values =
        Arbitraries.of(0L, 1L, -1L, 5L, -5L, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 61)
            .injectNull(0.1);
    Arbitrary<String> groups =
        Arbitraries.of("", "a", "b", "g".repeat(CombiningCache.MAX_ROW_BYTES)).injectNull(0.1);
    return Combinators.combine(Arbitraries.longs().between(0, 3), groups, values)
        .as(Visit::new)
        .list()
        .ofMaxSize(200);
  }

  @Property
  void portionsAddUp(@ForAll("visits") List<Visit> visits) {
    Map<List<Object>, List<BigInteger>> expected = new HashMap<>();
    for (Visit visit : visits) {
      BigInteger value =
          visit.value == null
              ? BigInteger.ZERO
              : BigInteger.valueOf(visit.value)
                  .min(BigInteger.ONE.shiftLeft(62))
                  .max(BigInteger.ONE.shiftLeft(62).negate());
      add(
          expected,
          visit.unit,
          visit.group,
          List.of(
              BigInteger.ONE, value, value.min(BigInteger.valueOf(3)).max(BigInteger.valueOf(-2))));
    }
    for (int places : List.of(0, 1, 4, 64)) {
      Map<List<Object>, List<BigInteger>> found = new HashMap<>();
      for (InternalRow portion : combined(visits, places)) {
        add(
            found,
            portion.getLong(0),
            portion.isNullAt(1) ? null : portion.getUTF8String(1).toString(),
            LongStream.range(2, 5)
                .mapToObj(column -> BigInteger.valueOf(portion.getLong((int) column)))
                .toList());
      }
      assertThat(found).as("%d places", places).isEqualTo(expected);
    }
  }

  @Example
  void rowsOfOneUnitAndGroupLeaveAsOne() {
    List<Visit> visits =
        IntStream.range(0, 1000).mapToObj(i -> new Visit(i / 10, "group", 1L)).toList();
    assertThat(combined(visits, 1)).hasSize(100).allMatch(row -> row.getLong(2) == 10);
    assertThat(combined(visits, 128)).hasSize(100);
    assertThat(combined(visits, 0)).as("without a cache each by itself").hasSize(1000);
  }

  /** Two steps of 2^62 would be -2^63 as one long. */
  @Example
  void aSumThatWouldOverflowLeavesInPortions() {
    List<Visit> visits =
        IntStream.range(0, 5).mapToObj(i -> new Visit(1, "a", Long.MAX_VALUE)).toList();
    List<InternalRow> portions = combined(visits, 8);
    assertThat(portions).hasSize(5);
    assertThat(portions).allMatch(row -> row.getLong(3) == BoundedSum.SATURATION);
  }

  @Example
  void whereNothingMergesRowsGoOnByThemselvesAndNoneIsLost() {
    int places = 16;
    List<Visit> apart = IntStream.range(0, 500).mapToObj(i -> new Visit(i, "a", 1L)).toList();
    List<Visit> visits = new ArrayList<>(apart);
    IntStream.range(0, 100).forEach(i -> visits.add(new Visit(1000, "a", 1L)));
    List<InternalRow> portions = combined(visits, places);
    assertThat(portions.stream().mapToLong(row -> row.getLong(2)).sum()).isEqualTo(600);
    assertThat(portions).as("combining has ended before the rows that would merge").hasSize(600);
  }

  @Example
  void rowsKeepTheirOrderWhereNothingIsCombined() {
    List<Visit> visits =
        List.of(new Visit(2, "b", 1L), new Visit(1, "a", 2L), new Visit(2, "a", 3L));
    assertThat(combined(visits, 0)).extracting(row -> row.getLong(3)).containsExactly(1L, 2L, 3L);
  }

  private static List<InternalRow> combined(List<Visit> visits, int places) {
    CombiningFunction function =
        new CombiningFunction(
            COLUMNS.subList(0, 1),
            COLUMNS.subList(1, 2),
            COLUMNS.subList(2, 3),
            COLUMNS,
            SETTINGS,
            places);
    Iterator<InternalRow> rows = function.process(visits.stream().map(Visit::row).iterator());
    List<InternalRow> combined = new ArrayList<>();
    rows.forEachRemaining(row -> combined.add(row.copy()));
    return combined;
  }

  private static void add(
      Map<List<Object>, List<BigInteger>> sums, long unit, String group, List<BigInteger> steps) {
    List<Object> key = new ArrayList<>(List.of(unit));
    key.add(group);
    sums.merge(
        key,
        steps,
        (one, other) ->
            IntStream.range(0, one.size()).mapToObj(i -> one.get(i).add(other.get(i))).toList());
  }
}
