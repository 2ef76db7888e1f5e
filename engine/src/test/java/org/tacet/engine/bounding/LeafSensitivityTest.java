package org.tacet.engine.bounding;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.accountant.noise.TotalSensitivity;
import org.tacet.accountant.quantile.TreeShape;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.accountant.randomness.ReleaseKey;
import org.tacet.engine.bounding.RowTerm.ValueColumn;

/**
 * Whoever is left out of a table, the nodes of a tree and the bins of a histogram move by no more
 * than they are accounted for: random tables, keys and neighbours through the operators themselves.
 */
class LeafSensitivityTest {

  /** No bound on rows over all groups. */
  private static final OptionalInt NONE = OptionalInt.empty();

  /** What is counted: the leaves of a tree, or bins beyond which rows do not count. */
  @SuppressWarnings("ImmutableEnumChecker") // what it holds is immutable
  private enum Counted {
    TREE(new EvenRanges(-7, 70, 3), new TreeShape(3, 3)),
    BINS(new GivenRanges(new long[] {-9, -2, 0, 1, 3, 40}), new TreeShape(5, 1));

    private final LeafRanges ranges;
    private final TreeShape shape;

    Counted(LeafRanges ranges, TreeShape shape) {
      this.ranges = ranges;
      this.shape = shape;
    }

    private BoundedLeaves leaves(long maxRows) {
      return new BoundedLeaves(new ValueColumn(0, -2), ranges, maxRows);
    }
  }

  @Provide
  Arbitrary<BoundingCase> cases() {
    return BoundingCase.any();
  }

  @Property(tries = 200)
  void noPersonMovesTheNodesFurtherThanAccounted(
      @ForAll("cases") BoundingCase bounds,
      @ForAll Counted counted,
      @ForAll @IntRange(min = 1, max = 4) int maxRows,
      @ForAll @IntRange(max = 9) int rowsOfAll) {
    OptionalInt bound = rowsOfAll == 0 ? NONE : OptionalInt.of(rowsOfAll);
    assertThat(violations(bounds, counted, maxRows, bound, UnaryOperator.identity())).isEmpty();
  }

  @Property(tries = 80)
  void theOrderOfRowsChangesNothing(
      @ForAll("cases") BoundingCase bounds,
      @ForAll Counted counted,
      @ForAll @IntRange(min = 1, max = 4) int maxRows) {
    ReleaseKey key = FixedReleaseKeys.numbered(bounds.key());
    BoundingSettings settings = settings(bounds, counted.leaves(maxRows), OptionalInt.of(5));
    UnitTable shuffled = bounds.table().named().shuffled(bounds.key());
    Map<List<Object>, LeafCounts> one = BoundedSums.leaves(bounds.table().named(), settings, key);
    Map<List<Object>, LeafCounts> other = BoundedSums.leaves(shuffled, settings, key);
    assertThat(other.keySet()).isEqualTo(one.keySet());
    one.forEach(
        (group, leaves) -> assertThat(other.get(group).toBytes()).isEqualTo(leaves.toBytes()));
  }

  @Example
  void aMissingLimitOfRowsIsCaught() {
    for (Counted counted : Counted.values()) {
      assertCaught(
          counted,
          NONE,
          settings ->
              new BoundingSettings(
                  settings.groupings().get(0).maxGroups(),
                  settings.sums(),
                  List.of(counted.leaves(BoundedLeaves.MOST_ROWS))));
    }
  }

  @Example
  void aMissingBoundOnRowsOverAllGroupsIsCaught() {
    for (Counted counted : Counted.values()) {
      assertCaught(
          counted,
          OptionalInt.of(3),
          settings ->
              new BoundingSettings(
                  settings.groupings().get(0).maxGroups(), settings.sums(), settings.trees()));
    }
  }

  @Example
  void aMissingBoundOnGroupsIsCaught() {
    for (Counted counted : Counted.values()) {
      assertCaught(
          counted, NONE, settings -> new BoundingSettings(1000, settings.sums(), settings.trees()));
    }
  }

  private static void assertCaught(
      Counted counted, OptionalInt rowsOfAll, UnaryOperator<BoundingSettings> fault) {
    Stream<BoundingCase> cases =
        BoundingCase.any().generator(1000).stream(new Random(1)).map(Shrinkable::value);
    assertThat(
            cases
                .limit(500)
                .map(bounds -> violations(bounds, counted, 2, rowsOfAll, fault))
                .flatMap(Collection::stream)
                .findFirst())
        .as(counted.name())
        .isPresent();
  }

  private static BoundingSettings settings(
      BoundingCase bounds, BoundedLeaves leaves, OptionalInt rowsOfAll) {
    int maxGroups = bounds.settings().groupings().get(0).maxGroups();
    return new BoundingSettings(
        List.of(GroupingBound.of(maxGroups, rowsOfAll, Set.of())),
        bounds.settings().sums(),
        List.of(leaves),
        List.of(),
        List.of());
  }

  private static List<String> violations(
      BoundingCase bounds,
      Counted counted,
      int maxRows,
      OptionalInt rowsOfAll,
      UnaryOperator<BoundingSettings> fault) {
    ReleaseKey key = FixedReleaseKeys.numbered(bounds.key());
    TreeShape shape = counted.shape;
    int maxGroups = bounds.settings().groupings().get(0).maxGroups();
    BigInteger mostRows = BigInteger.valueOf(rowsOfAll.orElse(Integer.MAX_VALUE));
    Sensitivity level = new TotalSensitivity(maxGroups, maxRows, mostRows).covering();
    Sensitivity accounted = new Sensitivity(level.maxGroups() * shape.height(), level.lInf());
    BoundingSettings settings = fault.apply(settings(bounds, counted.leaves(maxRows), rowsOfAll));
    UnitTable table = bounds.table().named();
    Map<List<Object>, LeafCounts> all = BoundedSums.leaves(table, settings, key);
    List<String> violations = new ArrayList<>();
    for (int person : table.persons()) {
      Map<List<Object>, LeafCounts> less =
          BoundedSums.leaves(table.without(person).shuffled(person), settings, key);
      violations.addAll(beyond(accounted, shape, all, less));
    }
    return violations;
  }

  private static List<String> beyond(
      Sensitivity accounted,
      TreeShape shape,
      Map<List<Object>, LeafCounts> one,
      Map<List<Object>, LeafCounts> two) {
    BigInteger l1 = BigInteger.ZERO;
    BigInteger l2Squared = BigInteger.ZERO;
    long lInf = 0;
    Set<List<Object>> groups = new HashSet<>(one.keySet());
    groups.addAll(two.keySet());
    for (List<Object> group : groups) {
      LeafCounts.Ranges before = one.getOrDefault(group, new LeafCounts()).ranges();
      LeafCounts.Ranges after = two.getOrDefault(group, new LeafCounts()).ranges();
      for (int level = 1; level <= shape.height(); level++) {
        int span = shape.span(level);
        for (int from = 0; from < shape.leaves(); from += span) {
          long change = Math.abs(before.count(from, from + span) - after.count(from, from + span));
          l1 = l1.add(BigInteger.valueOf(change));
          l2Squared = l2Squared.add(BigInteger.valueOf(change).pow(2));
          lInf = Math.max(lInf, change);
        }
      }
    }
    boolean holds =
        l1.compareTo(accounted.l1()) <= 0
            && l2Squared.compareTo(accounted.l2Squared()) <= 0
            && lInf <= accounted.lInf();
    return holds
        ? List.of()
        : List.of("L1 %s, L2^2 %s, L-inf %d, %s".formatted(l1, l2Squared, lInf, accounted));
  }
}
