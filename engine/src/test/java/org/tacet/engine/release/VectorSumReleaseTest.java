package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.noise.DiscreteGaussian;
import org.tacet.accountant.noise.DiscreteLaplace;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/**
 * Sums of vectors from end to end: what is left out, how totals are shortened, what noise covers.
 */
class VectorSumReleaseTest {

  private static final int TOWNS = 120;
  private static final int LENGTH = 8;

  /** P(|Z| > 5.3) = 1.2e-7 for the share of 960 components whose interval covers. */
  private static final double TOLERANCE = 5.3 * Math.sqrt(0.9 * 0.1 / (TOWNS * LENGTH));

  private static final String FEW =
      """
      release: few
      account: test
      sources:
        few: {path: DATA/few, private: {unit: [person]}}
      from: few
      aggregates:
        - {name: whole, vector_sum: {value: place, length: 2, max_norm: 100, norm: l2, grid: 0.25}}
        - {name: short, vector_sum: {value: place, length: 2, max_norm: 10, norm: l2, grid: 0.25}}
        - {name: sparse, vector_sum: {value: place, length: 2, max_norm: 14, norm: l1, grid: 0.25}}
        - {name: clamped, vector_sum: {value: place, length: 2, max_norm: 5, norm: linf, grid: 0.25}}
        - {name: numbers, vector_sum: {value: counts, length: 3, max_norm: 1000, norm: l1}}
        - {name: made, vector_sum: {value: "array(person, if(person = 2, null, 2.5D))", length: 2, max_norm: 1000, norm: l1}}
        - {name: prices, vector_sum: {value: prices, length: 1, max_norm: 99.5, norm: l2}}
        - {name: rows, count: {max_rows_per_group: 9}}
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
      bounds: {max_groups_contributed: 2}
      aggregates:
        - {name: place, vector_sum: {value: place, length: 8, max_norm: 64, norm: NORM}}
        - {name: rows, count: {max_rows_per_group: 1}}
      intervals: 0.9
      privacy: {epsilon: 2, delta: 1e-7, noise: NOISE}
      """;

  @TempDir static Path folder;
  private static ReleaseHarness harness;

  @BeforeAll
  static void writeTables() {
    List<Row> towns = new ArrayList<>();
    List<Row> visits = new ArrayList<>();
    for (int town = 0; town < TOWNS; town++) {
      towns.add(RowFactory.create(town));
      visits.add(RowFactory.create((long) town, town, Collections.nCopies(LENGTH, 1.0)));
    }
    List<Row> few =
        new ArrayList<>(
            List.of(
                few(1L, 30.0, -40.0),
                few(2L, 3.0, 4.0),
                few(2L, 3.1, 4.0), // 3 on the grid
                few(3L, 1.0),
                few(3L, 1.0, 2.0, 3.0),
                few(3L, 1.0, Double.NaN),
                few(3L, null, 1.0),
                few(3L),
                few(null, 5.0, 5.0)));
    few.add(few(3L, (List<Double>) null));
    harness =
        new ReleaseHarness(folder, TestSpark.session())
            .table("town", "town int", towns)
            .table(
                "few",
                "person bigint, place array<double>, counts array<int>, prices array<decimal(9,2)>",
                few)
            .table("visits", "person bigint, town int, place array<double>", visits);
    Collections.shuffle(visits, new Random(1));
    harness.table("shuffled", "person bigint, town int, place array<double>", visits, 5);
  }

  private static Row few(Long person, Double... place) {
    return few(person, Arrays.asList(place));
  }

  private static Row few(Long person, List<Double> place) {
    int number = person == null ? 0 : person.intValue();
    return RowFactory.create(
        person, place, List.of(7, 14, number), List.of(new BigDecimal("7.00")));
  }

  @Test
  void totalsOfUnitsAreShortenedAndOtherVectorsDoNotCount() {
    harness.release(FEW, "few-release", 1);
    Row row = harness.published("few-release").get(0);
    assertVector(row, "whole", 36, -32);
    // Person 1: (30, -40) / 5. Person 2: (6, 8), which has norm 10.
    assertVector(row, "short", 12, 0);
    // Person 1: (6, -8). Person 2: (6, 8), which has norm 14.
    assertVector(row, "sparse", 12, 0);
    assertVector(row, "clamped", 10, 0);
    assertVector(row, "whole_lower", 36, -32);
    assertVector(row, "whole_upper", 36, -32);
    // One row of person 1, two of person 2, six of person 3.
    assertThat(row.<Long>getList(row.fieldIndex("numbers"))).containsExactly(63L, 126L, 23L);
    // One row of person 1 and six of person 3; those of person 2 hold a null.
    assertVector(row, "made", 19, 17.5);
    assertThat(row.<BigDecimal>getList(row.fieldIndex("prices")).get(0).doubleValue())
        .isCloseTo(63, within(0.1));
    assertThat(row.<Long>getAs("rows")).isEqualTo(9);
  }

