package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/** Distinct values from end to end: which count, how many of a unit, and beside what else. */
class CountDistinctReleaseTest {

  private static final String DDL = "person bigint, town string, page string, pay double";

  private static final String SPEC =
      """
      release: distinct
      account: test
      sources:
        visits: {path: DATA/TABLE, private: {unit: [person]}}
      from: visits
      group_by: [town]
      groups: {public: {values: [{town: Bern}, {town: Oslo}, {town: Rome}]}}
      bounds: {max_groups_contributed: 2}
      aggregates:
        - {name: people, privacy_units: {}}
        - {name: pages, count_distinct: {value: page, max_distinct_per_group: 9}}
        - {name: paid, sum: {value: pay, contribution_bounds_per_group: [0, 64], grid: 0.5}}
        - {name: pays, count_distinct: {value: pay, max_distinct_per_group: 9}}
        - {name: middle, median: {value: pay, contribution_bounds_per_row: [0, 8], max_rows_per_group: 9, grid: 0.5}}
        - {name: one, count_distinct: {value: page, max_distinct_per_group: 1}}
        - {name: bins, histogram: {value: pay, bins: [0, 2, 8], max_rows_per_group: 9, grid: 0.5}}
        - {name: rows, count: {max_rows_per_group: 9}}
      privacy: {epsilon: EPSILON, allow_large_epsilon: true}
      """;

  @TempDir static Path folder;
  private static ReleaseHarness harness;

  @BeforeAll
  static void writeTables() {
    List<Row> visits =
        new ArrayList<>(
            List.of(
                RowFactory.create(1L, "Bern", "a", 1.0),
                RowFactory.create(1L, "Bern", "a", 0.0),
                RowFactory.create(1L, "Bern", "b", -0.0),
                RowFactory.create(2L, "Bern", "a", 1.0),
                RowFactory.create(2L, "Bern", null, Double.NaN),
                RowFactory.create(2L, "Bern", "", null),
                RowFactory.create(2L, "Oslo", "a", 3.0),
                RowFactory.create(3L, "Bern", "x".repeat(5000), 1.0),
                RowFactory.create(null, "Bern", "z", 9.0)));
    for (long person = 100; person < 160; person++) {
      for (int page = 0; page < 20; page++) {
        visits.add(RowFactory.create(person, "Oslo", "page " + page, 3.0));
      }
    }
    harness = new ReleaseHarness(folder, TestSpark.session()).table("visits", DDL, visits);
    Collections.shuffle(visits, new Random(1));
    harness.table("shuffled", DDL, visits, 4);
  }

  private static String spec(String table, String epsilon) {
    return SPEC.replace("TABLE", table).replace("EPSILON", epsilon);
  }

  @Test
  void valuesCountOnceWhateverNumberOfUnitsAndRowsHasThem() {
    harness.release(spec("visits", "100000"), "distinct", 1);
    List<Row> rows = harness.published("distinct");
    assertThat(rows).extracting(row -> row.getString(0)).containsExactly("Bern", "Oslo", "Rome");
    Row bern = rows.get(0);
    assertThat(bern.<Long>getAs("people")).isEqualTo(3);
    assertThat(bern.<Long>getAs("pages")).as("a, b and the empty text").isEqualTo(3);
    assertThat(bern.<Long>getAs("pays")).as("0 and 1").isEqualTo(2);
    assertThat(bern.<Double>getAs("paid")).isEqualTo(3);
    assertThat(bern.<Long>getList(bern.fieldIndex("bins"))).containsExactly(5L, 0L);
    assertThat(bern.<Long>getAs("rows")).isEqualTo(7);
    assertThat(bern.<Double>getAs("middle")).isEqualTo(1);
    Row oslo = rows.get(1);
    assertThat(oslo.<Long>getAs("people")).isEqualTo(61);
    assertThat(oslo.<Long>getAs("pages")).as("20 pages and a").isEqualTo(21);
    // Each of 60 units keeps one of 20 pages at random: one is missed by all with a chance of 1 in
    // 20, and if all kept the same there would be two. The key is fixed.
    assertThat(oslo.<Long>getAs("one")).isBetween(17L, 21L);
    Row rome = rows.get(2);
    assertThat(rome.<Long>getAs("people")).isZero();
    assertThat(rome.<Long>getAs("pages")).isZero();
  }

  @Test
  void theOrderAndPartsOfRowsChangeNoByte() {
    harness.release(spec("visits", "2"), "ordered", 5);
    harness.release(spec("shuffled", "2"), "disordered", 5);
    assertThat(harness.publishedBytes("disordered").get("part-00000.parquet"))
        .isEqualTo(harness.publishedBytes("ordered").get("part-00000.parquet"));
  }

  @Test
  void aUnitMovesTheCountByItsBound() {
    ReleasePlan plan = harness.plan(spec("visits", "2"), "never");
    assertThat(plan.statistics().get(1).sensitivity()).isEqualTo(new Sensitivity(2, 9));
    assertThat(plan.aggregates().get(1).mechanism()).isPresent();
  }

  @Test
  void whatATaskCannotHoldIsRefused() {
    String many =
        spec("visits", "2").replace("max_distinct_per_group: 1}", "max_distinct_per_group: 40000}");
    assertThatThrownBy(() -> harness.plan(many, "never"))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("bounds.max_groups_contributed: is more than a task can hold");
  }
}
