package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Date;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/**
 * Private rows that break rules give an ordinary release (P3): they are dropped or saturated by the
 * stated rule, and the rows beside them count as ever. Noise has epsilon 30 or more an aggregate,
 * so a count that is off by 5 has probability below e^-30.
 */
class OddPrivateDataTest {

  private static final int UNITS = 400;

  private static final String SPEC =
      """
      release: odd
      account: test
      sources:
        visits: {path: DATA/visits, private: {unit: [person, clinic]}}
      from: visits
      WHERE
      group_by: ["GROUP"]
      groups: GROUPS
      bounds: {max_groups_contributed: 1}
      aggregates:
        - {name: visits, count: {contribution_bounds_per_group: [0, 1]}}
        - {name: people, privacy_units: {}}
        - {name: total, sum: {value: "VALUE", contribution_bounds_per_group: [-10, 10]}}
      privacy: {epsilon: 120, delta: 1e-7, allow_large_epsilon: true}
      """;

  private static final String SCHEMA =
      "person bigint, clinic string, town string, score double, amount bigint, note string, price"
          + " decimal(30,2), day date";

  @TempDir Path folder;
  private ReleaseHarness harness;

  @BeforeEach
  void openHarness() {
    harness = new ReleaseHarness(folder, TestSpark.session());
  }

  private static String spec(String value) {
    return spec(value, "town", "private", "");
  }

  private static String spec(String value, String group, String groups, String where) {
    return SPEC.replace("VALUE", value)
        .replace("WHERE\n", where)
        .replace("GROUP\"", group + "\"")
        .replace("GROUPS", groups);
  }

  private static Row ordinary(long person) {
    return row(person, "a", "Bern", 1.0, 1L, "1");
  }

  private static Row row(
      Long person, String clinic, String town, Double score, Long amount, String note) {
    return RowFactory.create(
        person, clinic, town, score, amount, note, BigDecimal.ONE, Date.valueOf("2020-01-01"));
  }

  private static List<Row> ordinaryRows() {
    List<Row> rows = new ArrayList<>();
    for (long person = 0; person < UNITS; person++) {
      rows.add(ordinary(person));
    }
    return rows;
  }

  /** Releases the ordinary rows and one odd row of a further unit; returns the one group. */
  private Row releaseWith(String spec, Row odd) {
    List<Row> rows = ordinaryRows();
    rows.add(odd);
    List<Row> published = release(spec, rows);
    assertThat(published).extracting(row -> row.getString(0)).containsExactly("Bern");
    return published.get(0);
  }

  private List<Row> release(String spec, List<Row> rows) {
    harness.table("visits", SCHEMA, rows, 2);
    ReleaseOutcome outcome = harness.release(spec, "out", 11);
    assertThat(
            harness
                .ledger()
                .release(ReleaseHarness.ACCOUNT, outcome.releaseId())
                .orElseThrow()
                .state())
        .isEqualTo(EntryState.COMMITTED);
    List<Row> published = harness.published("out");
    assertThat(outcome.publishedRows()).isEqualTo(published.size());
    return published;
  }

  private static void assertNear(Row published, double visits, double people, double total) {
    assertThat((double) published.<Long>getAs("visits")).isBetween(visits - 5, visits + 5);
    assertThat((double) published.<Long>getAs("people")).isBetween(people - 5, people + 5);
    double sum = ((Number) published.getAs("total")).doubleValue();
    // Bounds of [-10, 10]: the noise is ten times as wide.
    assertThat(sum).isBetween(total - 50, total + 50);
  }

  @Test
  void zeroRowsOfPrivateGroupsPublishNoGroup() {
    assertThat(release(spec("score"), List.of())).isEmpty();
  }

  @Test
  void zeroRowsWithoutGroupsPublishOneNoisedRow() {
    String withoutGroups = spec("amount").replaceAll("(?m)^(group_by|groups|bounds): .*\\R", "");
    List<Row> published = release(withoutGroups, List.of());
    assertThat(published).hasSize(1);
    assertNear(published.get(0), 0, 0, 0);
  }

  @Test
  void aFilterThatLeavesNoRowIsNoError() {
    String nothing = spec("score", "town", "private", "where: amount > 7\n");
    assertThat(release(nothing, ordinaryRows())).isEmpty();
  }

