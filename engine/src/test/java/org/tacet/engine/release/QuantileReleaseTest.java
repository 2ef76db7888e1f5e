package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
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

/** Quantiles from end to end: what they are of, what they share, and that intervals cover. */
class QuantileReleaseTest {

  private static final int TOWNS = 800;
  private static final int PERSONS = 200;

  /** P(|Z| > 5.3) = 1.2e-7 for each of eight shares. */
  private static final double TOLERANCE = 5.3 * Math.sqrt(0.95 * 0.05 / TOWNS);

  private static final String VISITS =
      """
      release: quantiles
      account: test
      sources:
        visits: {path: DATA/TABLE, private: {unit: [person]}}
        town: {path: DATA/town, public: true}
      from: visits
      group_by: [town]
      groups: {public: {table: town}}
      bounds: {max_groups_contributed: 1}
      aggregates:
        - {name: low, quantile: {value: pay, rank: 0.2, contribution_bounds_per_row: [0, 1000], max_rows_per_group: 1}}
        - {name: middle, median: {value: pay, contribution_bounds_per_row: [0, 1000], max_rows_per_group: 1}}
        - {name: high, quantile: {value: pay, rank: 0.9, contribution_bounds_per_row: [0, 1000], max_rows_per_group: 1}}
        - {name: top, max: {value: pay, contribution_bounds_per_row: [0, 1000], max_rows_per_group: 1}}
      intervals: 0.95
      privacy: {epsilon: 4, delta: 1e-7, noise: NOISE}
      """;

