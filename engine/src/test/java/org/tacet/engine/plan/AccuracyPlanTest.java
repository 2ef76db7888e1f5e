package org.tacet.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.selection.NoisyThresholdSelection;
import org.tacet.accountant.selection.TruncatedGeometricSelection;
import org.tacet.engine.source.ReleaseInput;
import org.tacet.engine.source.TracedSource;
import org.tacet.engine.source.TracedStep;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpecReader;

/** Weights and targets of aggregates, and which of their counts decides about groups. */
class AccuracyPlanTest {

  private static final String SUM =
      "sum: {value: x, contribution_bounds_per_group: [0, 64], grid: 0.25}";
  private static final String MEAN =
      "mean: {value: x, contribution_bounds_per_row: [0, 64], max_rows_per_group: 2, grid: 0.25}";

  private static double scale(ReleasePlan plan, int statistic) {
    return plan.statistics().get(statistic).mechanism().scale();
  }

  private static double relative(ReleasePlan plan, int statistic) {
    return scale(plan, statistic) / plan.statistics().get(statistic).sensitivity().lInf();
  }

  @Test
  void allStatisticsOfAnAggregateHaveItsWeight() {
    ReleasePlan plan = plan("{name: a, weight: 4, " + MEAN + "}", "{name: b, " + SUM + "}");
    assertThat(plan.statistics()).hasSize(3);
    for (int index = 0; index < 2; index++) {
      assertThat(relative(plan, index) / relative(plan, 2))
          .isCloseTo(4, Percentage.withPercentage(0.01));
    }
  }

  @Test
  void aSharedStatisticHasTheMostDemandingWeight() {
    ReleasePlan plan =
        plan(
            "{name: a, weight: 4, " + MEAN + "}",
            "{name: b, weight: 2, count: {value: x, max_rows_per_group: 2}}");
    assertThat(plan.statistics()).hasSize(2);
    assertThat(relative(plan, 1) / relative(plan, 0)).isCloseTo(2, Percentage.withPercentage(0.01));
  }

  @Test
  void aTargetIsMetInTheColumnsOwnUnit() {
    ReleasePlan plan =
        plan("{name: a, target_error: 5000.1, " + SUM + "}", "{name: b, privacy_units: {}}");
    assertThat(plan.aggregates().get(0).halfWidth(0.95).orElseThrow())
        .isBetween(new BigDecimal("4999"), new BigDecimal("5000"));
  }

  @Test
  void anUnreachableTargetSaysTheSmallest() {
    InvalidSpecException refused =
        catchThrowableOfType(
            InvalidSpecException.class,
            () -> plan("{name: a, target_error: 3, " + SUM + "}", "{name: b, privacy_units: {}}"));
    assertThat(refused.path()).isEqualTo("aggregates[0].target_error");
    assertThat(refused).hasMessageContaining("given 3; legal: from ");
    String smallest = refused.getMessage().replaceAll("(?s).*legal: from ([0-9.]+);.*", "$1");
    assertThat(new BigDecimal(smallest)).isGreaterThan(new BigDecimal("500"));
    ReleasePlan reached =
        plan(
            "{name: a, target_error: " + smallest + ", " + SUM + "}",
            "{name: b, privacy_units: {}}");
    assertThat(reached.aggregates().get(0).halfWidth(0.95).orElseThrow())
        .isLessThanOrEqualTo(new BigDecimal(smallest));
  }

  /** P12: a count of units may decide, rows and sums may not. */
  @Test
  void onlyACountOfUnitsDecidesAboutGroups() {
    assertThat(plan("{name: a, privacy_units: {}}").groupings().get(0).selection().orElseThrow())
        .isInstanceOf(NoisyThresholdSelection.class);
    assertThat(
            plan("{name: a, count: {max_rows_per_group: 1}}", "{name: b, " + SUM + "}")
                .groupings()
                .get(0)
                .selection()
                .orElseThrow())
        .isInstanceOf(TruncatedGeometricSelection.class);
  }

  /** P20: the dry run's curve ends where nearly all groups are kept. */
  @Test
  void theCurveOfAThresholdIsShown() {
    List<KeepProbability> curve =
        KeepProbability.curve(
            plan("{name: a, privacy_units: {}}").groupings().get(0).selection().orElseThrow());
    assertThat(curve.get(0).probability()).isLessThan(1e-9);
    assertThat(curve.get(curve.size() - 1).probability()).isBetween(0.99, 1.0);
    assertThat(curve).hasSize(6);
  }

  private static ReleasePlan plan(String... aggregates) {
    String yaml =
        """
        release: planned
        account: test
        sources: {t: {path: t, private: {unit: [u]}}}
        from: t
        group_by: [g]
        groups: private
        bounds: {max_groups_contributed: 10}
        aggregates: [%s]
        privacy: {epsilon: 1, delta: 1e-9, noise: gaussian}
        output: {path: out}
        """
            .formatted(String.join(", ", aggregates));
    TracedSource source =
        new TracedSource(
            null,
            List.of("u"),
            new StructType().add("g", DataTypes.StringType),
            List.of(DataTypes.DoubleType),
            Collections.nCopies(aggregates.length, Optional.of(0)),
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
