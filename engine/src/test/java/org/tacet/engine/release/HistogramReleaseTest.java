package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/** Histograms from end to end: which rows lie in which bin, and that each bin has its own noise. */
class HistogramReleaseTest {

  private static final int TOWNS = 200;
  private static final int BINS = 10;

  /** P(|Z| > 5.3) = 1.2e-7 for the share of 2,000 bins whose interval covers. */
  private static final double TOLERANCE = 5.3 * Math.sqrt(0.9 * 0.1 / (TOWNS * BINS));

  private static final String FEW =
      """
      release: few
      account: test
      sources:
        few: {path: DATA/few, private: {unit: [person]}}
      from: few
      aggregates:
        - {name: pay, histogram: {value: pay, bins: [-5, 0, 2.5, 10], max_rows_per_group: 9, grid: 0.25}}
        - {name: kept, histogram: {value: pay, bins: [0, 1, 2, 3, 4], max_rows_per_group: 4, grid: 0.25}}
        - {name: cents, histogram: {value: "cast(pay as decimal(9,2))", bins: [-20, 3.01], max_rows_per_group: 9}}
        - {name: adults, histogram: {value: pay > 1, bins: [0, 1], max_rows_per_group: 9}}
        - {name: middle, median: {value: pay, contribution_bounds_per_row: [-5, 10], max_rows_per_group: 9, grid: 0.25}}
      intervals: 0.9
      privacy: {epsilon: 100000, allow_large_epsilon: true}
      """;

  private static final String VISITS =
      """
      release: visits
      account: test
      sources:
        visits: {path: DATA/TABLE, private: {unit: [person]}}
        town: {path: DATA/town, public: true}
      from: visits
      group_by: [town]
      groups: {public: {table: town}}
      bounds: {max_groups_contributed: 1}
      aggregates:
        - {name: ages, histogram: {value: age, bins: [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100], max_rows_per_group: 1}}
        - {name: again, histogram: {value: age, bins: [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100], max_rows_per_group: 1}}
      intervals: 0.9
      privacy: {epsilon: 0.5, delta: 1e-7, noise: NOISE}
      """;

  @TempDir static Path folder;
  private static ReleaseHarness harness;

  @BeforeAll
  static void writeTables() {
    List<Row> towns = new ArrayList<>();
    List<Row> visits = new ArrayList<>();
    for (int town = 0; town < TOWNS; town++) {
      towns.add(RowFactory.create(town));
      for (int bin = 0; town > 0 && bin < BINS; bin++) {
        visits.add(RowFactory.create((long) town * BINS + bin, town, 10 * bin));
      }
    }
    List<Row> few = new ArrayList<>();
    double[] odd = {-5, -5.25, 0, 2.4, 2.5, 10, 10.25, Double.NaN, Double.POSITIVE_INFINITY};
    for (double pay : odd) {
      few.add(RowFactory.create(1L, pay));
    }
    few.add(RowFactory.create(1L, null));
    few.add(RowFactory.create(1L, Double.NEGATIVE_INFINITY));
    for (int row = 0; row < 8; row++) {
      few.add(RowFactory.create(2L, row * 0.5)); // of eight rows 0.5, 1.5, 2.5 and 3.5 are kept
    }
    few.add(RowFactory.create(null, 1.0));
    harness =
        new ReleaseHarness(folder, TestSpark.session())
            .table("town", "town int", towns)
            .table("few", "person bigint, pay double", few)
            .table("visits", "person bigint, town int, age int", visits);
    Collections.shuffle(visits, new Random(1));
    harness.table("shuffled", "person bigint, town int, age int", visits, 5);
  }

  @Test
  void rowsCountInTheirBins() {
    harness.release(FEW, "few-release", 1);
    Row row = harness.published("few-release").get(0);
    // Of person 1: -5; 0, 2.4 (rounded to 2.5 on the grid); 2.5, 10. Of person 2: 0 to 2; 2.5 to
    // 3.5.
    assertThat(row.<Long>getList(row.fieldIndex("pay"))).containsExactly(1L, 6L, 6L);
    assertThat(row.<Long>getList(row.fieldIndex("pay_lower"))).containsExactly(1L, 6L, 6L);
    assertThat(row.<Long>getList(row.fieldIndex("pay_upper"))).containsExactly(1L, 6L, 6L);
    // Of person 1 also 0 and twice 2.5, which are three rows and all kept.
    assertThat(row.<Long>getList(row.fieldIndex("kept"))).containsExactly(2L, 1L, 3L, 1L);
    assertThat(row.<Long>getList(row.fieldIndex("cents"))).containsExactly(12L);
    assertThat(row.<Long>getList(row.fieldIndex("adults"))).containsExactly(17L);
  }

