package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/** P21: counts and sums of finer groups that add up to the coarser one's, from one bounding. */
class ConsistentGroupingsReleaseTest {

  private static final String SPEC =
      """
      release: consistent
      account: test
      sources:
        visits: {path: DATA/visits, private: {unit: [person]}}
      from: visits
      group_by: [country, town]
      groupings: rollup
      consistent_groupings: true
      groups: {public: {product: {country: [A, B, null], town: [x, y, z]}}}
      bounds: {max_groups_contributed: 2}
      aggregates:
        - {name: visits, count: {max_rows_per_group: 3}}
        - {name: paid, sum: {value: paid, contribution_bounds_per_group: [-10, 50]}}
        - {name: weight, sum: {value: weight, contribution_bounds_per_group: [0, 2]}}
        - {name: mean, mean: {value: paid, contribution_bounds_per_row: [0, 50], max_rows_per_group: 3}}
      intervals: 0.95
      standard_deviations: true
      privacy: {epsilon: 1, delta: 1e-9}
      """;

  @TempDir static Path folder;
  private static ReleaseHarness harness;

  @BeforeAll
  static void writeTable() {
    List<Row> visits = new ArrayList<>();
    for (long person = 0; person < 60; person++) {
      visits.add(RowFactory.create(person, "A", "x", new BigDecimal("10.25"), 0.5));
      visits.add(RowFactory.create(person, "A", "y", new BigDecimal("-3.10"), 1.5));
      visits.add(RowFactory.create(person, person < 20 ? null : "B", "z", null, 0.125));
    }
    harness = new ReleaseHarness(folder, TestSpark.session());
    harness.table(
        "visits",
        "person bigint, country string, town string, paid decimal(10,2), weight double",
        visits);
  }

  private static List<Row> of(String grouping) {
    return harness.published("consistent").stream()
        .filter(row -> row.getString(0).equals(grouping))
        .toList();
  }

  @Test
  void finerGroupsAddUpToTheCoarserOne() {
    harness.release(SPEC, "consistent", 5);
    List<Row> finest = of("(country, town)");
    List<Row> whole = of("()");
    assertThat(finest).hasSize(9);
    assertThat(whole).hasSize(1);
    assertThat(of("(country)")).hasSize(3);
    for (Row country : of("(country)")) {
      List<Row> towns =
          finest.stream().filter(row -> Objects.equals(row.get(1), country.get(1))).toList();
      assertAddUp(towns, country);
    }
    assertAddUp(of("(country)"), whole.get(0));
    for (Row row : harness.published("consistent")) {
      long visits = row.getAs("visits");
      assertThat(row.<Long>getAs("visits_upper") - visits)
          .isEqualTo(visits - row.<Long>getAs("visits_lower"));
      // Least squares leave less than the noise of the count itself.
      assertThat(row.<Double>getAs("visits_stddev")).isBetween(0.1, ownDeviation(row));
    }
  }

  private static void assertAddUp(List<Row> parts, Row whole) {
    assertThat(parts.stream().mapToLong(row -> row.getAs("visits")).sum())
        .isEqualTo(whole.<Long>getAs("visits"));
    assertThat(
            parts.stream()
                .map(row -> row.<BigDecimal>getAs("paid"))
                .reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualByComparingTo(whole.<BigDecimal>getAs("paid"));
    assertThat(parts.stream().mapToDouble(row -> row.getAs("weight")).sum())
        .isEqualTo(whole.<Double>getAs("weight"));
  }

  private static double ownDeviation(Row row) {
    return harness.plan(SPEC, "planned").groupings().stream()
        .filter(grouping -> grouping.name().equals(row.getString(0)))
        .findFirst()
        .orElseThrow()
        .aggregates()
        .get(0)
        .standardDeviation()
        .orElseThrow();
  }

  /** A unit's groups of the finest grouping may all lie in one of a coarser one. */
  @Test
  void aCoarserGroupingCoversAllThatAUnitKeeps() {
    ReleasePlan plan = harness.plan(SPEC, "planned");
    assertThat(
            plan.groupings().stream()
                .collect(
                    Collectors.toMap(
                        grouping -> grouping.name(),
                        grouping -> grouping.statistics().get(0).sensitivity())))
        .containsEntry("(country, town)", new Sensitivity(2, 3))
        .containsEntry("(country)", new Sensitivity(1, 6))
        .containsEntry("()", new Sensitivity(1, 6));
  }

  /** Noise too small to see: what is left is what bounding kept, the same in all groupings. */
  @Test
  void allGroupingsHoldTheSameContributions() {
    harness.release(
        SPEC.replace("epsilon: 1,", "epsilon: 100000, allow_large_epsilon: true,"), "exact", 6);
    assertThat(
            harness.published("exact").stream()
                .filter(row -> row.getString(0).equals("()"))
                .findFirst()
                .orElseThrow()
                .<Long>getAs("visits"))
        .as("60 persons, of whose three visits two are kept")
        .isEqualTo(120);
  }
}
