package org.tacet.engine.bounding;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Shrinkable;
import org.tacet.accountant.noise.VectorNorm;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.accountant.randomness.ReleaseKey;
import org.tacet.engine.bounding.RowTerm.ValueColumn;
import org.tacet.engine.testing.TrueSums;

/**
 * Whoever is left out of a table, the vector of a group moves by no more than the norm it is
 * bounded by, in at most so many groups: random tables, keys and neighbours through the operators.
 */
class VectorSensitivityTest {

  private static final int LENGTH = 3;
  private static final int[] GRIDS = {0, -2, 3};
  private static final List<Long> NORMS = List.of(1L, 7L, 1L << 20, (1L << 44) + 1, 1L << 62);

  @Provide
  Arbitrary<BoundingCase> cases() {
    return BoundingCase.any();
  }

  @Provide
  Arbitrary<Long> norms() {
    return Arbitraries.of(NORMS);
  }

  @Property(tries = 200)
  void noPersonMovesAVectorFurtherThanItsNorm(
      @ForAll("cases") BoundingCase bounds,
      @ForAll VectorNorm norm,
      @ForAll("norms") long maxNorm) {
    assertThat(violations(bounds, norm, maxNorm, UnaryOperator.identity())).isEmpty();
  }

  @Property(tries = 60)
  void theOrderOfRowsChangesNothing(
      @ForAll("cases") BoundingCase bounds,
      @ForAll VectorNorm norm,
      @ForAll("norms") long maxNorm) {
    ReleaseKey key = FixedReleaseKeys.numbered(bounds.key());
    BoundingSettings settings = settings(bounds, norm, maxNorm);
    UnitTable table = bounds.table().named();
    assertThat(BoundedSums.of(table.shuffled(bounds.key()), settings, key))
        .isEqualTo(BoundedSums.of(table, settings, key));
  }

  @Example
  void componentsThatAreClampedOneByOneAreCaught() {
    for (VectorNorm norm : List.of(VectorNorm.L1, VectorNorm.L2)) {
      assertCaught(
          norm,
          settings ->
              new BoundingSettings(
                  settings.groupings().get(0).maxGroups(), settings.sums(), settings.trees()));
    }
  }

  @Example
  void aVectorThatBeginsAtAnotherSumIsCaught() {
    assertCaught(
        VectorNorm.L2,
        settings ->
            new BoundingSettings(
                settings.groupings(),
                settings.sums(),
                settings.trees(),
                List.of(new BoundedVector(0, LENGTH, VectorNorm.L2, 7)),
                List.of()));
  }

  @Example
  void aMissingBoundOnGroupsIsCaught() {
    assertCaught(
        VectorNorm.L_INFINITY,
        settings ->
            new BoundingSettings(
                List.of(new GroupingBound(1000, Set.of())),
                settings.sums(),
                settings.trees(),
                settings.vectors(),
                List.of()));
  }

  private static void assertCaught(VectorNorm norm, UnaryOperator<BoundingSettings> fault) {
    Stream<BoundingCase> cases =
        BoundingCase.any().generator(1000).stream(new Random(1)).map(Shrinkable::value);
    assertThat(
            cases
                .limit(500)
                .map(bounds -> violations(bounds, norm, 7, fault))
                .flatMap(Collection::stream)
                .findFirst())
        .isPresent();
  }

  /** A count of rows, then the components. */
  private static BoundingSettings settings(BoundingCase bounds, VectorNorm norm, long maxNorm) {
    List<BoundedSum> sums = new ArrayList<>(List.of(BoundedSum.ofRows(5)));
    IntStream.range(0, LENGTH)
        .mapToObj(
            column ->
                BoundedSum.ofValues(
                    new ValueColumn(column, GRIDS[column]),
                    -BoundedSum.SATURATION,
                    BoundedSum.SATURATION,
                    -maxNorm,
                    maxNorm))
        .forEach(sums::add);
    return new BoundingSettings(
        bounds.settings().groupings(),
        sums,
        List.of(),
        List.of(new BoundedVector(1, LENGTH, norm, maxNorm)),
        List.of());
  }

  private static List<String> violations(
      BoundingCase bounds, VectorNorm norm, long maxNorm, UnaryOperator<BoundingSettings> fault) {
    ReleaseKey key = FixedReleaseKeys.numbered(bounds.key());
    BoundingSettings settings = fault.apply(settings(bounds, norm, maxNorm));
    UnitTable table = bounds.table().named();
    TrueSums all = BoundedSums.of(table, settings, key);
    List<String> violations = new ArrayList<>();
    for (int person : table.persons()) {
      TrueSums less = BoundedSums.of(table.without(person).shuffled(person), settings, key);
      violations.addAll(
          beyond(norm, maxNorm, bounds.settings().groupings().get(0).maxGroups(), all, less));
    }
    return violations;
  }

  private static List<String> beyond(
      VectorNorm norm, long maxNorm, int maxGroups, TrueSums one, TrueSums two) {
    List<String> violations = new ArrayList<>();
    Set<List<Object>> groups = new HashSet<>(one.byGroup().keySet());
    groups.addAll(two.byGroup().keySet());
    BigInteger most = BigInteger.valueOf(maxNorm);
    int moved = 0;
    for (List<Object> group : groups) {
      List<BigInteger> change = new ArrayList<>();
      for (int component = 0; component < LENGTH; component++) {
        change.add(at(one, group, component).subtract(at(two, group, component)).abs());
      }
      moved += change.stream().anyMatch(each -> each.signum() != 0) ? 1 : 0;
      boolean holds =
          switch (norm) {
            case L1 ->
                change.stream().reduce(BigInteger.ZERO, BigInteger::add).compareTo(most) <= 0;
            case L2 ->
                change.stream()
                        .map(each -> each.pow(2))
                        .reduce(BigInteger.ZERO, BigInteger::add)
                        .compareTo(most.pow(2))
                    <= 0;
            case L_INFINITY -> change.stream().allMatch(each -> each.compareTo(most) <= 0);
          };
      if (!holds) {
        violations.add("moved by %s, norm %s at most %s".formatted(change, norm, most));
      }
    }
    if (moved > maxGroups) {
      violations.add("moved %d groups of at most %d".formatted(moved, maxGroups));
    }
    return violations;
  }

  private static BigInteger at(TrueSums sums, List<Object> group, int component) {
    List<BigInteger> columns = sums.byGroup().get(group);
    return columns == null ? BigInteger.ZERO : columns.get(2 + component);
  }
}
