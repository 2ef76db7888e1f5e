package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tacet.accountant.calibration.NoiseKind;
import org.tacet.engine.plan.PlannedStatistic;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/** Means, variances and intervals: what they are computed from, and that intervals cover. */
class MomentsReleaseTest {

  private static final int TOWNS = 2000;
  private static final int PERSONS = 30;

  /** P(|Z| > 5.3) = 1.2e-7 for each of the ten shares: 1.2e-6 for two releases, in 2,000 towns. */
  private static final double TOLERANCE = 5.3 * Math.sqrt(0.95 * 0.05 / TOWNS);

  private static final String VISITS =
      """
      release: moments
      account: test
      sources:
        visits: {path: DATA/visits, private: {unit: [person]}}
        town: {path: DATA/town, public: true}
      from: visits
      group_by: [town]
      groups: {public: {table: town}}
      bounds: {max_groups_contributed: 1}
      aggregates:
        - {name: visits, count: {value: pay, max_rows_per_group: 2}}
        - {name: mean, mean: {value: pay, contribution_bounds_per_row: [0, 100], max_rows_per_group: 2}}
        - {name: variance, variance: {value: pay, contribution_bounds_per_row: [0, 100], max_rows_per_group: 2}}
        - {name: stddev, stddev: {value: pay, contribution_bounds_per_row: [0, 100], max_rows_per_group: 2}}
        - {name: total, sum: {value: pay, contribution_bounds_per_group: [0, 200]}}
      intervals: 0.95
      privacy: {epsilon: 4, delta: DELTA, noise: NOISE}
      """;

  private static final String FEW =
      """
      release: few
      account: test
      sources:
        few: {path: DATA/few, private: {unit: [person]}}
      from: few
      aggregates:
        - {name: rows, count: {max_rows_per_group: 4}}
        - {name: noted, count: {value: note, max_rows_per_group: 4}}
        - {name: paid, count: {value: pay, max_rows_per_group: 4}}
        - {name: mean, mean: {value: pay, contribution_bounds_per_row: [-8, 8], max_rows_per_group: 4}}
        - {name: variance, variance: {value: pay, contribution_bounds_per_row: [-8, 8], max_rows_per_group: 4}}
        - {name: share, mean: {value: pay > 0, contribution_bounds_per_row: [0, 1], max_rows_per_group: 4}}
      privacy: {epsilon: 100000, allow_large_epsilon: true}
      """;

  @TempDir static Path folder;
  private static ReleaseHarness harness;

  @BeforeAll
  static void writeTables() {
    List<Row> towns = new ArrayList<>();
    List<Row> visits = new ArrayList<>();
    for (int town = 0; town < TOWNS; town++) {
      towns.add(RowFactory.create(town));
      for (int person = 0; person < PERSONS; person++) {
        long id = (long) town * PERSONS + person;
        visits.add(RowFactory.create(id, town, pay(person, 0)));
        visits.add(RowFactory.create(id, town, pay(person, 1)));
      }
    }
    List<Row> few = new ArrayList<>();
    for (double pay : new double[] {3, 9, Double.NaN, -20}) {
      few.add(RowFactory.create(1L, pay, "noted"));
    }
    few.add(RowFactory.create(1L, null, null));
    for (int row = 0; row < 8; row++) {
      few.add(RowFactory.create(2L, row % 2 == 0 ? 1.0 : 2.0, null)); // eight rows count as four
    }
    few.add(RowFactory.create(null, 5.0, "nobody"));
    harness =
        new ReleaseHarness(folder, TestSpark.session())
            .table("town", "town int", towns)
            .table("visits", "person bigint, town int, pay decimal(8,2)", visits)
            .table("few", "person bigint, pay double, note string", few);
  }

  private static BigDecimal pay(int person, int row) {
    return BigDecimal.valueOf((person * 37 + row * 11) % 90L + 3);
  }