  private static void assertVector(Row row, String column, double... expected) {
    List<Double> found = row.getList(row.fieldIndex(column));
    assertThat(found).hasSize(expected.length);
    for (int component = 0; component < expected.length; component++) {
      // Rounding on the grid is toward zero, and noise of a step is possible.
      assertThat(found.get(component)).as(column).isCloseTo(expected[component], within(0.5));
    }
  }

  @ParameterizedTest
  @CsvSource({"l1, laplace, 1", "l2, gaussian, 2", "l2, laplace, 3", "linf, gaussian, 4"})
  void intervalsCoverAndEachComponentHasItsOwnNoise(String norm, String noise, long key) {
    String output = norm + "-" + noise;
    harness.release(spec("visits", norm, noise), output, key);
    Set<Double> seen = new HashSet<>();
    int covered = 0;
    List<Row> rows = harness.published(output);
    assertThat(rows).hasSize(TOWNS);
    for (Row row : rows) {
      List<Double> lower = row.getList(row.fieldIndex("place_lower"));
      List<Double> upper = row.getList(row.fieldIndex("place_upper"));
      seen.addAll(row.getList(row.fieldIndex("place")));
      for (int component = 0; component < LENGTH; component++) {
        covered += lower.get(component) <= 1 && 1 <= upper.get(component) ? 1 : 0;
      }
    }
    assertThat(seen).as("no two components share noise (P9)").hasSize(TOWNS * LENGTH);
    double share = (double) covered / (TOWNS * LENGTH);
    assertThat(share).isBetween(0.9 - TOLERANCE, 0.9 + TOLERANCE);
  }

  @Test
  void theOrderAndPartsOfRowsChangeNoByte() {
    harness.release(spec("visits", "l2", "laplace"), "ordered", 5);
    harness.release(spec("shuffled", "l2", "laplace"), "disordered", 5);
    assertThat(harness.publishedBytes("disordered").get("part-00000.parquet"))
        .isEqualTo(harness.publishedBytes("ordered").get("part-00000.parquet"));
  }

  @Test
  void noiseCoversTheNormInItsFamily() {
    long steps = 64L << 18; // of 2^-18, from 24 bits below the norm
    ReleasePlan laplace = harness.plan(spec("visits", "l2", "laplace"), "never");
    assertThat(laplace.statistics().get(0).mechanism()).isInstanceOf(DiscreteLaplace.class);
    assertThat(laplace.statistics().get(0).sensitivity().lInf())
        .isEqualTo((long) Math.ceil(steps * Math.sqrt(LENGTH)));
    ReleasePlan gaussian = harness.plan(spec("visits", "l2", "gaussian"), "never");
    assertThat(gaussian.statistics().get(0).mechanism()).isInstanceOf(DiscreteGaussian.class);
    assertThat(gaussian.statistics().get(0).sensitivity()).isEqualTo(new Sensitivity(2, steps + 1));
    ReleasePlan clamped = harness.plan(spec("visits", "linf", "auto"), "never");
    assertThat(clamped.statistics().get(0).sensitivity())
        .isEqualTo(new Sensitivity(2 * LENGTH, steps));
    assertThat(clamped.aggregates().get(0).mechanism()).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "value: place | value: town | value: is no vector; given town is INT; legal: an array of int",
        "max_norm: 64 | max_norm: 0.1, grid: 0.0625 | max_norm: does not lie on the grid of 0.0625",
        "max_norm: 64 | max_norm: 1e30, grid: 0.5 | max_norm: allows a sum that could overflow"
      })
  void valuesAndNormsThatDoNotFitAreRefused(String passage, String replacement, String message) {
    String spec = spec("visits", "l2", "gaussian").replace(passage, replacement);
    assertThatThrownBy(() -> harness.plan(spec, "never"))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("aggregates[0].vector_sum." + message);
  }

  @Test
  void gaussianNoiseThatIsNarrowAgainstTheGridIsRefusedForAnL2Norm() {
    String spec =
        spec("visits", "l2", "gaussian")
            .replace("max_norm: 64", "max_norm: 1, grid: 1")
            .replace("epsilon: 2", "epsilon: 50");
    assertThatThrownBy(() -> harness.plan(spec, "never"))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("is too few steps of the grid for the noise of norm l2");
  }

  private static String spec(String table, String norm, String noise) {
    return VISITS.replace("TABLE", table).replace("NORM", norm).replace("NOISE", noise);
  }
}
