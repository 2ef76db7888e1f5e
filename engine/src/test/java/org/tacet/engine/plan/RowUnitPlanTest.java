package org.tacet.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.engine.source.ReleaseInput;
import org.tacet.engine.source.TracedSource;
import org.tacet.engine.source.TracedStep;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpecReader;

/**
 * Where k rows are protected together, the noise of every statistic covers k times a row's change.
 */
class RowUnitPlanTest {

  private static final String SPEC =
      """
      release: clicks
      account: clicks
      sources: {clicks: {path: clicks, private: {rows: ROWS}}}
      from: clicks
      group_by: [page]
      groups: {public: {values: [{page: a}, {page: b}, {page: c}]}}
      aggregates:
        - {name: rows, count: {}}
        - {name: units, privacy_units: {}}
        - {name: total, sum: {value: v, contribution_bounds_per_row: [-3, 5]}}
        - {name: clamped, sum: {value: v, contribution_bounds_per_group: [-7, 6]}}
        - {name: spread, variance: {value: v, contribution_bounds_per_row: [0, 100]}}
        - {name: middle, median: {value: v, contribution_bounds_per_row: [0, 100]}}
        - {name: bins, histogram: {value: v, bins: [0, 50, 100]}}
        - {name: l1, vector_sum: {value: a, length: 2, max_norm: 4, norm: l1}}
        - {name: l2, vector_sum: {value: a, length: 2, max_norm: 4, norm: l2}}
        - {name: linf, vector_sum: {value: a, length: 2, max_norm: 4, norm: linf}}
        - {name: distinct, count_distinct: {value: v}}
      privacy: {epsilon: 5, delta: 1e-7, noise: NOISE}
      output: {path: out}
      """;

  private static ReleasePlan plan(String yaml) {
    DataType vectors = DataTypes.createArrayType(DataTypes.LongType);
    List<Optional<Integer>> columns =
        IntStream.range(0, 11)
            .mapToObj(
                index ->
                    index < 2
                        ? Optional.<Integer>empty()
                        : Optional.of(index >= 7 && index < 10 ? 1 : 0))
            .toList();
    TracedSource source =
        new TracedSource(
            null,
            List.of(),
            new StructType().add("page", DataTypes.StringType),
            List.of(DataTypes.LongType, vectors),
            columns,
            List.of(),
            ReleaseInput.NONE,
            Map.of(),
            new TracedStep("source t", List.of()));
    return ReleasePlanner.plan(ReleaseSpecReader.parse(yaml, Map.of(), Overrides.NONE), source);
  }

  private static ReleasePlan plan(int rows, String noise) {
    return plan(SPEC.replace("ROWS", String.valueOf(rows)).replace("NOISE", noise));
  }

  @ParameterizedTest
  @ValueSource(strings = {"laplace", "gaussian"})
  void theNoiseOfEachStatisticCoversAllRows(String noise) {
    List<PlannedStatistic> one = plan(1, noise).statistics();
    List<PlannedStatistic> several = plan(7, noise).statistics();
    assertThat(several).hasSize(one.size()).hasSizeGreaterThan(11);
    for (int index = 0; index < one.size(); index++) {
      Sensitivity ofOne = one.get(index).sensitivity();
      assertThat(several.get(index).sensitivity())
          .as(one.get(index).name())
          .isEqualTo(new Sensitivity(ofOne.maxGroups(), 7 * ofOne.lInf()));
      // Sharing a budget, all need seven times the noise: scales are rounded to a grid of their
      // own, and the tail of Gaussian noise grows with its scale in steps.
      assertThat(several.get(index).mechanism().scale() / one.get(index).mechanism().scale())
          .as(one.get(index).name())
          .isBetween(6.5, 7.7);
    }
  }

  /** By hand: what one row can do, whatever groups there are. */
  @Test
  void oneRowIsInOneGroupWithOneValue() {
    Map<String, Sensitivity> known =
        Map.of(
            "rows", new Sensitivity(1, 1),
            "units", new Sensitivity(1, 1),
            "total", new Sensitivity(1, 5),
            "clamped", new Sensitivity(1, 7),
            "bins", new Sensitivity(1, 1),
            "l1", new Sensitivity(1, 4),
            "linf", new Sensitivity(2, 4),
            "distinct", new Sensitivity(1, 1));
    ReleasePlan plan = plan(1, "laplace");
    assertThat(plan.groupings().get(0).maxGroups()).isEqualTo(1);
    known.forEach(
        (name, sensitivity) ->
            assertThat(plan.statistics())
                .filteredOn(statistic -> statistic.name().equals(name))
                .as(name)
                .extracting(PlannedStatistic::sensitivity)
                .containsExactly(sensitivity));
    assertThat(plan.boundingSettings().groupings()).allMatch(each -> each.maxGroups() == 1);
  }

  @Test
  void theBinsOfAutomaticBoundsCoverAllRows() {
    String automatic =
        SPEC.replace("NOISE", "laplace")
            .replace(
                "contribution_bounds_per_row: [-3, 5]",
                "contribution_bounds_per_row: {auto: {fallback: [-3, 5]}}")
            .replace(
                "contribution_bounds_per_group: [-7, 6]",
                "contribution_bounds_per_group: {auto: {fallback: [-7, 6]}}");
    BoundsPlan one = plan(automatic.replace("ROWS", "1")).automaticBounds().orElseThrow();
    BoundsPlan several = plan(automatic.replace("ROWS", "7")).automaticBounds().orElseThrow();
    assertThat(one.histograms()).hasSize(2);
    for (int histogram = 0; histogram < 2; histogram++) {
      assertThat(one.histograms().get(histogram).sensitivity(1, 1))
          .isEqualTo(new Sensitivity(1, 1));
      assertThat(several.mechanism(histogram).scale() / one.mechanism(histogram).scale())
          .isBetween(6.9, 7.1);
    }
  }

  @Test
  void aChangeBeyondWhatNoiseCoversIsRefused() {
    String large =
        SPEC.replace("NOISE", "laplace")
            .replace("ROWS", "1048576")
            .replace("[-7, 6]", "[0, 4611686018427387904]");
    InvalidSpecException refused =
        catchThrowableOfType(InvalidSpecException.class, () -> plan(large));
    assertThat(refused.path()).isEqualTo("aggregates.clamped");
    assertThat(refused).hasMessageContaining("legal: at most 2^62 steps");
  }
}
