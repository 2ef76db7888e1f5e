package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

class ReleaseRunTest {

  private static final String SPEC =
      """
      release: purchases
      account: test
      sources:
        purchases: {path: DATA/purchases, private: {unit: [customer]}}
      from: purchases
      group_by: [city]
      groups: private
      bounds: {max_groups_contributed: 2}
      aggregates:
        - {name: purchases, count: {contribution_bounds_per_group: [0, 4]}}
        - {name: customers, privacy_units: {}}
        - {name: spent, sum: {value: amount, contribution_bounds_per_group: [0, 100]}}
      privacy: {epsilon: 40, delta: 1e-7}
      """;

  @TempDir Path folder;
  private ReleaseHarness harness;

  @BeforeEach
  void writeTable() {
    List<Row> rows = new ArrayList<>();
    for (long customer = 0; customer < 300; customer++) {
      rows.add(RowFactory.create(customer, customer % 2 == 0 ? "Bern" : "Basel", 10.0));
      rows.add(RowFactory.create(customer, "Genf", 5.0));
    }
    harness =
        new ReleaseHarness(folder, TestSpark.session())
            .table("purchases", "customer bigint, city string, amount double", rows);
  }

  @Test
  void publishesNoisedCountsAndSumsNearTheBoundedTruth() {
    ReleaseOutcome outcome = harness.release(SPEC, "out", 1);

    List<Row> rows = harness.published("out");
    assertThat(rows).extracting(row -> row.getString(0)).containsExactly("Basel", "Bern", "Genf");
    // Epsilon 10 an aggregate: noise of scale 0.8 purchases; off by 30 has probability e^-37.
    assertThat((double) rows.get(2).getLong(1)).isBetween(270.0, 330.0);
    assertThat((double) rows.get(2).getLong(2)).isBetween(285.0, 315.0);
    assertThat(rows.get(0).getDouble(3)).isBetween(700.0, 2300.0);
    assertThat(outcome.publishedRows()).isEqualTo(3);

    LedgerEntry entry =
        harness.ledger().release(ReleaseHarness.ACCOUNT, outcome.releaseId()).orElseThrow();
    assertThat(entry.state()).isEqualTo(EntryState.COMMITTED);
    assertThat(outcome.accounts().get(0).spent(Instant.now()).epsilon()).isEqualByComparingTo("40");
  }
}
