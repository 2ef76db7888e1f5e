package org.tacet.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.accountant.selection.GroupSelection;
import org.tacet.accountant.selection.TruncatedGeometricSelection;
import org.tacet.engine.bounding.GroupingBound;
import org.tacet.engine.publish.Manifest;
import org.tacet.engine.source.ReleaseInput;
import org.tacet.engine.source.TracedSource;
import org.tacet.engine.source.TracedStep;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.spec.ReleaseSpecReader;

/**
 * max_rows_contributed: what is accounted of each statistic, what the operator is told, what is
 * said of it; and the other numbers of a plan that its manifest tells.
 */
class RowsOverGroupsTest {

  private static final String COUNT = "{name: rows, count: {max_rows_per_group: 5}}";
  private static final String UNITS = "{name: units, privacy_units: {}}";
  private static final String MEAN =
      "{name: mean, mean: {value: x, contribution_bounds_per_row: [-2, 6], max_rows_per_group: 4, grid: 1}}";
  private static final String VARIANCE = MEAN.replace("mean", "variance");
  private static final String MEDIAN =
      "{name: median, median: {value: x, contribution_bounds_per_row: [0, 100], max_rows_per_group: 3, grid: 1}}";
  private static final String HISTOGRAM =
      "{name: bins, histogram: {value: x, bins: [0, 1, 2], max_rows_per_group: 6, grid: 1}}";
  private static final String PER_GROUP =
      "{name: clamped, count: {contribution_bounds_per_group: [0, 5]}}";
  private static final String SUM =
      "{name: sum, sum: {value: x, contribution_bounds_per_row: [0, 2], max_rows_per_group: 5, grid: 1}}";
  private static final String DISTINCT =
      "{name: values, count_distinct: {value: x, max_distinct_per_group: 5}}";

  private static final String TEN = "max_groups_contributed: 10";

  private static Sensitivity accounted(ReleasePlan plan, String statistic) {
    return plan.statistics().stream()
        .filter(each -> each.name().equals(statistic))
        .findFirst()
        .orElseThrow()
        .sensitivity();
  }

  @Test
  void whatCountsRowsIsAccountedAsWholeMovesOfThem() {
    ReleasePlan plan =
        plan(
            TEN + ", max_rows_contributed: 12",
            "laplace",
            COUNT,
            MEAN,
            VARIANCE,
            MEDIAN,
            HISTOGRAM);
    assertThat(accounted(plan, "rows")).isEqualTo(new Sensitivity(3, 5));
    assertThat(accounted(plan, "mean: rows")).isEqualTo(new Sensitivity(3, 4));
    // Distances from 2, the middle, are at most 4; squares lie 8 around the middle of theirs.
    assertThat(accounted(plan, "mean: sum")).isEqualTo(new Sensitivity(3, 16));
    assertThat(accounted(plan, "variance: squares")).isEqualTo(new Sensitivity(3, 32));
    long levels = plan.statistics().get(4).tree().orElseThrow().shape().height();
    assertThat(accounted(plan, "median: tree")).isEqualTo(new Sensitivity(4 * levels, 3));
    assertThat(accounted(plan, "bins")).isEqualTo(new Sensitivity(2, 6));
  }

  @Test
  void whatCountsNoRowsIsAccountedAsWithoutIt() {
    String[] others = {UNITS, PER_GROUP, SUM, DISTINCT};
    ReleasePlan plan = plan(TEN + ", max_rows_contributed: 1", "laplace", with(COUNT, others));
    ReleasePlan without = plan(TEN, "laplace", with(COUNT, others));
    assertThat(accounted(plan, "rows")).isEqualTo(new Sensitivity(1, 1));
    for (int index = 1; index < plan.statistics().size(); index++) {
      assertThat(plan.statistics().get(index).sensitivity())
          .isEqualTo(without.statistics().get(index).sensitivity());
    }
    // P12: groups are chosen by units, each in as many groups as ever.
    assertThat(plan.groupings().get(0).selection().orElseThrow())
        .isInstanceOfSatisfying(
            TruncatedGeometricSelection.class, each -> assertThat(each.maxGroups()).isEqualTo(10));
  }

