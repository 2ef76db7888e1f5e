package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/** Bounds that come from the data, from end to end (P15): what is chosen, charged and told. */
class AutomaticBoundsReleaseTest {

  private static final int PERSONS = 4000;

  private static final String VISITS =
      """
      release: visits
      account: test
      sources:
        visits: {path: DATA/TABLE, private: {unit: [person]}}
      from: visits
      group_by: [town]
      groups: private
      bounds: {max_groups_contributed: 1}
      aggregates:
        - {name: paid, sum: {value: pay, contribution_bounds_per_group: {auto: {fallback: [0, 7]}}}}
        - {name: mean, mean: {value: score, contribution_bounds_per_row: {auto: {fallback: [-1, 1]}}, max_rows_per_group: 2}}
        - {name: spread, stddev: {value: score, contribution_bounds_per_row: {auto: {fallback: [-1, 1]}}, max_rows_per_group: 2}}
        - {name: middle, median: {value: score, contribution_bounds_per_row: {auto: {fallback: [-1, 1]}}, max_rows_per_group: 2}}
        - {name: known, sum: {value: pay, contribution_bounds_per_group: [0, 50]}}
      privacy: {epsilon: 4, delta: 1e-7, automatic_bounds_share: 0.25}
      """;

  private static final String WHOLE =
      """
      release: whole
      account: test
      sources:
        visits: {path: DATA/TABLE, private: {unit: [person]}}
      from: visits
      aggregates:
        - {name: loss, sum: {value: 0 - pay, contribution_bounds_per_group: {auto: {fallback: [-3, 0]}}}}
        - {name: rows, sum: {value: score, contribution_bounds_per_row: {auto: {fallback: [-1, 1]}}, max_rows_per_group: 1, grid: 0.25}}
        - {name: huge, sum: {value: huge, contribution_bounds_per_row: {auto: {fallback: [0, 9]}}, max_rows_per_group: 7}}
      privacy: {epsilon: 4}
      """;

  private static final String COLUMNS =
      "person bigint, town string, pay decimal(8,2), score double, huge bigint";

  @TempDir static Path folder;
  private static ReleaseHarness harness;

  @BeforeAll
  static void writeTables() {
    List<Row> rows = new ArrayList<>();
    for (int person = 0; person < PERSONS; person++) {
      for (int row = 0; row < 2; row++) {
        rows.add(
            RowFactory.create(
                (long) person,
                "town " + person % 3,
                BigDecimal.valueOf(person % 10 + 6, 0).setScale(2), // totals from 12 to 30
                row == 0 ? 100.0 + person % 28 : Double.NaN,
                Long.MAX_VALUE - person));
      }
    }
    harness =
        new ReleaseHarness(folder, TestSpark.session())
            .table("visits", COLUMNS, rows, 2)
            .table("none", COLUMNS, List.of());
  }

