package org.tacet.engine.bounding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.accountant.noise.TotalSensitivity;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.accountant.randomness.KeyedFunction;
import org.tacet.accountant.randomness.ReleaseKey;
import org.tacet.engine.bounding.BoundedSum.RowLimit;
import org.tacet.engine.bounding.RowTerm.Clamped;
import org.tacet.engine.bounding.RowTerm.ValueColumn;
import org.tacet.engine.testing.TrueSums;

/**
 * A unit's rows over all its groups are no more than their bound, in each sum and tree that counts
 * rows (P1, P5): by the rule itself for units of any number of rows, and through the operators for
 * random tables and neighbours.
 */
class KeptRowsTest {

  private static final List<DataType> ONE_LONG = List.of(DataTypes.LongType);
  private static final ValueColumn COLUMN = new ValueColumn(0, 0);
  private static final long[] ROWS = {0, 1, 2, 3, 7, 100, 1L << 31, (1L << 62) - 1, 1L << 62};
  private static final long[] MOST = {1, 2, 5, 64, 1L << 22, 1L << 31, 1L << 40};
  private static final int[] MOST_OF_ALL = {1, 2, 3, 10, 64, 1 << 20, Integer.MAX_VALUE};

  /** What each group adds: rows, their sum, and rows of a tree that has the first of all limits. */
  private record Added(List<Long> rows, List<Long> sums, List<Long> leaves) {}

  /**
   * @param rows how many rows the unit has in each group, each of which adds {@code each}
   */
  private static Added added(List<Long> rows, long each, long most, OptionalInt ofAll) {
    Clamped term = new Clamped(COLUMN, -9, 9, 0);
    List<BoundedSum> sums =
        List.of(
            BoundedSum.ofLimitedRows(new RowTerm.EachRow(), most),
            new BoundedSum(term, -9 * most, 9 * most, new RowLimit(0, most)));
    List<BoundedLeaves> trees =
        List.of(new BoundedLeaves(COLUMN, 0, 9, 1, Math.min(most, BoundedLeaves.MOST_ROWS)));
    GroupingBound grouping = GroupingBound.of(rows.size(), ofAll, Set.of());
    KeptGroups kept =
        new KeptGroups(
            grouping.maxGroups(),
            sums.size(),
            trees,
            List.of(),
            ONE_LONG,
            ONE_LONG,
            new KeyedFunction(FixedReleaseKeys.numbered(1)));
    kept.startUnit(row(7));
    for (int group = 0; group < rows.size(); group++) {
      int slot = kept.slotOf(row(group));
      kept.add(slot, 0, rows.get(group));
      for (int times = 0; times < Math.abs(each); times++) {
        kept.add(slot, 1, each < 0 ? -rows.get(group) : rows.get(group));
      }
      if (rows.get(group) > 0) {
        kept.leaves(slot, 0).add(group % 10, rows.get(group));
      }
    }
    KeptRows rowsKept = new KeptRows(kept, sums, trees, grouping.maxRows());
    rowsKept.readUnit();
    Added added = new Added(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int slot = 0; slot < kept.size(); slot++) {
      added.rows.add(rowsKept.total(slot, 0));
      added.sums.add(rowsKept.total(slot, 1));
      added.leaves.add(kept.leaves(slot, 0).bounded(rowsKept.ofTree(slot, 0)).rows());
    }
    return added;
  }

  private static UnsafeRow row(long value) {
    return UnsafeProjection.create(ONE_LONG.toArray(new DataType[0]))
        .apply(new GenericInternalRow(new Object[] {value}))
        .copy();
  }