  @Test
  void aTableOfNullUnitsIsAnEmptyOne() {
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < UNITS; row++) {
      rows.add(row(null, "a", "Bern", 1.0, 1L, "1"));
      rows.add(row(3L, null, "Bern", 1.0, 1L, "1"));
    }
    assertThat(release(spec("score"), rows)).isEmpty();
  }

  @Test
  void aRowWithANullUnitIsDropped() {
    assertNear(
        releaseWith(spec("score"), row(null, "a", "Bern", 1.0, 1L, "1")), UNITS, UNITS, UNITS);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0})
  void aValueThatIsNoNumberIsDroppedOrSaturates(double score) {
    Row published = releaseWith(spec("score"), row(9000L, "a", "Bern", score, 1L, "1"));
    assertNear(published, UNITS + 1, UNITS + 1, UNITS);
    assertThat(published.<Double>getAs("total")).isFinite();
  }

  /** Each raises for some row when ANSI mode is on, or overflows, or has no value. */
  private static final List<String> TREACHEROUS =
      List.of(
          "amount",
          "amount + 1",
          "amount * amount",
          "- amount",
          "abs(amount)",
          "amount % 0",
          "amount / 0",
          "amount div 0",
          "amount div (amount + 1)",
          "cast(amount as int)",
          "cast(score * 10 as bigint)",
          "price * price",
          "cast(price as decimal(3,2))",
          "cast(note as int)",
          "cast(note as double)",
          "cast(note as decimal(5,2))",
          "year(cast(note as date))",
          "datediff(to_date(note), day)",
          "sqrt(score - 5)",
          "ln(score - 1)",
          "pow(amount, amount)",
          "length(substring(note, -2147483648, 1))",
          "round(amount, -30)",
          "try_divide(amount, 0)",
          "dayofweek(date_add(day, 2147483647))");

  @Test
  void expressionsThatOverflowDivideByZeroOrCanNotCastAreOrdinary() {
    StringBuilder aggregates = new StringBuilder();
    for (String value : TREACHEROUS) {
      aggregates.append(
          "  - {name: a%d, sum: {value: \"%s\", contribution_bounds_per_group: [-10, 10]}}\n"
              .formatted(TREACHEROUS.indexOf(value), value));
    }
    String spec =
        spec("score", "town", "private", "where: cast(note as int) is null or amount div 1 = 1\n")
            .replace("aggregates:\n", "aggregates:\n" + aggregates)
            // Thirty for each of the aggregates above, for the three beside them and the selection.
            .replace("epsilon: 120", "epsilon: " + 30 * (TREACHEROUS.size() + 4));
    List<Row> rows = ordinaryRows();
    for (long amount : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 0, -1}) {
      rows.add(
          RowFactory.create(
              9000 + amount % 9,
              "a",
              "Bern",
              amount == 0 ? -Double.MAX_VALUE : Double.MAX_VALUE,
              amount,
              amount == 0 ? "" : "not a number",
              new BigDecimal("9999999999999999999999999999.99"),
              Date.valueOf("9999-12-31")));
    }
    List<Row> published = release(spec, rows);

    assertThat(published).hasSize(1);
    Row row = published.get(0);
    assertThat((double) row.<Long>getAs("visits")).isBetween(UNITS - 1.0, UNITS + 9.0);
    for (String value : List.of("amount", "cast(note as int)", "price * price")) {
      double sum = ((Number) row.getAs("a" + TREACHEROUS.indexOf(value))).doubleValue();
      // Five units at most beside the ordinary ones, each within 10, and the noise.
      assertThat(sum).isBetween(UNITS - 100.0, UNITS + 100.0);
    }
  }

  @Test
  void groupsOfNullAndOfFloatsAreGroups() {
    List<Row> rows = new ArrayList<>();
    double[] scores = {Double.NaN, -0.0, 0.0, Double.longBitsToDouble(0x7ff8000000000001L)};
    for (long person = 0; person < UNITS; person++) {
      rows.add(row(person, "a", null, scores[(int) (person % scores.length)], 1L, "1"));
    }
    List<Row> byTown = release(spec("amount"), rows);
    assertThat(byTown).hasSize(1);
    assertThat(byTown.get(0).isNullAt(0)).isTrue();

    harness.release(spec("amount", "score", "private", ""), "by-score", 11);
    List<Row> byScore = harness.published("by-score");
    assertThat(byScore).extracting(row -> row.getDouble(0)).containsExactly(0.0, Double.NaN);
    assertNear(byScore.get(0), UNITS / 2.0, UNITS / 2.0, UNITS / 2.0);
    assertNear(byScore.get(1), UNITS / 2.0, UNITS / 2.0, UNITS / 2.0);
  }

  @Test
  void publicGroupsThatNobodyIsInHaveNoisedValuesOfTheSameTypes() {
    String groups = "{public: {values: [{town: Bern}, {town: Nowhere}, {town: Nirgends}]}}";
    String spec = spec("price", "town", groups, "");
    List<Row> published = release(spec, ordinaryRows());
    assertThat(published)
        .extracting(row -> row.getString(0))
        .containsExactly("Bern", "Nirgends", "Nowhere");
    assertNear(published.get(0), UNITS, UNITS, UNITS);
    assertNear(published.get(1), 0, 0, 0);
    assertNear(published.get(2), 0, 0, 0);
    assertThat(published).noneMatch(Row::anyNull);
    assertThat(published.get(0).schema().apply("total").dataType())
        .isEqualTo(DataTypes.createDecimalType(38, 2));

    harness.table("visits", SCHEMA, List.of(), 1);
    harness.release(spec, "empty", 11);
    List<Row> ofNobody = harness.published("empty");
    assertThat(ofNobody).hasSize(3);
    // The same key draws the same noise, whether there is anybody or not (P9, P13).
    assertThat(ofNobody.subList(1, 3)).isEqualTo(published.subList(1, 3));
    assertThat(published.get(0).getLong(1) - ofNobody.get(0).getLong(1)).isEqualTo(UNITS);
    assertThat(published.get(0).getLong(2) - ofNobody.get(0).getLong(2)).isEqualTo(UNITS);
    assertThat(published.get(0).getDecimal(3).subtract(ofNobody.get(0).getDecimal(3)))
        .isEqualByComparingTo(BigDecimal.valueOf(UNITS));
  }

  /** A unit's rows outside the public groups don't use up the groups it may contribute to. */
  @Test
  void rowsOutsideThePublicGroupsAreGoneBeforeBounding() {
    List<Row> rows = ordinaryRows();
    for (long person = 0; person < UNITS; person++) {
      for (int town = 0; town < 5; town++) {
        rows.add(row(person, "a", "town " + town, 1.0, 1L, "1"));
      }
    }
    String groups = "{public: {values: [{town: Bern}]}}";
    List<Row> published = release(spec("score", "town", groups, ""), rows);
    assertThat(published).hasSize(1);
    assertNear(published.get(0), UNITS, UNITS, UNITS);
  }
}
