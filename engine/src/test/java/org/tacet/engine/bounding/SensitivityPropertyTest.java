package org.tacet.engine.bounding;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Shrinkable;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.accountant.randomness.ReleaseKey;
import org.tacet.engine.testing.TrueSums;

/**
 * Whoever is left out of a table, the integers before noise move by no more than the release
 * accounts for (P1, P2, P5): random tables, bounds, keys and neighbours through the operator
 * itself. The planted faults show that the property catches what it is there to catch.
 */
class SensitivityPropertyTest {

  /** What is accounted, and how the integers come about: the operator, or a fault of it. */
  private interface Bounding {
    TrueSums sums(UnitTable table, BoundingCase bounds, ReleaseKey key);
  }

  private static final Bounding CORRECT =
      (table, bounds, key) -> BoundedSums.of(table.named(), bounds.settings(), key);

  @Provide
  Arbitrary<BoundingCase> cases() {
    return BoundingCase.any();
  }

  @Property(tries = 500)
  void noPersonMovesTheIntegersFurtherThanAccounted(@ForAll("cases") BoundingCase bounds) {
    assertThat(violations(CORRECT, bounds)).isEmpty();
  }

  @Property(tries = 100)
  void theOrderOfRowsChangesNothing(@ForAll("cases") BoundingCase bounds) {
    ReleaseKey key = FixedReleaseKeys.numbered(bounds.key());
    assertThat(CORRECT.sums(bounds.table().shuffled(bounds.key()), bounds, key))
        .isEqualTo(CORRECT.sums(bounds.table(), bounds, key));
  }

  @Example
  void aMissingBoundOnGroupsIsCaught() {
    assertCaught(
        (table, bounds, key) ->
            BoundedSums.of(
                table.named(), withGroups(bounds, BoundingSettings.MAX_GROUPS_LIMIT), key));
  }

  @Example
  void aBoundOnRowsInsteadOfUnitsIsCaught() {
    assertCaught(
        (table, bounds, key) ->
            BoundedSums.of(
                table.named(),
                withSums(bounds, sum -> unclamped(sum, sum.lower(), sum.upper())),
                key));
  }

  /** With bounds of one sign the two agree on what one unit can do; [-3, 3] tells them apart. */
  @Example
  void aClampAfterTheSumOverUnitsIsCaught() {
    assertCaught(
        (table, bounds, key) ->
            clamped(
                BoundedSums.of(
                    table.named(),
                    withSums(
                        bounds,
                        sum -> unclamped(sum, -BoundedSum.SATURATION, BoundedSum.SATURATION)),
                    key),
                bounds.settings().sums()));
  }

  /** Of a unit of many rows the sum would be theirs all, as far as the last clamp lets it. */
  @Example
  void squaresWithoutALimitOfRowsAndItsClampAreCaught() {
    assertCaught(
        (table, bounds, key) ->
            BoundedSums.of(
                table.named(),
                withSums(
                    bounds,
                    sum ->
                        sum.limit() == null
                            ? sum
                            : new BoundedSum(
                                sum.term(), -BoundedSum.SATURATION, BoundedSum.SATURATION, null)),
                key));
  }

  @Example
  void aNullUnitThatIsKeptIsCaught() {
    assertCaught((table, bounds, key) -> BoundedSums.of(table, bounds.settings(), key));
  }

  /** Other rows of the table would help to choose a unit's groups. */
  @Example
  void anotherKeyForTheNeighbourIsCaught() {
    assertCaught(
        (table, bounds, key) ->
            BoundedSums.of(
                table.named(),
                bounds.settings(),
                FixedReleaseKeys.numbered(bounds.key() + table.rows().size())));
  }

  private static void assertCaught(Bounding fault) {
    Stream<BoundingCase> cases =
        BoundingCase.any().generator(1000).stream(new Random(1)).map(Shrinkable::value);
    assertThat(
            cases
                .limit(500)
                .map(bounds -> violations(fault, bounds))
                .flatMap(Collection::stream)
                .anyMatch(violation -> violation.startsWith("norm")))
        .as("some table shows an L1 or L2 norm above what is accounted")
        .isTrue();
  }

  private static List<String> violations(Bounding bounding, BoundingCase bounds) {
    ReleaseKey key = FixedReleaseKeys.numbered(bounds.key());
    TrueSums sums = bounding.sums(bounds.table(), bounds, key);
    List<String> violations = new ArrayList<>();
    for (int person : bounds.table().persons()) {
      UnitTable neighbour = bounds.table().without(person).shuffled(person);
      violations.addAll(sums.beyond(bounds.accounted(), bounding.sums(neighbour, bounds, key)));
    }
    return violations;
  }

  private static BoundingSettings withGroups(BoundingCase bounds, int maxGroups) {
    BoundingSettings settings = bounds.settings();
    return new BoundingSettings(maxGroups, settings.sums());
  }

  private static BoundingSettings withSums(BoundingCase bounds, UnaryOperator<BoundedSum> change) {
    BoundingSettings settings = bounds.settings();
    return new BoundingSettings(
        settings.groupings().get(0).maxGroups(), settings.sums().stream().map(change).toList());
  }

  private static BoundedSum unclamped(BoundedSum sum, long rowLower, long rowUpper) {
    RowTerm term =
        sum.term() instanceof RowTerm.Clamped clamped
            ? new RowTerm.Clamped(clamped.column(), rowLower, rowUpper, 0)
            : sum.term();
    return new BoundedSum(term, -BoundedSum.SATURATION, BoundedSum.SATURATION, null);
  }

  private static TrueSums clamped(TrueSums sums, List<BoundedSum> bounds) {
    Map<List<Object>, List<BigInteger>> clamped = new HashMap<>();
    sums.byGroup()
        .forEach(
            (group, columns) -> {
              List<BigInteger> within = new ArrayList<>(List.of(columns.get(0)));
              for (int sum = 0; sum < bounds.size(); sum++) {
                within.add(
                    columns
                        .get(sum + 1)
                        .min(BigInteger.valueOf(bounds.get(sum).upper()))
                        .max(BigInteger.valueOf(bounds.get(sum).lower())));
              }
              clamped.put(group, within);
            });
    return new TrueSums(clamped);
  }
}