  private static final String FEW =
      """
      release: few
      account: test
      sources:
        few: {path: DATA/few, private: {unit: [person]}}
      from: few
      aggregates:
        - {name: least, min: {value: pay, contribution_bounds_per_row: [-8, 8], max_rows_per_group: 4, grid: 0.25}}
        - {name: quarter, quantile: {value: pay, rank: 0.25, contribution_bounds_per_row: [-8, 8], max_rows_per_group: 4, grid: 0.25}}
        - {name: middle, median: {value: pay, contribution_bounds_per_row: [-8, 8], max_rows_per_group: 4, grid: 0.25}}
        - {name: most, max: {value: pay, contribution_bounds_per_row: [-8, 8], max_rows_per_group: 4, grid: 0.25}}
        - {name: wide, max: {value: pay, contribution_bounds_per_row: [-64, 64], max_rows_per_group: 9, grid: 0.25}}
        - {name: same, median: {value: "5", contribution_bounds_per_row: [-3, 9], max_rows_per_group: 2}}
        - {name: above, min: {value: "500", contribution_bounds_per_row: [-3, 9], max_rows_per_group: 2}}
        - {name: truth, median: {value: pay > 0, contribution_bounds_per_row: [0, 1], max_rows_per_group: 9}}
      intervals: 0.9
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
      for (int person = 0; town < TOWNS - 1 && person < PERSONS; person++) {
        visits.add(RowFactory.create((long) town * PERSONS + person, town, pay(person)));
      }
    }
    List<Row> few = new ArrayList<>();
    for (double pay : new double[] {3, 9, Double.NaN, -20}) {
      few.add(RowFactory.create(1L, pay));
    }
    few.add(RowFactory.create(1L, null));
    for (int row = 0; row < 8; row++) {
      few.add(RowFactory.create(2L, row * 0.5)); // of eight rows 0.5, 1.5, 2.5 and 3.5 are kept
    }
    few.add(RowFactory.create(3L, Double.POSITIVE_INFINITY));
    few.add(RowFactory.create(null, 7.0));
    harness =
        new ReleaseHarness(folder, TestSpark.session())
            .table("town", "town int", towns)
            .table("visits", "person bigint, town int, pay decimal(8,2)", visits)
            .table("few", "person bigint, pay double", few);
    List<Row> some = new ArrayList<>(visits.subList(0, 40 * PERSONS));
    harness.table("some", "person bigint, town int, pay decimal(8,2)", some);
    Collections.shuffle(some, new Random(1));
    harness.table("shuffled", "person bigint, town int, pay decimal(8,2)", some, 5);
  }

  /** All different, denser at the low end. */
  private static BigDecimal pay(int person) {
    return BigDecimal.valueOf(100 + (long) person * person * 2, 2);
  }

  @Test
  void valuesAreThoseOfTheBoundedRows() {
    harness.release(FEW, "few-out", 41);
    Row row = harness.published("few-out").get(0);
    // -8, 0.5, 1.5, 2.5, 3, 3.5, 8, 8
    assertThat(number(row, "least")).isEqualTo(-8);
    assertThat(number(row, "quarter")).isBetween(0.5, 1.5);
    assertThat(number(row, "middle")).isBetween(2.5, 3.0);
    assertThat(number(row, "most")).isEqualTo(8);
    assertThat(number(row, "wide")).isEqualTo(64);
    assertThat(number(row, "same")).isEqualTo(5);
    assertThat(number(row, "above")).isEqualTo(9);
    assertThat(number(row, "truth")).isEqualTo(1);
    for (String name : List.of("least", "most", "same", "above")) {
      assertThat(number(row, name + "_lower")).isEqualTo(number(row, name));
      assertThat(number(row, name + "_upper")).isEqualTo(number(row, name));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = NoiseKind.class,
      names = {"LAPLACE", "GAUSSIAN"})
  void ofHundredIntervalsNinetyFiveHoldTheBoundedTruth(NoiseKind noise) {
    harness.release(spec("visits", noise), noise.word(), 42);
    List<Row> rows = harness.published(noise.word());
    assertThat(rows).hasSize(TOWNS);
    List<Row> filled = rows.stream().filter(row -> row.getInt(0) < TOWNS - 1).toList();
    double low = pay(PERSONS / 5 - 1).doubleValue();
    double middle = pay(PERSONS / 2 - 1).doubleValue();
    double high = pay(PERSONS * 9 / 10 - 1).doubleValue();
    assertThat(coverage(filled, "low", low)).isGreaterThan(0.95 - TOLERANCE);
    assertThat(coverage(filled, "middle", middle)).isGreaterThan(0.95 - TOLERANCE);
    assertThat(coverage(filled, "high", high)).isGreaterThan(0.95 - TOLERANCE);
    assertThat(coverage(filled, "top", pay(PERSONS - 1).doubleValue()))
        .isGreaterThan(0.95 - TOLERANCE);
    // Other truths are not covered as often.
    assertThat(coverage(filled, "middle", low)).isLessThan(0.8);
    for (Row row : rows) {
      assertThat(number(row, "low")).isBetween(0.0, number(row, "middle"));
      assertThat(number(row, "high")).isBetween(number(row, "middle"), number(row, "top"));
      assertThat(number(row, "middle"))
          .isBetween(number(row, "middle_lower"), number(row, "middle_upper"));
    }
    // A town where nobody is has values like any other, and says that they mean nothing.
    Row empty = rows.stream().filter(row -> row.getInt(0) == TOWNS - 1).findFirst().orElseThrow();
    assertThat(number(empty, "top")).isLessThanOrEqualTo(1000);
    assertThat(number(empty, "middle_upper") - number(empty, "middle_lower")).isGreaterThan(500);
  }

  private static String spec(String table, NoiseKind noise) {
    return VISITS.replace("TABLE", table).replace("NOISE", noise.word());
  }

  private static double coverage(List<Row> rows, String name, double truth) {
    return rows.stream()
            .filter(row -> number(row, name + "_lower") <= truth + 1e-9)
            .filter(row -> number(row, name + "_upper") >= truth - 1e-9)
            .count()
        / (double) rows.size();
  }

  private static double number(Row row, String name) {
    return row.<Number>getAs(name).doubleValue();
  }

  @Test
  void theOrderOfRowsAndTheirFilesDoNotShow() {
    harness.release(spec("some", NoiseKind.LAPLACE), "in-order", 43);
    String partitions = harness.session().conf().get("spark.sql.shuffle.partitions");
    harness.session().conf().set("spark.sql.shuffle.partitions", "7");
    harness.release(spec("shuffled", NoiseKind.LAPLACE), "in-disorder", 43);
    harness.session().conf().set("spark.sql.shuffle.partitions", partitions);
    harness.release(spec("some", NoiseKind.LAPLACE), "other-key", 44);
    Map<String, byte[]> expected = harness.publishedBytes("in-order");
    Map<String, byte[]> other = harness.publishedBytes("in-disorder");
    assertThat(other.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, bytes) -> assertThat(other.get(name)).isEqualTo(bytes));
    assertThat(harness.published("other-key")).isNotEqualTo(harness.published("in-order"));
  }

  @Test
  void quantilesOfOneValueShareTheirTree() throws IOException {
    String spec = spec("some", NoiseKind.GAUSSIAN);
    ReleasePlan plan = harness.plan(spec, "plan");
    assertThat(plan.statistics()).extracting(PlannedStatistic::name).containsExactly("low: tree");
    PlannedStatistic tree = plan.statistics().get(0);
    // A hundred thousand and one steps, two in each leaf.
    assertThat(tree.tree().orElseThrow().leaves().leaves()).isEqualTo(50_001);
    assertThat(tree.sensitivity().maxGroups())
        .isEqualTo(tree.tree().orElseThrow().shape().height());
    assertThat(tree.sensitivity().lInf()).isEqualTo(1);
    double few = plan.halfWidth(plan.groupings().get(0), plan.aggregates().get(1), 0.95, 1000);
    assertThat(few).isBetween(1.0, 100.0);
    assertThat(plan.halfWidth(plan.groupings().get(0), plan.aggregates().get(1), 0.95, 100_000))
        .isLessThan(few / 10);

    harness.release(spec, "shared", 45);
    JsonNode manifest =
        new ObjectMapper().readTree(folder.resolve("shared/_manifest.json").toFile());
    assertThat(manifest.path("statistics")).hasSize(1);
    assertThat(manifest.path("statistics").get(0).path("tree").path("leaves").asInt())
        .isEqualTo(50_001);
    assertThat(manifest.path("aggregates").get(2).path("rank").asDouble()).isEqualTo(0.9);
    assertThat(manifest.path("aggregates").get(3).path("computed_from").get(0).asText())
        .isEqualTo("low: tree");
    assertThat(manifest.path("aggregates").get(3).has("noise")).isFalse();
  }

  @Test
  void moreGroupsThanATaskCanHoldTheLeavesOfAreRefused() {
    assertThatThrownBy(
            () ->
                harness.plan(
                    spec("some", NoiseKind.LAPLACE)
                        .replace("max_groups_contributed: 1", "max_groups_contributed: 1000"),
                    "plan"))
        .hasMessageContaining("bounds.max_groups_contributed")
        .hasMessageContaining("1 to 335");
  }
}
