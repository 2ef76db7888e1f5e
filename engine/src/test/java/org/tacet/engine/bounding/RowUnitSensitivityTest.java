package org.tacet.engine.bounding;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.constraints.IntRange;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.engine.bounding.UnitTable.PersonRow;
import org.tacet.engine.testing.TrueSums;

/**
 * Where rows are the units, k rows more or less move the integers before noise by k times what one
 * is accounted for, in each norm (P1): random tables, bounds and rows through the operator itself,
 * whose tasks would combine rows if they could.
 */
class RowUnitSensitivityTest {

  private static final int MOST_ROWS = 4;

  @Provide
  Arbitrary<BoundingCase> cases() {
    return fitting();
  }

  /** What the planner refuses is left out: bounds that times the rows exceed 2^62 steps. */
  private static Arbitrary<BoundingCase> fitting() {
    return BoundingCase.any()
        .filter(
            bounds ->
                bounds.settings().sums().stream()
                    .allMatch(sum -> sum.lInfSensitivity() <= BoundedSum.SATURATION / MOST_ROWS));
  }

  @Property(tries = 150)
  void noRowMovesTheIntegersFurtherThanAccounted(@ForAll("cases") BoundingCase bounds) {
    TrueSums all = sums(bounds, bounds.table().rows());
    for (int row = 0; row < Math.min(10, bounds.table().rows().size()); row++) {
      TrueSums less = sums(bounds, without(bounds.table().rows(), List.of(row)));
      assertThat(all.beyond(accounted(bounds, 1), less)).isEmpty();
    }
  }

  @Property(tries = 200)
  void noKRowsMoveTheIntegersFurtherThanAccounted(
      @ForAll("cases") BoundingCase bounds,
      @ForAll @IntRange(min = 1, max = MOST_ROWS) int rows,
      @ForAll long seed) {
    assertThat(normsBeyond(bounds, rows, seed, accounted(bounds, rows))).isEmpty();
  }

  @Example
  void kRowsThatAreAccountedForAsOneAreCaught() {
    Stream<BoundingCase> cases =
        fitting().generator(1000).stream(new Random(1)).map(Shrinkable::value);
    assertThat(
            cases
                .limit(100)
                .flatMap(
                    bounds -> normsBeyond(bounds, MOST_ROWS, 1, accounted(bounds, 1)).stream()))
        .isNotEmpty();
  }

  /** In any portions and any order: a row has no name, and is one all the same. */
  @Example
  void twoIdenticalRowsBothCount() {
    BoundingSettings settings =
        new BoundingSettings(
            1,
            List.of(
                BoundedSum.ofRows(1),
                BoundedSum.ofValues(new RowTerm.ValueColumn(0, 0), -9, 9, -9, 9)));
    PersonRow row = new PersonRow(0, UnitTable.columns(3L, 7L));
    List<DataType> longs = List.of(DataTypes.LongType);
    for (int copies = 0; copies < 40; copies++) {
      UnitTable table = new UnitTable(List.of(), longs, longs, Collections.nCopies(copies, row));
      TrueSums sums = BoundedSums.of(table, settings, FixedReleaseKeys.numbered(1));
      BigInteger rows = BigInteger.valueOf(copies);
      assertThat(sums.byGroup().getOrDefault(List.of(3L), Collections.nCopies(3, BigInteger.ZERO)))
          .containsExactly(rows, rows, rows.multiply(BigInteger.valueOf(7)));
    }
  }

  private static List<String> normsBeyond(
      BoundingCase bounds, int rows, long seed, List<Sensitivity> accounted) {
    List<Integer> indices =
        new ArrayList<>(IntStream.range(0, bounds.table().rows().size()).boxed().toList());
    Collections.shuffle(indices, new Random(seed));
    TrueSums all = sums(bounds, bounds.table().rows());
    List<Integer> removed = indices.subList(0, Math.min(rows, indices.size()));
    // In how many groups the rows lie is no matter: what is accounted are norms.
    return all.beyond(accounted, sums(bounds, without(bounds.table().rows(), removed))).stream()
        .filter(violation -> violation.startsWith("norm"))
        .toList();
  }

  private static List<PersonRow> without(List<PersonRow> rows, List<Integer> removed) {
    return IntStream.range(0, rows.size())
        .filter(index -> !removed.contains(index))
        .mapToObj(rows::get)
        .toList();
  }

  private static TrueSums sums(BoundingCase bounds, List<PersonRow> rows) {
    UnitTable table = bounds.table();
    List<PersonRow> nameless =
        rows.stream()
            .map(
                row ->
                    new PersonRow(
                        row.person(),
                        row.columns().subList(table.unit().size(), row.columns().size())))
            .toList();
    return BoundedSums.of(
        new UnitTable(List.of(), table.groups(), table.values(), nameless),
        new BoundingSettings(1, bounds.settings().sums()),
        FixedReleaseKeys.numbered(bounds.key()));
  }

  private static List<Sensitivity> accounted(BoundingCase bounds, int rows) {
    List<Sensitivity> accounted = new ArrayList<>(List.of(new Sensitivity(1, rows)));
    for (BoundedSum sum : bounds.settings().sums()) {
      accounted.add(new Sensitivity(1, Math.multiplyExact(sum.lInfSensitivity(), rows)));
    }
    return accounted;
  }
}
