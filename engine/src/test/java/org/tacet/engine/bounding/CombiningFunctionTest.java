package org.tacet.engine.bounding;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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
        Arbitraries.of("", "a", "b", "g".repeat(CombiningCache.MAX_KEY_BYTES)).injectNull(0.1);
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
            IntStream.range(0, 3)
                .mapToObj(sum -> BigInteger.valueOf(sum(portion, SETTINGS, sum)))
                .toList());
      }
      assertThat(found).as("%d places", places).isEqualTo(expected);
    }
  }

  @Example
  void rowsOfOneUnitAndGroupLeaveAsOne() {
    List<Visit> visits =
        IntStream.range(0, 1000).mapToObj(i -> new Visit(i / 10, "group", 1L)).toList();
    assertThat(combined(visits, 1)).hasSize(100).allMatch(row -> rows(row) == 10);
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
    assertThat(portions).allMatch(row -> sum(row, SETTINGS, 1) == BoundedSum.SATURATION);
  }

  /** Of a row of two sums, of a unit and its group, the leaves of both trees. */
  private static Map<List<Object>, List<Integer>> leaves(List<InternalRow> portions) {
    Map<List<Object>, List<Integer>> found = new HashMap<>();
    for (InternalRow portion : portions) {
      for (int tree = 0; tree < 2; tree++) {
        LeafCounts counts = new LeafCounts();
        for (int part = 0; part < PackedLeaves.LONGS; part++) {
          PackedLeaves.addTo(counts, portion, 3 + tree * PackedLeaves.LONGS + part);
        }
        List<Object> key =
            Arrays.asList(
                portion.getLong(0),
                portion.isNullAt(1) ? null : portion.getUTF8String(1).toString(),
                tree);
        List<Integer> held = found.computeIfAbsent(key, first -> new ArrayList<>());
        LeafCounts.Ranges ranges = counts.ranges();
        for (int leaf : counts.leaves()) {
          held.addAll(Collections.nCopies((int) ranges.count(leaf, leaf + 1), leaf));
        }
      }
    }
    found.values().forEach(Collections::sort);
    return found;
  }

  @Property
  void leavesArriveAsOftenAsRowsHaveThem(@ForAll("visits") List<Visit> visits) {
    BoundingSettings withTrees =
        new BoundingSettings(
            1,
            List.of(BoundedSum.ofRows(1)),
            List.of(
                new BoundedLeaves(COLUMN, 0, PackedLeaves.MOST_LEAVES - 1, 1, 1),
                new BoundedLeaves(COLUMN, -3, 3, 1, 1)));
    Map<List<Object>, List<Integer>> oneByOne = leaves(combined(visits, withTrees, 0));
    assertThat(oneByOne.values().stream().mapToLong(List::size).sum())
        .isEqualTo(2 * visits.stream().filter(visit -> visit.value != null).count());
    for (int places : List.of(1, 4, 64)) {
      assertThat(leaves(combined(visits, withTrees, places)))
          .as("%d places", places)
          .isEqualTo(oneByOne);
    }
  }

  @Example
  void rowsWithLeavesLeaveTogetherAsLongAsTheyFit() {
    BoundingSettings withTree =
        new BoundingSettings(1, List.of(), List.of(new BoundedLeaves(COLUMN, 0, 9, 1, 1)));
    List<Visit> visits = IntStream.range(0, 60).mapToObj(i -> new Visit(1, "a", 1L)).toList();
    assertThat(combined(visits, withTree, 8)).hasSize(10);
  }

  @Example
  void whereNothingMergesRowsGoOnByThemselvesAndNoneIsLost() {
    int places = 16;
    List<Visit> apart = IntStream.range(0, 500).mapToObj(i -> new Visit(i, "a", 1L)).toList();
    List<Visit> visits = new ArrayList<>(apart);
    IntStream.range(0, 100).forEach(i -> visits.add(new Visit(1000, "a", 1L)));
    List<InternalRow> portions = combined(visits, places);
    assertThat(portions.stream().mapToLong(CombiningFunctionTest::rows).sum()).isEqualTo(600);
    assertThat(portions).as("combining has ended before the rows that would merge").hasSize(600);
  }

  @Example
  void rowsKeepTheirOrderWhereNothingIsCombined() {
    List<Visit> visits =
        List.of(new Visit(2, "b", 1L), new Visit(1, "a", 2L), new Visit(2, "a", 3L));
    assertThat(combined(visits, 0))
        .extracting(row -> sum(row, SETTINGS, 1))
        .containsExactly(1L, 2L, 3L);
  }

  /** Counters lie beside each other in a long: none may run over into the next. */
  @Example
  void countersOfManyRowsStayApart() {
    List<BoundedSum> counts = new ArrayList<>(List.of(BoundedSum.ofRows(1)));
    for (int counter = 0; counter < 6; counter++) {
      counts.add(BoundedSum.ofLimitedRows(new RowTerm.Present(COLUMN), 10_000 + counter));
    }
    counts.add(BoundedSum.ofValues(COLUMN, 0, 1, 0, 10_000));
    counts.add(BoundedSum.ofValues(COLUMN, -7, 7, 0, 10_000));
    BoundingSettings settings = new BoundingSettings(1, counts);
    assertThat(settings.stepColumns()).as("one sum, eight counters").isEqualTo(3);
    List<Visit> visits =
        IntStream.range(0, 3 * SumColumns.MOST_ROWS + 5)
            .mapToObj(i -> new Visit(1, "a", i % 3 == 0 ? null : i % 3 == 1 ? -9L : 9L))
            .toList();
    List<InternalRow> portions = combined(visits, settings, 8);
    assertThat(portions).hasSize(4);
    long present = visits.stream().filter(visit -> visit.value != null).count();
    long above = visits.stream().filter(visit -> visit.value != null && visit.value > 0).count();
    List<Long> expected = new ArrayList<>(List.of((long) visits.size()));
    expected.addAll(Collections.nCopies(6, present));
    expected.addAll(List.of(above, 7 * (above - (present - above))));
    assertThat(
            IntStream.range(0, counts.size())
                .mapToObj(
                    sum ->
                        portions.stream().mapToLong(portion -> sum(portion, settings, sum)).sum())
                .toList())
        .isEqualTo(expected);
  }

  private static long rows(InternalRow portion) {
    return sum(portion, SETTINGS, 0);
  }

  private static long sum(InternalRow portion, BoundingSettings settings, int sum) {
    int[] positions = IntStream.range(2, 2 + settings.sumColumns().columns()).toArray();
    return settings.sumColumns().read(portion, positions, sum);
  }

  private static List<InternalRow> combined(List<Visit> visits, int places) {
    return combined(visits, SETTINGS, places);
  }

  private static List<InternalRow> combined(
      List<Visit> visits, BoundingSettings settings, int places) {
    CombiningFunction function =
        new CombiningFunction(
            COLUMNS.subList(0, 1),
            COLUMNS.subList(1, 2),
            COLUMNS.subList(2, 3),
            COLUMNS,
            settings,
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
