package org.tacet.engine.bounding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.accountant.randomness.ReleaseKey;

/**
 * Whoever is left out of a table, the number of distinct values of a group moves by no more than a
 * unit may count for, in at most so many groups: random tables, keys and neighbours.
 */
class DistinctSensitivityTest {

  @Provide
  Arbitrary<BoundingCase> cases() {
    return BoundingCase.any();
  }

  @Property(tries = 200)
  void noPersonMovesTheValuesFurtherThanAccounted(
      @ForAll("cases") BoundingCase bounds,
      @ForAll @IntRange(max = 2) int column,
      @ForAll @IntRange(min = 1, max = 4) int maxValues) {
    assertThat(violations(bounds, column, maxValues, UnaryOperator.identity())).isEmpty();
  }

  @Property(tries = 80)
  void theOrderOfRowsChangesNothing(
      @ForAll("cases") BoundingCase bounds,
      @ForAll @IntRange(max = 2) int column,
      @ForAll @IntRange(min = 1, max = 4) int maxValues) {
    ReleaseKey key = FixedReleaseKeys.numbered(bounds.key());
    BoundingSettings settings = settings(bounds, column, maxValues);
    UnitTable table = bounds.table().named();
    assertThat(BoundedSums.values(table.shuffled(bounds.key()), settings, key))
        .isEqualTo(BoundedSums.values(table, settings, key));
  }

  @Example
  void aMissingBoundOnValuesIsCaught() {
    assertCaught(settings -> with(settings, settings.groupings().get(0).maxGroups(), 1000));
  }

  @Example
  void aMissingBoundOnGroupsIsCaught() {
    assertCaught(settings -> with(settings, 1000, 2));
  }

  private static void assertCaught(UnaryOperator<BoundingSettings> fault) {
    Stream<BoundingCase> cases =
        BoundingCase.any().generator(1000).stream(new Random(1)).map(Shrinkable::value);
    assertThat(
            cases
                .limit(500)
                .map(bounds -> violations(bounds, 1, 2, fault))
                .flatMap(Collection::stream)
                .findFirst())
        .isPresent();
  }

  private static BoundingSettings settings(BoundingCase bounds, int column, int maxValues) {
    return new BoundingSettings(
        bounds.settings().groupings(),
        bounds.settings().sums(),
        List.of(),
        List.of(),
        List.of(new BoundedDistinct(column, maxValues)));
  }

  private static BoundingSettings with(BoundingSettings settings, int maxGroups, int maxValues) {
    int column = settings.distincts().get(0).column();
    return new BoundingSettings(
        List.of(new GroupingBound(maxGroups, Set.of())),
        settings.sums(),
        List.of(),
        List.of(),
        List.of(new BoundedDistinct(column, maxValues)));
  }

  private static List<String> violations(
      BoundingCase bounds, int column, int maxValues, UnaryOperator<BoundingSettings> fault) {
    ReleaseKey key = FixedReleaseKeys.numbered(bounds.key());
    BoundingSettings settings = fault.apply(settings(bounds, column, maxValues));
    UnitTable table = bounds.table().named();
    Map<List<Object>, Set<String>> all = BoundedSums.values(table, settings, key);
    List<String> violations = new ArrayList<>();
    for (int person : table.persons()) {
      Map<List<Object>, Set<String>> less =
          BoundedSums.values(table.without(person).shuffled(person), settings, key);
      int moved = 0;
      Set<List<Object>> groups = new HashSet<>(all.keySet());
      groups.addAll(less.keySet());
      for (List<Object> group : groups) {
        int change =
            Math.abs(
                all.getOrDefault(group, Set.of()).size()
                    - less.getOrDefault(group, Set.of()).size());
        moved += change == 0 ? 0 : 1;
        if (change > maxValues) {
          violations.add("moved by %d of at most %d".formatted(change, maxValues));
        }
      }
      if (moved > bounds.settings().groupings().get(0).maxGroups()) {
        violations.add("moved %d groups".formatted(moved));
      }
    }
    return violations;
  }
}