  private static String[] with(String first, String... others) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(others));
    return all.toArray(String[]::new);
  }

  @Test
  void aUnitThatMayHaveFewerRowsTakesLessNoise() {
    for (String noise : List.of("laplace", "gaussian")) {
      double without = scale(plan(TEN, noise, COUNT));
      double all = scale(plan(TEN + ", max_rows_contributed: 50", noise, COUNT));
      double half = scale(plan(TEN + ", max_rows_contributed: 25", noise, COUNT));
      double one = scale(plan(TEN + ", max_rows_contributed: 1", noise, COUNT));
      assertThat(all).isEqualTo(without);
      // Half the moves: between half and the root of a half of the noise.
      assertThat(half / without).isBetween(0.49, 0.72);
      assertThat(one / without).isLessThan(0.1);
    }
  }

  private static double scale(ReleasePlan plan) {
    return plan.statistics().get(0).mechanism().scale();
  }

  /** As {@code TotalSensitivity} says; Laplace noise of any scale is proved. */
  @Test
  void gaussianNoiseThatIsNotProvedIsRefused() {
    String bounds = TEN + ", max_rows_contributed: 5";
    InvalidSpecException refused =
        catchThrowableOfType(
            InvalidSpecException.class, () -> planAt("9", bounds, "gaussian", COUNT));
    assertThat(refused.path()).isEqualTo("bounds.max_rows_contributed");
    assertThat(refused)
        .hasMessageContaining("is not proved beside so little gaussian noise in rows; given 5, ")
        .hasMessageContaining("fix: write noise: laplace");
    assertThat(planAt("9", bounds, "laplace", COUNT).statistics()).hasSize(1);
    // What moves by two at most is whole moves anyhow.
    assertThat(planAt("9", bounds, "gaussian", COUNT.replace("5", "2")).statistics()).hasSize(1);
  }

  @Test
  void eachGroupingHasItsOwn() {
    ReleasePlan plan =
        plan(
            "max_groups_contributed: 10, max_rows_contributed: 12}\n"
                + "groupings: [{by: [g, h]}, {by: [h], max_rows_contributed: 20}, {by: []}]",
            "laplace",
            COUNT);
    assertThat(plan.groupings())
        .extracting(each -> each.statistics().get(0).sensitivity())
        .containsExactly(new Sensitivity(3, 5), new Sensitivity(4, 5), new Sensitivity(1, 5));
    assertThat(plan.boundingSettings().groupings())
        .extracting(GroupingBound::maxRows)
        .containsExactly(12L, 20L, 12L);
    assertThat(plan(TEN, "laplace", COUNT).boundingSettings().groupings().get(0).maxRows())
        .isEqualTo(GroupingBound.ANY_ROWS);
  }

  @Test
  void aBoundThatBoundsNothingIsWarnedOf() {
    assertThat(spec(TEN + ", max_rows_contributed: 50", "laplace", "1", COUNT, MEAN).warnings())
        .containsExactly(
            "max_rows_contributed is 50, and bounds nothing: max_groups_contributed times"
                + " max_rows_per_group is no more in any aggregate");
    assertThat(spec(TEN + ", max_rows_contributed: 49", "laplace", "1", COUNT, MEAN).warnings())
        .isEmpty();
    assertThat(spec(TEN, "laplace", "1", COUNT).warnings()).isEmpty();
  }

  @Test
  void aBoundOnNoAggregateIsRefused() {
    InvalidSpecException refused =
        catchThrowableOfType(
            InvalidSpecException.class,
            () -> spec(TEN + ", max_rows_contributed: 9", "laplace", "1", SUM, UNITS, PER_GROUP));
    assertThat(refused.path()).isEqualTo("bounds.max_rows_contributed");
    assertThat(refused)
        .hasMessageContaining("bounds no aggregate: none counts rows")
        .hasMessageContaining("given 9; legal: beside a count with max_rows_per_group, mean");
    InvalidSpecException ofOneGrouping =
        catchThrowableOfType(
            InvalidSpecException.class,
            () ->
                spec(
                    TEN + "}\ngroupings: [{by: [g, h], max_rows_contributed: 9}, {by: [g]}]",
                    "laplace",
                    "1",
                    SUM));
    assertThat(ofOneGrouping.path()).isEqualTo("groupings.max_rows_contributed");
  }

  @Test
  void aBoundWithoutGroupsIsRefused() {
    String yaml =
        """
        release: planned
        account: test
        sources: {t: {path: t, private: {unit: [u]}}}
        from: t
        bounds: {max_groups_contributed: 1, max_rows_contributed: 9}
        aggregates: [%s]
        privacy: {epsilon: 1}
        output: {path: out}
        """
            .formatted(COUNT);
    InvalidSpecException refused =
        catchThrowableOfType(InvalidSpecException.class, () -> parse(yaml));
    assertThat(refused.path()).isEqualTo("bounds.max_rows_contributed");
    assertThat(refused).hasMessageContaining("has no meaning without group_by");
  }

  /** P19, P20: what anyone may know, from parameters alone. */
  @Test
  void theManifestTellsRowsAndKeepProbabilitiesOfEachGrouping() throws IOException {
    String bounds =
        TEN
            + ", max_rows_contributed: 12, max_rows_joined: 7}\ngroupings: [{by: [g, h]}, {by: [h]}, {by: []}]";
    for (String counted : List.of(COUNT, UNITS)) {
      ReleasePlan plan = plan(bounds, "laplace", COUNT.replace("rows,", "all,"), counted);
      JsonNode groupings = manifest(plan).path("groupings");
      assertThat(groupings).hasSize(3);
      for (int index = 0; index < 3; index++) {
        JsonNode groups = groupings.get(index).path("groups");
        assertThat(groups.path("max_rows_contributed").intValue()).isEqualTo(12);
        assertThat(groups.path("max_rows_joined").intValue()).isEqualTo(7);
        GroupSelection selection = plan.groupings().get(index).selection().orElseThrow();
        JsonNode curve = groups.path("keep_probabilities");
        assertThat(curve.size()).isGreaterThan(4);
        long last = 0;
        for (JsonNode point : curve) {
          assertThat(point.path("privacy_units").longValue()).isGreaterThan(last);
          last = point.path("privacy_units").longValue();
          assertThat(point.path("probability").doubleValue())
              .isEqualTo(selection.keepProbability(last));
        }
        assertThat(curve.get(0).path("privacy_units").longValue()).isEqualTo(1);
        assertThat(selection.keepProbability(last)).isGreaterThanOrEqualTo(0.99);
      }
    }
    String listed = yaml(TEN, "laplace", "1", COUNT).replace("groups: private", PUBLIC);
    JsonNode groups = manifest(plan(listed)).path("groups");
    assertThat(groups.has("keep_probabilities")).isFalse();
    assertThat(groups.has("max_rows_contributed")).isFalse();
    assertThat(groups.has("max_rows_joined")).isFalse();
  }

  private static final String PUBLIC =
      "groups: {public: {product: {g: [a, b, c], h: [1, 2, 3, 4]}}}";

  private static JsonNode manifest(ReleasePlan plan) throws IOException {
    return new ObjectMapper()
        .readTree(
            Manifest.of(
                plan, "id", Instant.EPOCH, new byte[32], List.of(), 0, List.of(), Map.of(), "any"));
  }

  private static ReleasePlan plan(String bounds, String noise, String... aggregates) {
    return plan(yaml(bounds, noise, "1", aggregates));
  }

  private static ReleasePlan planAt(String epsilon, String bounds, String noise, String aggregate) {
    return plan(yaml(bounds, noise, epsilon, aggregate));
  }

  private static ReleasePlan plan(String yaml) {
    ReleaseSpec spec = parse(yaml);
    TracedSource source =
        new TracedSource(
            null,
            List.of("u"),
            new StructType().add("g", DataTypes.StringType).add("h", DataTypes.LongType),
            List.of(DataTypes.DoubleType),
            Collections.nCopies(spec.aggregates().size(), Optional.of(0)),
            List.of(),
            ReleaseInput.NONE,
            Map.of(),
            new TracedStep("source t", List.of()));
    return ReleasePlanner.plan(spec, source);
  }

  private static ReleaseSpec spec(
      String bounds, String noise, String epsilon, String... aggregates) {
    return parse(yaml(bounds, noise, epsilon, aggregates));
  }

  private static ReleaseSpec parse(String yaml) {
    return ReleaseSpecReader.parse(yaml, Map.of(), Overrides.NONE);
  }

  private static String yaml(String bounds, String noise, String epsilon, String... aggregates) {
    return """
        release: planned
        account: test
        sources: {t: {path: t, private: {unit: [u]}}}
        from: t
        group_by: [g, h]
        groups: private
        bounds: {%s
        aggregates: [%s]
        privacy: {epsilon: %s, delta: 1e-9, noise: %s}
        output: {path: out}
        """
        .formatted(
            bounds.contains("groupings") ? bounds : bounds + "}",
            String.join(", ", aggregates),
            epsilon,
            noise);
  }
}