  @ParameterizedTest
  @EnumSource(
      value = NoiseKind.class,
      names = {"LAPLACE", "GAUSSIAN"})
  void ofHundredIntervalsNinetyFiveHoldTheBoundedTruth(NoiseKind noise) {
    String spec =
        VISITS
            .replace("NOISE", noise.word())
            .replace("delta: DELTA, ", noise == NoiseKind.GAUSSIAN ? "delta: 1e-7, " : "");
    harness.release(spec, noise.word(), 31);
    List<Row> rows = harness.published(noise.word());
    assertThat(rows).hasSize(TOWNS);
    double sum = 0;
    double squares = 0;
    for (int person = 0; person < PERSONS; person++) {
      for (int row = 0; row < 2; row++) {
        double pay = pay(person, row).doubleValue();
        sum += pay;
        squares += pay * pay;
      }
    }
    double mean = sum / (2 * PERSONS);
    double variance = squares / (2 * PERSONS) - mean * mean;
    assertThat(coverage(rows, "visits", 2 * PERSONS)).isCloseTo(0.95, within(TOLERANCE + 0.01));
    assertThat(coverage(rows, "total", sum)).isCloseTo(0.95, within(TOLERANCE));
    assertThat(coverage(rows, "mean", mean)).isCloseTo(0.95, within(TOLERANCE));
    assertThat(coverage(rows, "variance", variance)).isCloseTo(0.95, within(TOLERANCE));
    assertThat(coverage(rows, "stddev", Math.sqrt(variance))).isCloseTo(0.95, within(TOLERANCE));
    // Another truth, half an interval away, is not covered as often.
    double half = half(rows.get(0), "mean");
    assertThat(coverage(rows, "mean", mean + half)).isLessThan(0.9);
  }

  private static double coverage(List<Row> rows, String name, double truth) {
    return rows.stream()
            .filter(row -> number(row, name + "_lower") <= truth + 1e-9)
            .filter(row -> number(row, name + "_upper") >= truth - 1e-9)
            .count()
        / (double) rows.size();
  }

  private static double half(Row row, String name) {
    return (number(row, name + "_upper") - number(row, name + "_lower")) / 2;
  }

  private static double number(Row row, String name) {
    return row.<Number>getAs(name).doubleValue();
  }

  /** With next to no noise the values are those of the bounded rows, nulls and NaN aside. */
  @Test
  void valuesAreThoseOfTheBoundedRows() {
    harness.release(FEW, "few-released", 32);
    Row row = harness.published("few-released").get(0);
    assertThat(row.<Long>getAs("rows")).isEqualTo(4 + 4);
    assertThat(row.<Long>getAs("noted")).isEqualTo(4);
    assertThat(row.<Long>getAs("paid")).isEqualTo(3 + 4);
    double mean = (3 + 8 - 8 + 4 * 1.5) / 7;
    double squares = (9 + 64 + 64 + 4 * 2.5) / 7;
    assertThat(number(row, "mean")).isCloseTo(mean, within(1e-3));
    assertThat(number(row, "variance")).isCloseTo(squares - mean * mean, within(1e-2));
    // NaN is above every number for SQL, so that it is paid; the five rows with a value count as 4.
    assertThat(number(row, "share")).isCloseTo((3 * 4 / 4.0 + 4) / 8, within(1e-3));
  }

  @Test
  void aggregatesOfOneValueShareTheirStatistics() throws IOException {
    ReleasePlan plan = harness.plan(VISITS.replace(", delta: DELTA, noise: NOISE", ""), "plan");
    assertThat(plan.statistics())
        .extracting(PlannedStatistic::name)
        .containsExactly("visits", "mean: sum", "variance: squares", "total");
    // A unit adds two rows, of distances of at most 50 and squares of at most half of 2,500.
    assertThat(lInf(plan, 0)).isEqualTo(2);
    assertThat(lInf(plan, 1)).isEqualTo(2 * 5000L);
    assertThat(lInf(plan, 2)).isEqualTo(2 * 12_500_000L);
    assertThat(plan.publishedSchema().apply("mean_upper").dataType())
        .isEqualTo(DataTypes.DoubleType);

    harness.release(VISITS.replace(", delta: DELTA, noise: NOISE", ""), "shared", 33);
    JsonNode manifest =
        new ObjectMapper().readTree(folder.resolve("shared/_manifest.json").toFile());
    assertThat(manifest.path("statistics")).hasSize(4);
    assertThat(manifest.path("intervals").path("confidence").asDouble()).isEqualTo(0.95);
    assertThat(manifest.path("aggregates").get(2).path("computed_from"))
        .extracting(JsonNode::asText)
        .containsExactly("visits", "mean: sum", "variance: squares");
  }

  private static long lInf(ReleasePlan plan, int statistic) {
    return plan.statistics().get(statistic).sensitivity().lInf();
  }
}