  @Property(tries = 500)
  void allBoundsHoldForUnitsOfAnyNumberOfRows(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 8) Integer> codes,
      @ForAll @IntRange(min = -9, max = 9) int each,
      @ForAll @IntRange(max = 6) int most,
      @ForAll @IntRange(max = 6) int ofAll) {
    List<Long> rows = codes.stream().map(code -> ROWS[code]).toList();
    long inGroup = Math.min(MOST[most], MOST_OF_ALL[ofAll]);
    Added added = added(rows, each, MOST[most], OptionalInt.of(MOST_OF_ALL[ofAll]));
    BigInteger capped =
        rows.stream()
            .map(n -> BigInteger.valueOf(Math.min(n, inGroup)))
            .reduce(BigInteger.ZERO, BigInteger::add);
    assertThat(sum(added.rows)).isLessThanOrEqualTo(MOST_OF_ALL[ofAll]);
    assertThat(sum(added.leaves)).isLessThanOrEqualTo(MOST_OF_ALL[ofAll]);
    for (int group = 0; group < rows.size(); group++) {
      long kept = added.rows.get(group);
      assertThat(kept).isBetween(0L, Math.min(rows.get(group), inGroup));
      if (MOST[most] <= BoundedLeaves.MOST_ROWS) {
        assertThat(added.leaves.get(group)).isEqualTo(kept);
      }
      assertThat(Math.abs(added.sums.get(group))).isEqualTo(kept * Math.abs(each));
      // No row is given away: it is the share, rounded down.
      BigInteger all = BigInteger.valueOf(MOST_OF_ALL[ofAll]);
      BigInteger own = BigInteger.valueOf(Math.min(rows.get(group), inGroup));
      assertThat(kept)
          .isEqualTo(
              capped.compareTo(all) <= 0
                  ? own.longValueExact()
                  : own.multiply(all).divide(capped).longValueExact());
    }
  }

  private static long sum(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).sum();
  }

  @Example
  void rowsAreSharedInProportion() {
    Added added = added(List.of(10L, 4L, 1L, 0L), 3, 8, OptionalInt.of(7));
    // 7, 4 and 1 of 12 together, times 7.
    assertThat(added.rows).containsExactly(4L, 2L, 0L, 0L);
    assertThat(added.sums).containsExactly(12L, 6L, 0L, 0L);
    assertThat(added.leaves).containsExactly(4L, 2L, 0L, 0L);
    assertThat(added(List.of(10L, 4L, 1L), 3, 8, OptionalInt.empty()).rows)
        .containsExactly(8L, 4L, 1L);
  }

  @Example
  void boundsOutsideOfTheirRangeAreRefused() {
    assertThatThrownBy(() -> new GroupingBound(1, 0, Set.of(), false))
        .hasMessage("maxRows must be in [1, 2147483647]. Provided value: 0");
    assertThatThrownBy(() -> new GroupingBound(1, 1L << 31, Set.of(), false))
        .hasMessageContaining("2147483648");
    assertThatThrownBy(() -> new RowLimit(-2, 1)).hasMessageContaining("countedBy");
  }

  @Provide
  Arbitrary<BoundingCase> cases() {
    return BoundingCase.any();
  }

  @Property(tries = 80)
  void noPersonMovesTheIntegersFurtherThanAccounted(
      @ForAll("cases") BoundingCase bounds, @ForAll @IntRange(min = 1, max = 9) int rows) {
    assertThat(violations(bounds, rows, UnaryOperator.identity())).isEmpty();
  }

  @Property(tries = 25)
  void theOrderOfRowsChangesNothing(
      @ForAll("cases") BoundingCase bounds, @ForAll @IntRange(min = 1, max = 9) int rows) {
    ReleaseKey key = FixedReleaseKeys.numbered(bounds.key());
    BoundingSettings settings = settings(bounds, rows);
    assertThat(BoundedSums.of(bounds.table().named().shuffled(bounds.key()), settings, key))
        .isEqualTo(BoundedSums.of(bounds.table().named(), settings, key));
  }

  @Example
  void aMissingBoundIsCaught() {
    assertCaught(
        settings -> new BoundingSettings(settings.groupings().get(0).maxGroups(), settings.sums()));
  }

  /** Were only the counts scaled, sums would be of all rows that a group's limit lets in. */
  @Example
  void sumsThatAreNotScaledWithTheirCountsAreCaught() {
    assertCaught(
        settings ->
            new BoundingSettings(
                settings.groupings(),
                settings.sums().stream()
                    .map(
                        sum ->
                            sum.limit() == null || sum.term().largest() == 1
                                ? sum
                                : new BoundedSum(sum.term(), sum.lower(), sum.upper(), null))
                    .toList(),
                List.of(),
                List.of(),
                List.of()));
  }

  private static void assertCaught(UnaryOperator<BoundingSettings> fault) {
    Stream<BoundingCase> cases =
        BoundingCase.any().generator(1000).stream(new Random(1)).map(Shrinkable::value);
    assertThat(cases.limit(500).anyMatch(bounds -> !violations(bounds, 3, fault).isEmpty()))
        .isTrue();
  }

  /** With a limit of rows for every count, as the planner makes them. */
  private static BoundingSettings settings(BoundingCase bounds, int rows) {
    List<BoundedSum> sums =
        bounds.settings().sums().stream()
            .map(
                sum ->
                    sum.limit() == null && !(sum.term() instanceof Clamped)
                        ? BoundedSum.ofLimitedRows(sum.term(), sum.upper())
                        : sum)
            .toList();
    int maxGroups = bounds.settings().groupings().get(0).maxGroups();
    return new BoundingSettings(
        List.of(GroupingBound.of(maxGroups, OptionalInt.of(rows), Set.of())),
        sums,
        List.of(),
        List.of(),
        List.of());
  }

  private static List<String> violations(
      BoundingCase bounds, int rows, UnaryOperator<BoundingSettings> fault) {
    ReleaseKey key = FixedReleaseKeys.numbered(bounds.key());
    BoundingSettings correct = settings(bounds, rows);
    BoundingSettings settings = fault.apply(correct);
    UnitTable table = bounds.table().named();
    TrueSums sums = BoundedSums.of(table, settings, key);
    List<String> violations = new ArrayList<>();
    for (int person : table.persons()) {
      TrueSums less = BoundedSums.of(table.without(person).shuffled(person), settings, key);
      for (int sum = 0; sum < correct.sums().size(); sum++) {
        beyond(correct, sum, sums.difference(less, sum + 1)).ifPresent(violations::add);
      }
    }
    return violations;
  }

  /** All three bounds, and the norms of what is accounted. */
  private static Optional<String> beyond(
      BoundingSettings settings, int sum, TrueSums.Difference moved) {
    GroupingBound grouping = settings.groupings().get(0);
    BoundedSum bounded = settings.sums().get(sum);
    BigInteger lInf = BigInteger.valueOf(bounded.lInfSensitivity());
    BigInteger l1 = lInf.multiply(BigInteger.valueOf(grouping.maxGroups()));
    Sensitivity accounted = new Sensitivity(grouping.maxGroups(), bounded.lInfSensitivity());
    if (bounded.limit() != null) {
      BigInteger largest = BigInteger.valueOf(bounded.term().largest());
      l1 = l1.min(largest.multiply(BigInteger.valueOf(grouping.maxRows())));
      lInf = lInf.min(l1);
      accounted =
          new TotalSensitivity(grouping.maxGroups(), bounded.lInfSensitivity(), l1).covering();
    }
    boolean holds =
        moved.groups() <= grouping.maxGroups()
            && moved.lInf().compareTo(lInf) <= 0
            && moved.l1().compareTo(l1) <= 0
            && moved.l1().compareTo(accounted.l1()) <= 0
            && moved.l2Squared().compareTo(accounted.l2Squared()) <= 0;
    return holds ? Optional.empty() : Optional.of("sum %d %s, %s".formatted(sum, moved, accounted));
  }
}
