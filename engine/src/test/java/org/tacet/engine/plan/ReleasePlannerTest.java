package org.tacet.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.engine.bounding.BoundedSum;
import org.tacet.engine.source.ReleaseInput;
import org.tacet.engine.source.TracedSource;
import org.tacet.engine.source.TracedStep;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpecReader;

/** P5: bounds lie on a public grid, and no sum that they allow can overflow. */
class ReleasePlannerTest {

  private static final String SUM = "sum: {value: x, ";

  /** No count of privacy units, so that groups are chosen by a table. */
  private static final String ROWS = "count: {max_rows_per_group: 1}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // double, no grid asked for: 24 bits below the largest bound
        "double | contribution_bounds_per_group: [0, 1] | 5.9604644775390625E-8 | 0 | 16777216",
        "double | contribution_bounds_per_group: [-3, 500000] | 0.015625 | -192 | 32000000",
        "float | contribution_bounds_per_group: [0, 0.125] | 7.450580596923828125E-9 | 0 | 16777216",
        "double | contribution_bounds_per_group: [0, 100], grid: 0.25 | 0.25 | 0 | 400",
        "double | contribution_bounds_per_group: [0, 128], grid: 64 | 64 | 0 | 2",
        "int | contribution_bounds_per_group: [-5, 5] | 1 | -5 | 5",
        "bigint | contribution_bounds_per_group: [0, 4611686018427387904] | 1 | 0"
            + " | 4611686018427387904",
        "bigint | contribution_bounds_per_group: [0, 7], grid: 1 | 1 | 0 | 7",
        "decimal(12,2) | contribution_bounds_per_group: [0.01, 5] | 0.01 | 1 | 500",
        "decimal(12,2) | contribution_bounds_per_group: [0, 5], grid: 0.01 | 0.01 | 0 | 500",
        "decimal(38,0) | contribution_bounds_per_group: [-1, 0] | 1 | -1 | 0",
        // a row's range, m times, and never beyond zero on the other side
        "int | contribution_bounds_per_row: [-2, 5], max_rows_per_group: 10 | 1 | -20 | 50",
        "int | contribution_bounds_per_row: [2, 5], max_rows_per_group: 10 | 1 | 0 | 50",
        "int | contribution_bounds_per_row: [-5, -2], max_rows_per_group: 3 | 1 | -15 | 0",
        "int | contribution_bounds_per_row: [0, 1], max_rows_per_group: 4611686018427387904 | 1 | 0"
            + " | 4611686018427387904",
      })
  void boundsBecomeWholeSteps(String type, String bounds, String step, long lower, long upper) {
    ReleasePlan plan = plan(type, SUM + bounds + "}");
    assertThat(plan.aggregates().get(0).grid().step()).isEqualByComparingTo(step);
    PlannedStatistic statistic = plan.statistics().get(0);
    BoundedSum sum = statistic.bounded().orElseThrow();
    assertThat(sum.lower()).isEqualTo(lower);
    assertThat(sum.upper()).isEqualTo(upper);
    assertThat(statistic.sensitivity().lInf())
        .isEqualTo(Math.max(Math.abs(lower), Math.abs(upper)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // what to write instead of a tenth
        "double | contribution_bounds_per_group: [0, 0.1] | .contribution_bounds_per_group"
            + " | does not lie on the grid of 0.0000000037252902984619140625; given 0.1;"
            + " | use 0.099609375 or 0.1015625, or sum the value cast to a decimal of 1 places,"
            + " whose grid holds 0.1",
        "float | contribution_bounds_per_group: [-1000.1, 0] | .contribution_bounds_per_group"
            + " | given -1000.1; | use -1008 or -992, or sum the value cast to a decimal",
        "double | contribution_bounds_per_row: [0, 0.3], max_rows_per_group: 2"
            + " | .contribution_bounds_per_row | given 0.3; | use 0.296875 or 0.3046875",
        "int | contribution_bounds_per_group: [0, 2.5] | .contribution_bounds_per_group"
            + " | does not lie on the grid of 1; given 2.5; | use 2 or 3",
        "decimal(9,2) | contribution_bounds_per_group: [-0.005, 1] | .contribution_bounds_per_group"
            + " | does not lie on the grid of 0.01; given -0.005; | use -0.01 or 0",
        "double | contribution_bounds_per_group: [0, 3], grid: 0.3 | .grid"
            + " | is not a power of two; given 0.3; | use 0.25",
        "double | contribution_bounds_per_group: [0, 3], grid: 1e-200 | .grid"
            + " | is not a power of two; given 0.000 | use 1",
        "int | contribution_bounds_per_group: [0, 4], grid: 2 | .grid"
            + " | is not the grid of a column of type INT; given 2; legal: 1; | remove it",
        "decimal(9,2) | contribution_bounds_per_group: [0, 4], grid: 0.5 | .grid"
            + " | is not the grid of a column of type DECIMAL(9,2); given 0.5; legal: 0.01;"
            + " | remove it",
        "double | contribution_bounds_per_group: [0, 1e400] | ''"
            + " | has bounds for which no grid can be chosen; given 1E+400;"
            + " | measure the value in another unit",
        "double | contribution_bounds_per_group: [0, 1e-300] | ''"
            + " | has bounds for which no grid can be chosen; given 1E-300;"
            + " | measure the value in another unit",
        // overflow
        "bigint | contribution_bounds_per_group: [0, 4611686018427387905]"
            + " | .contribution_bounds_per_group"
            + " | allows a sum that could overflow; given 4611686018427387905 steps of the grid;"
            + " legal: at most 2^62 steps | tighten the bounds or use a coarser grid",
        "int | contribution_bounds_per_row: [0, 2], max_rows_per_group: 2305843009213693953 | ''"
            + " | allows a sum that could overflow; given 4611686018427387906 steps"
            + " | tighten the bounds",
        "int | contribution_bounds_per_row: [-3, 0], max_rows_per_group: 9223372036854775807 | ''"
            + " | allows a sum that could overflow; given -27670116110564327421 steps"
            + " | tighten the bounds",
        "decimal(38,20) | contribution_bounds_per_group: [0, 1] | .contribution_bounds_per_group"
            + " | given 100000000000000000000 steps | tighten the bounds or use a coarser grid",
      })
  void refusesBoundsOffTheGridOrBeyondIt(
      String type, String bounds, String path, String message, String fix) {
    InvalidSpecException refused = refusal(type, SUM + bounds + "}", 1, "1", "1e-7");
    assertThat(refused.path()).isEqualTo("aggregates[0].sum" + path);
    assertThat(refused).hasMessageContaining(message).hasMessageContaining("fix: " + fix);
  }

  @Test
  void whatTheMessageOffersIsAccepted() {
    for (String upper : List.of("0.099609375", "0.1015625", "0.296875", "0.3046875")) {
      plan("double", SUM + "contribution_bounds_per_group: [0, " + upper + "]}");
    }
  }

  @Test
  void aCountOfMoreThan2To62RowsIsRefused() {
    for (String bound :
        List.of(
            "contribution_bounds_per_group: [0, 4611686018427387905]",
            "max_rows_per_group: 4611686018427387905")) {
      InvalidSpecException refused = refusal("int", "count: {" + bound + "}", 1, "1", "1e-7");
      assertThat(refused.path()).isEqualTo("aggregates[0].count");
      assertThat(refused).hasMessageContaining("allows a sum that could overflow");
    }
  }

  @Test
  void noiseThatNoSamplerDrawsIsRefused() {
    assertThat(
            refusal(
                "bigint",
                SUM + "contribution_bounds_per_group: [0, 4611686018427387904]}",
                1,
                "0.1",
                "1e-7"))
        .hasMessageStartingWith("privacy: can't be met: the noise scale must be at most 2^52 grid")
        .hasMessageContaining("Choose a coarser grid or tighter bounds")
        .hasMessageContaining("; given ");
  }

  @Test
  void aSelectionWhoseTableIsTooLargeIsRefused() {
    assertThat(refusal("int", ROWS, 1000, "1e-4", "1e-9"))
        .hasMessageStartingWith("privacy: can't be met: the group selection would keep groups")
        .hasMessageContaining("smallest workable value");
  }

  @Test
  void aDeltaBelowTheTableOfProbabilitiesIsRefused() {
    assertThat(refusal("int", ROWS, 65_536, "1", "1e-15"))
        .hasMessageStartingWith("privacy: can't be met: the delta of one group")
        .hasMessageContaining("Raise delta or lower max_groups_contributed");
  }

  @Test
  void moreGroupsThanATaskHoldsAreRefused() {
    InvalidSpecException refused = refusal("int", "privacy_units: {}", 65_537, "1", "1e-7");
    assertThat(refused.path()).isEqualTo("bounds.max_groups_contributed");
    assertThat(refused)
        .hasMessageContaining("given 65537")
        .hasMessageContaining("legal: 1 to 65536");
  }

  @Test
  void manyGroupsAreCalibratedJointly() {
    ReleasePlan plan = plan("int", "privacy_units: {}", 200, "1", "1e-7");
    assertThat(plan.calibration().accountant()).isEqualTo("pld");
    assertThat(plan.cost()).isEqualTo(ApproximateDp.of("1", "1e-7"));
    assertThat(plan.calibration().composed().isWithin(plan.cost())).isTrue();
    // An even split has scale 200 x 2.
    assertThat(plan.aggregates().get(0).mechanism().orElseThrow().scale()).isLessThan(130);
  }

  @Test
  void theSmallestGroupReachesTheSelection() {
    ReleasePlan plan =
        plan("int", "privacy_units: {}", "3, min_privacy_units_per_group: 20", "1", "1e-7");
    assertThat(plan.groupings().get(0).selection().orElseThrow().keepProbability(19)).isZero();
    assertThat(plan.groupings().get(0).selection().orElseThrow().keepProbability(20)).isPositive();
  }

  private static InvalidSpecException refusal(
      String type, String aggregate, int maxGroups, String epsilon, String delta) {
    return catchThrowableOfType(
        InvalidSpecException.class, () -> plan(type, aggregate, maxGroups, epsilon, delta));
  }

  /** With an epsilon at which any bound has noise that can be drawn. */
  private static ReleasePlan plan(String type, String aggregate) {
    return plan(type, aggregate, 1, "1e6", "1e-7");
  }

  private static ReleasePlan plan(
      String type, String aggregate, int maxGroups, String epsilon, String delta) {
    return plan(type, aggregate, String.valueOf(maxGroups), epsilon, delta);
  }

  private static ReleasePlan plan(
      String type, String aggregate, String maxGroups, String epsilon, String delta) {
    boolean isSum = aggregate.startsWith("sum");
    String yaml =
        """
        release: planned
        account: test
        sources: {t: {path: t, private: {unit: [u]}}}
        from: t
        group_by: [g]
        groups: private
        bounds: {max_groups_contributed: %s}
        aggregates: [{name: total, %s}]
        privacy: {epsilon: %s, delta: %s, allow_large_epsilon: true}
        output: {path: out}
        """
            .formatted(maxGroups, aggregate, epsilon, delta);
    List<DataType> types = isSum ? List.of(DataType.fromDDL(type)) : List.of();
    TracedSource source =
        new TracedSource(
            null,
            List.of("u"),
            new StructType().add("g", DataTypes.StringType),
            types,
            List.of(isSum ? Optional.of(0) : Optional.empty()),
            List.of(),
            ReleaseInput.NONE,
            Map.of(),
            new TracedStep("source t", List.of()));
    return ReleasePlanner.plan(
        ReleaseSpecReader.parse(
            yaml, Map.of(), new Overrides(Optional.empty(), Optional.empty(), Optional.empty())),
        source);
  }
}