  @ParameterizedTest
  @CsvSource({"laplace, 11", "gaussian, 12"})
  void intervalsCoverAndEachBinHasItsOwnNoise(String noise, long key) {
    String output = "visits-" + noise;
    harness.release(VISITS.replace("TABLE", "visits").replace("NOISE", noise), output, key);
    List<Row> rows = harness.published(output);
    assertThat(rows).hasSize(TOWNS);
    int covered = 0;
    HashSet<List<Long>> noises = new HashSet<>();
    for (Row row : rows) {
      List<Long> counts = row.getList(row.fieldIndex("ages"));
      List<Long> lower = row.getList(row.fieldIndex("ages_lower"));
      List<Long> upper = row.getList(row.fieldIndex("ages_upper"));
      assertThat(counts).hasSize(BINS).isEqualTo(row.getList(row.fieldIndex("again")));
      assertThat(new HashSet<>(counts)).as("bins share no noise (P9)").hasSizeGreaterThan(1);
      noises.add(counts);
      long expected = row.getInt(0) == 0 ? 0 : 1;
      for (int bin = 0; bin < BINS; bin++) {
        covered += lower.get(bin) <= expected && expected <= upper.get(bin) ? 1 : 0;
      }
    }
    assertThat(noises).as("groups share no noise (P9)").hasSizeGreaterThan(TOWNS - 5);
    double share = (double) covered / (TOWNS * BINS);
    // Half-widths are whole rows, so that more than nine of ten may be covered.
    assertThat(share).isBetween(0.9 - TOLERANCE, 1 - 1e-9);
    assertThat(share).isLessThan(0.9 + TOLERANCE + 0.05);
  }

  @Test
  void theOrderAndPartsOfRowsChangeNoByte() {
    String spec = VISITS.replace("NOISE", "laplace");
    harness.release(spec.replace("TABLE", "visits"), "ordered", 5);
    harness.release(spec.replace("TABLE", "shuffled"), "disordered", 5);
    assertThat(harness.publishedBytes("disordered").get("part-00000.parquet"))
        .isEqualTo(harness.publishedBytes("ordered").get("part-00000.parquet"));
  }

  @Test
  void equalHistogramsAreOneStatisticOfOneLevel() throws IOException {
    String spec = VISITS.replace("TABLE", "visits").replace("NOISE", "laplace");
    ReleasePlan plan = harness.plan(spec, "never");
    assertThat(plan.statistics()).hasSize(1);
    assertThat(plan.statistics().get(0).sensitivity()).isEqualTo(new Sensitivity(1, 1));
    assertThat(plan.aggregates().get(0).mechanism()).isPresent();
    harness.release(spec, "manifest", 3);
    JsonNode aggregate =
        new ObjectMapper()
            .readTree(folder.resolve("manifest/_manifest.json").toFile())
            .path("aggregates")
            .path(0);
    assertThat(aggregate.path("bins")).hasSize(BINS + 1);
    assertThat(aggregate.path("noise").asText()).isEqualTo("discrete_laplace");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bins: [-5, 0.1, 10] | bins[1]: has a bound that does not lie on the grid of 0.25; given 0.1",
        "bins: [0, 1152921504606846976] | bins[1]: lies where values saturate",
        "bins: [0, 1e30] | bins[1]: allows a sum that could overflow"
      })
  void edgesThatTheGridCannotHoldAreRefused(String bins, String message) {
    assertThatThrownBy(() -> harness.plan(FEW.replace("bins: [-5, 0, 2.5, 10]", bins), "never"))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("aggregates[0].histogram." + message);
  }

  @Test
  void aTextHasNoBins() {
    assertThatThrownBy(() -> harness.plan(FEW.replace("value: pay > 1", "value: \"'a'\""), "never"))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("aggregates[3].histogram.value: is of a type that has no bins");
  }
}
