package org.tacet.engine.bounding;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Shrinkable;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.accountant.randomness.ReleaseKey;

/**
 * P21: a derived grouping holds the contributions of the finest one, and a unit moves its sums by
 * no more than L0 times what it moves one finer group by, over all groups together.
 */
class DerivedGroupingTest {

  private static final int FINEST = 1;

  @Provide
  Arbitrary<BoundingCase> cases() {
    return BoundingCase.any();
  }

  /** The whole, and by all columns: derived ones need not come last. */
  private static BoundingSettings settings(BoundingCase bounds, boolean isDerived) {
    Set<Integer> all =
        IntStream.range(0, bounds.table().groups().size()).boxed().collect(Collectors.toSet());
    GroupingBound finest = bounds.settings().groupings().get(0);
    GroupingBound whole = new GroupingBound(finest.maxGroups(), all);
    return new BoundingSettings(
        List.of(isDerived ? whole.derived() : whole, finest),
        bounds.settings().sums(),
        List.of(),
        List.of(),
        List.of());
  }

  /** For each grouping, the sums over all of its groups. */
  private static Map<Integer, List<BigInteger>> totals(
      UnitTable table, BoundingSettings settings, ReleaseKey key) {
    Map<Integer, List<BigInteger>> totals = new HashMap<>();
    BoundedSums.of(table, settings, key)
        .byGroup()
        .forEach(
            (group, sums) ->
                totals.merge(
                    (Integer) group.get(0),
                    sums,
                    (one, other) ->
                        IntStream.range(0, one.size())
                            .mapToObj(sum -> one.get(sum).add(other.get(sum)))
                            .toList()));
    return totals;
  }

  private static List<String> violations(BoundingCase bounds, boolean isDerived) {
    ReleaseKey key = FixedReleaseKeys.numbered(bounds.key());
    UnitTable table = bounds.table().named();
    BoundingSettings settings = settings(bounds, isDerived);
    List<String> violations = new ArrayList<>();
    Map<Integer, List<BigInteger>> all = totals(table, settings, key);
    if (!all.getOrDefault(0, List.of()).equals(all.getOrDefault(FINEST, List.of()))) {
      violations.add("the whole is not the sum of the finest groups");
    }
    int maxGroups = settings.groupings().get(FINEST).maxGroups();
    for (int person : table.persons()) {
      Map<Integer, List<BigInteger>> less =
          totals(table.without(person).shuffled(person), settings, key);
      List<BigInteger> with = all.getOrDefault(0, List.of());
      for (int sum = 1; sum < with.size(); sum++) {
        BigInteger without = less.containsKey(0) ? less.get(0).get(sum) : BigInteger.ZERO;
        BigInteger most =
            BigInteger.valueOf(settings.sums().get(sum - 1).lInfSensitivity())
                .multiply(BigInteger.valueOf(maxGroups));
        if (with.get(sum).subtract(without).abs().compareTo(most) > 0) {
          violations.add("moved further than accounted");
        }
      }
    }
    return violations;
  }

  @Property(tries = 200)
  void theWholeHoldsWhatTheFinestGroupsHold(@ForAll("cases") BoundingCase bounds) {
    assertThat(violations(bounds, true)).isEmpty();
  }

  /** Bounded by itself, a coarser grouping holds something else. */
  @Example
  void groupingsThatAreBoundedEachByThemselvesAreCaught() {
    assertThat(
            BoundingCase.any().generator(1000).stream(new Random(1))
                .map(Shrinkable::value)
                .limit(300)
                .anyMatch(bounds -> !violations(bounds, false).isEmpty()))
        .isTrue();
  }
}
