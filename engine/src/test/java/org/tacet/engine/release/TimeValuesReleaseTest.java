package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/** Dates and timestamps: their quantiles and bins, under the release's time zone. */
class TimeValuesReleaseTest {

  private static final String DDL =
      "person bigint, day date, moment timestamp, clock timestamp_ntz, amount int";

  private static final String SPEC =
      """
      release: times
      account: test
      sources:
        visits: {path: DATA/TABLE, private: {unit: [person]}}
      from: visits
      aggregates:
        - {name: first, min: {value: day, contribution_bounds_per_row: ["1992-01-01", "1998-12-31"], max_rows_per_group: 9}}
        - {name: middle, median: {value: day, contribution_bounds_per_row: ["1992-01-01", "1998-12-31"], max_rows_per_group: 9}}
        - {name: last, max: {value: day, contribution_bounds_per_row: ["1992-01-01", "1998-12-31"], max_rows_per_group: 9}}
        - {name: moment, median: {value: moment, contribution_bounds_per_row: ["2026-03-29", "2026-03-30T12:00"], max_rows_per_group: 9}}
        - {name: clock, median: {value: clock, contribution_bounds_per_row: ["1969-12-31T23:00:00.5", "1970-01-02"], max_rows_per_group: 9}}
        - {name: years, histogram: {value: day, bins: ["1990-01-01", "1992-06-01", "1995-06-01", "1999-01-01"], max_rows_per_group: 9}}
        - {name: hours, histogram: {value: moment, bins: ["2026-03-29T00:00", "2026-03-29T04:00", "2026-03-29T05:00:00.000001"], max_rows_per_group: 9}}
        - {name: clocks, histogram: {value: clock, bins: ["1970-01-01T00:00:00.000001", "1970-01-01T12:00"], max_rows_per_group: 9}}
        - {name: dated, count: {value: day, max_rows_per_group: 9}}
      intervals: 0.9
      privacy: {epsilon: 100000, allow_large_epsilon: true}
      time_zone: Europe/Berlin
      """;

  @TempDir static Path folder;
  private static ReleaseHarness harness;

