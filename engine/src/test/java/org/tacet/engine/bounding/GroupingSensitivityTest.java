package org.tacet.engine.bounding;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Shrinkable;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.accountant.randomness.ReleaseKey;
import org.tacet.engine.testing.TrueSums;

/**
 * In each of several groupings a unit moves the integers by no more than that grouping accounts for
 * (P14), whatever it does in the others.
 */
class GroupingSensitivityTest {

  @Provide
  Arbitrary<BoundingCase> cases() {
    return BoundingCase.any();
  }

  /** By all columns, by all but the first, and the whole. */
  private static BoundingSettings settings(BoundingCase bounds) {
    int columns = bounds.table().groups().size();
    Set<Integer> all = IntStream.range(0, columns).boxed().collect(Collectors.toSet());
    return new BoundingSettings(
        List.of(
            bounds.settings().groupings().get(0),
            new GroupingBound(2, columns > 1 ? Set.of(0) : Set.of()),
            new GroupingBound(1, all)),
        bounds.settings().sums(),
        List.of(),
        List.of(),
        List.of());
  }

  @Property(tries = 200)
  void noPersonMovesAGroupingFurtherThanAccounted(@ForAll("cases") BoundingCase bounds) {
    assertThat(violations(bounds, UnaryOperator.identity())).isEmpty();
  }

  /** The first is the release of one grouping, and the whole has the sums of all units. */
  @Property(tries = 100)
  void aGroupingIsWhatItIsByItself(@ForAll("cases") BoundingCase bounds) {
    ReleaseKey key = FixedReleaseKeys.numbered(bounds.key());
    BoundingSettings several = settings(bounds);
    Map<Integer, TrueSums> sums = byGrouping(BoundedSums.of(bounds.table().named(), several, key));
    TrueSums whole =
        BoundedSums.of(bounds.table().named().shuffled(bounds.key()), wholeOnly(several), key);
    assertThat(sums.get(2).byGroup().values()).containsExactlyElementsOf(whole.byGroup().values());
    sums.get(0).byGroup().keySet().forEach(group -> assertThat(group.get(0)).isEqualTo(0));
  }

  private static BoundingSettings wholeOnly(BoundingSettings several) {
    return new BoundingSettings(
        List.of(several.groupings().get(2)), several.sums(), List.of(), List.of(), List.of());
  }

  @Example
  void aGroupingWithoutItsOwnBoundIsCaught() {
    assertCaught(
        settings ->
            new BoundingSettings(
                List.of(
                    settings.groupings().get(0),
                    new GroupingBound(1000, settings.groupings().get(1).rolledUp()),
                    settings.groupings().get(2)),
                settings.sums(),
                List.of(),
                List.of(),
                List.of()));
  }

  /** Were nothing rolled up, the whole would be as many groups as a unit has. */
  @Example
  void aGroupingOfMoreColumnsThanAccountedIsCaught() {
    assertCaught(
        settings ->
            new BoundingSettings(
                List.of(
                    settings.groupings().get(0),
                    settings.groupings().get(1),
                    new GroupingBound(1000, Set.of())),
                settings.sums(),
                List.of(),
                List.of(),
                List.of()));
  }

  private static void assertCaught(UnaryOperator<BoundingSettings> fault) {
    Stream<BoundingCase> cases =
        BoundingCase.any().generator(1000).stream(new Random(1)).map(Shrinkable::value);
    assertThat(
            cases
                .limit(500)
                .map(bounds -> violations(bounds, fault))
                .flatMap(Collection::stream)
                .findFirst())
        .isPresent();
  }

  private static List<String> violations(
      BoundingCase bounds, UnaryOperator<BoundingSettings> fault) {
    ReleaseKey key = FixedReleaseKeys.numbered(bounds.key());
    BoundingSettings correct = settings(bounds);
    BoundingSettings settings = fault.apply(correct);
    UnitTable table = bounds.table().named();
    Map<Integer, TrueSums> all = byGrouping(BoundedSums.of(table, settings, key));
    List<String> violations = new ArrayList<>();
    for (int person : table.persons()) {
      Map<Integer, TrueSums> less =
          byGrouping(BoundedSums.of(table.without(person).shuffled(person), settings, key));
      for (int grouping = 0; grouping < correct.groupings().size(); grouping++) {
        violations.addAll(
            sums(all, grouping).beyond(accounted(correct, grouping), sums(less, grouping)));
      }
    }
    return violations;
  }

  private static List<Sensitivity> accounted(BoundingSettings settings, int grouping) {
    int maxGroups = settings.groupings().get(grouping).maxGroups();
    List<Sensitivity> accounted = new ArrayList<>(List.of(new Sensitivity(maxGroups, 1)));
    for (BoundedSum sum : settings.sums()) {
      accounted.add(new Sensitivity(maxGroups, sum.lInfSensitivity()));
    }
    return accounted;
  }

  private static TrueSums sums(Map<Integer, TrueSums> byGrouping, int grouping) {
    return byGrouping.getOrDefault(grouping, new TrueSums(Map.of()));
  }

  private static Map<Integer, TrueSums> byGrouping(TrueSums sums) {
    Map<Integer, Map<List<Object>, List<BigInteger>>> parts = new HashMap<>();
    for (int grouping = 0; grouping < 3; grouping++) {
      parts.put(grouping, new HashMap<>());
    }
    sums.byGroup()
        .forEach((group, columns) -> parts.get((Integer) group.get(0)).put(group, columns));
    Map<Integer, TrueSums> byGrouping = new HashMap<>();
    parts.forEach((grouping, part) -> byGrouping.put(grouping, new TrueSums(part)));
    return byGrouping;
  }
}