  private static JsonNode manifest(String output) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(output + "/_manifest.json").toFile());
  }

  @Test
  void boundsAreThoseOfTheValues() throws IOException {
    ReleasePlan plan = harness.plan(VISITS.replace("TABLE", "visits"), "planned");
    ApproximateDp before = harness.ledger().statement(ReleaseHarness.ACCOUNT).spent(Instant.now());
    ReleaseOutcome outcome = harness.release(VISITS.replace("TABLE", "visits"), "found", 11);
    assertChargedOnce(plan, outcome, before);
    JsonNode section = manifest("found").path("automatic_bounds");
    assertThat(section.path("share").decimalValue()).isEqualByComparingTo("0.25");
    assertThat(section.path("epsilon").decimalValue()).isEqualByComparingTo("1");
    // Totals of pay and rows of score; the number of groups.
    assertThat(section.path("histograms")).hasSize(2);
    assertThat(section.path("histograms").get(0).path("max_change").asInt()).isEqualTo(1);
    assertThat(section.path("histograms").get(1).path("max_change").asInt()).isEqualTo(2);
    assertThat(section.path("histograms").get(1).path("noise_scale").asDouble())
        .isBetween(5.99, 6.01);
    assertThat(section.path("count_of_groups").path("of_privacy_units_from").asInt())
        .isGreaterThan(1);
    JsonNode paid = section.path("chosen").get(0);
    assertThat(paid.path("fallback_used").asBoolean()).isFalse();
    assertThat(paid.path("bounds").get(0).asDouble()).isZero();
    assertThat(paid.path("bounds").get(1).asDouble()).isBetween(30.0, 30.72); // the bin of 30
    JsonNode mean = section.path("chosen").get(1);
    assertThat(mean.path("aggregates")).hasSize(2);
    assertThat(mean.path("bounds").get(0).asDouble()).isBetween(0.0, 104.0);
    assertThat(mean.path("bounds").get(1).asDouble()).isBetween(124.0, 192.0);
    assertThat(manifest("found").path("aggregates").get(0).path("contribution_bounds_per_group"))
        .isEqualTo(paid.path("bounds"));

    List<Row> rows = harness.published("found");
    assertThat(rows).hasSize(3);
    for (Row row : rows) {
      assertThat(row.<Number>getAs("mean").doubleValue()).isBetween(110.0, 117.0);
      assertThat(row.<Number>getAs("middle").doubleValue()).isBetween(105.0, 122.0);
      assertThat(row.<BigDecimal>getAs("paid").doubleValue()).isBetween(27_000.0, 29_000.0);
    }
    // What is told of the plan is what ran.
    assertThat(outcome.plan().aggregates().get(0).spec().perGroup().orElseThrow().upper())
        .isEqualByComparingTo(paid.path("bounds").get(1).decimalValue());
  }

  /** The charge is fixed before anything is read, and is all of the spec's total (P18). */
  private static void assertChargedOnce(
      ReleasePlan plan, ReleaseOutcome outcome, ApproximateDp before) throws IOException {
    assertThat(plan.cost().epsilon()).isEqualByComparingTo("4");
    assertThat(plan.cost().delta()).isEqualByComparingTo("1e-7");
    assertThat(plan.composed().isWithin(plan.cost())).isTrue();
    assertThat(plan.calibration().total().epsilon()).isEqualByComparingTo("3");
    assertThat(outcome.plan().cost()).isEqualTo(plan.cost());
    assertThat(outcome.plan().composed().isWithin(plan.cost())).isTrue();
    ApproximateDp after = harness.ledger().statement(ReleaseHarness.ACCOUNT).spent(Instant.now());
    assertThat(after.epsilon().subtract(before.epsilon())).isEqualByComparingTo("4");
    assertThat(after.delta().subtract(before.delta())).isEqualByComparingTo("1e-7");
    LedgerEntry entry =
        harness.ledger().release(ReleaseHarness.ACCOUNT, outcome.releaseId()).orElseThrow();
    assertThat(entry.isCharged()).isTrue();
    JsonNode guarantee = manifest("found").path("guarantee");
    assertThat(guarantee.path("epsilon").decimalValue()).isEqualByComparingTo("4");
    assertThat(guarantee.path("parts").has("automatic bounds")).isTrue();
  }

  /** All randomness is the key's (P11), in cells that the two passes don't share (P9). */
  @Test
  void aReleaseIsAFunctionOfItsKey() throws IOException {
    harness.release(WHOLE.replace("TABLE", "visits"), "one", 13);
    harness.release(WHOLE.replace("TABLE", "visits"), "same", 13);
    assertThat(harness.published("same")).isEqualTo(harness.published("one"));
    assertThat(manifest("same").path("automatic_bounds"))
        .isEqualTo(manifest("one").path("automatic_bounds"));
    JsonNode chosen = manifest("one").path("automatic_bounds").path("chosen");
    assertThat(chosen.get(0).path("bounds").get(0).asDouble()).isBetween(-30.72, -30.0);
    assertThat(chosen.get(0).path("bounds").get(1).asDouble()).isZero();
    assertThat(chosen.get(1).path("bounds").get(0).asDouble()).isZero();
    assertThat(chosen.get(1).path("bounds").get(1).asDouble()).isBetween(124.0, 192.0);
    // Values at the end of the steps, of which a unit's rows may not add up to more.
    assertThat(chosen.get(2).path("bounds").get(1).asDouble())
        .isBetween(0.0, Math.scalb(1.0, 62) / 7);
  }

  /** An empty table is an ordinary release (P3), by the fallback. */
  @Test
  void whereNothingShowsTheFallbackIsTaken() throws IOException {
    harness.release(WHOLE.replace("TABLE", "none"), "nothing", 15);
    assertThat(harness.published("nothing")).hasSize(1);
    JsonNode chosen = manifest("nothing").path("automatic_bounds").path("chosen");
    assertThat(chosen).hasSize(3);
    for (JsonNode each : chosen) {
      assertThat(each.path("fallback_used").asBoolean()).isTrue();
    }
    assertThat(chosen.get(0).path("bounds").get(0).asInt()).isEqualTo(-3);
    harness.release(VISITS.replace("TABLE", "none"), "nobody", 16);
    assertThat(harness.published("nobody")).isEmpty();
    assertThat(
            manifest("nobody").path("automatic_bounds").path("chosen").get(0).path("fallback_used"))
        .isEqualTo(new ObjectMapper().readTree("true"));
  }

  @Test
  void aShareThatNoNoiseCanKeepIsRefused() {
    assertThatThrownBy(
            () ->
                harness.plan(
                    WHOLE
                        .replace("TABLE", "visits")
                        .replace("epsilon: 4", "epsilon: 1, automatic_bounds_share: 1e-20"),
                    "plan"))
        .hasMessageContaining("privacy.automatic_bounds_share")
        .hasMessageContaining("raise the share");
  }
}