  @BeforeAll
  static void writeTables() {
    // Clocks in Berlin are put forward from 02:00 to 03:00 at 01:00 UTC: 04:00 there is 02:00 UTC.
    List<Row> visits =
        new ArrayList<>(
            List.of(
                visit(1, "1992-06-01", "2026-03-29T01:59:59.999999Z", "1970-01-01T06:00:00"),
                visit(1, "1995-02-03", "2026-03-29T02:00:00Z", "1970-01-01T07:00:00"),
                visit(2, "1998-07-31", "2026-03-29T03:00:00.000001Z", "1970-01-01T00:00:00.000001"),
                visit(3, null, null, null)));
    harness =
        new ReleaseHarness(folder, TestSpark.session())
            .table("visits", DDL, visits)
            .table(
                "extreme",
                DDL,
                List.of(
                    visit(1, "0001-01-01", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00"),
                    visit(2, "9999-12-31", "9999-12-31T00:00:00Z", "9999-12-31T00:00:00")));
    Collections.reverse(visits);
    harness.table("reversed", DDL, visits, 3);
  }

  private static Row visit(long person, String day, String moment, String clock) {
    return RowFactory.create(
        person,
        day == null ? null : Date.valueOf(day),
        moment == null ? null : Timestamp.from(Instant.parse(moment)),
        clock == null ? null : LocalDateTime.parse(clock),
        7);
  }

  @Test
  void datesAndTimesHaveQuantilesOfTheirOwnTypeAndBins() {
    harness.release(SPEC.replace("TABLE", "visits"), "times", 1);
    Row row = harness.published("times").get(0);
    assertThat(row.<Date>getAs("first")).isEqualTo(Date.valueOf("1992-06-01"));
    assertThat(row.<Date>getAs("middle")).isEqualTo(Date.valueOf("1995-02-03"));
    assertThat(row.<Date>getAs("middle_lower")).isEqualTo(Date.valueOf("1995-02-03"));
    assertThat(row.<Date>getAs("middle_upper")).isEqualTo(Date.valueOf("1995-02-03"));
    assertThat(row.<Date>getAs("last")).isEqualTo(Date.valueOf("1998-07-31"));
    // A leaf of a day and a half is 2 seconds wide.
    assertThat(row.<Timestamp>getAs("moment").toInstant())
        .isCloseTo(Instant.parse("2026-03-29T02:00:00Z"), within(2, ChronoUnit.SECONDS));
    assertThat(row.<LocalDateTime>getAs("clock"))
        .isCloseTo(LocalDateTime.parse("1970-01-01T06:00:00"), within(2, ChronoUnit.SECONDS));
    assertThat(row.<Long>getList(row.fieldIndex("years"))).containsExactly(0L, 2L, 1L);
    assertThat(row.<Long>getList(row.fieldIndex("hours"))).containsExactly(1L, 2L);
    assertThat(row.<Long>getList(row.fieldIndex("clocks"))).containsExactly(3L);
    assertThat(row.<Long>getAs("dated")).isEqualTo(3);
  }

  @Test
  void timesOutsideOfAllBoundsCountAtTheBoundsAndInNoBin() {
    harness.release(SPEC.replace("TABLE", "extreme"), "extreme-times", 1);
    Row row = harness.published("extreme-times").get(0);
    assertThat(row.<Date>getAs("first")).isEqualTo(Date.valueOf("1992-01-01"));
    assertThat(row.<Date>getAs("last")).isEqualTo(Date.valueOf("1998-12-31"));
    assertThat(row.<Long>getList(row.fieldIndex("years"))).containsExactly(0L, 0L, 0L);
    assertThat(row.<Long>getList(row.fieldIndex("hours"))).containsExactly(0L, 0L);
  }

  @Test
  void theOrderOfRowsChangesNoByte() {
    String spec = SPEC.replace("100000", "3");
    harness.release(spec.replace("TABLE", "visits"), "ordered", 5);
    harness.release(spec.replace("TABLE", "reversed"), "disordered", 5);
    assertThat(harness.publishedBytes("disordered").get("part-00000.parquet"))
        .isEqualTo(harness.publishedBytes("ordered").get("part-00000.parquet"));
  }

  @Test
  void errorsAreInDaysAndSeconds() {
    ReleasePlan plan =
        harness.plan(SPEC.replace("TABLE", "visits").replace("100000", "3"), "never");
    double days = plan.halfWidth(plan.groupings().get(0), plan.aggregates().get(1), 0.95, 1000);
    assertThat(days).isBetween(1.0, 2557.0);
    double seconds = plan.halfWidth(plan.groupings().get(0), plan.aggregates().get(3), 0.95, 1000);
    assertThat(seconds).isBetween(60.0, 130_000.0);
  }

  @Test
  void datesForANumberAreRefused() {
    assertRefused(
        "min: {value: day,",
        "min: {value: amount,",
        "[0].min.contribution_bounds_per_row: has dates for a value of type INT; given [1992-01-01,"
            + " 1998-12-31]; legal: numbers");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[\"1992-06-01\", \"1995-06-01T00:00:01\"] | [5].histogram.bins: has a time of day for a value of type DATE; given [1992-06-01, 1995-06-01T00:00:01.000000]; legal: dates",
        "[0, 5] | [5].histogram.bins: has numbers for a value of type DATE; given [0, 5]; legal: dates or times such as 1992-01-31"
      })
  void binsOfAnotherKindAreRefused(String bins, String message) {
    assertRefused(
        "[\"1990-01-01\", \"1992-06-01\", \"1995-06-01\", \"1999-01-01\"]", bins, message);
  }

  /** A clock time that Berlin skips is taken an hour later, and then lies behind the next one. */
  @Test
  void edgesThatTheTimeZoneTurnsAroundAreRefused() {
    assertRefused(
        "[\"2026-03-29T00:00\", \"2026-03-29T04:00\", \"2026-03-29T05:00:00.000001\"]",
        "[\"2026-03-29T02:15\", \"2026-03-29T03:10\"]",
        "[6].histogram.bins: is not in order in the time zone Europe/Berlin");
  }

  @Test
  void aSumOfDatesIsRefused() {
    assertRefused(
        "count: {value: day, max_rows_per_group: 9}",
        "sum: {value: day, contribution_bounds_per_group: [0, 9]}",
        "[8].sum.value: is of a type that can't be added up; given day is DATE; legal: int, bigint,"
            + " decimal, float, double, boolean; fix: take its median, or a number such as"
            + " datediff(day, date '2020-01-01')");
  }

  private static void assertRefused(String passage, String replacement, String message) {
    assertThat(SPEC).contains(passage);
    assertThatThrownBy(
            () ->
                harness.plan(
                    SPEC.replace("TABLE", "visits").replace(passage, replacement), "never"))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining(message);
  }
}
