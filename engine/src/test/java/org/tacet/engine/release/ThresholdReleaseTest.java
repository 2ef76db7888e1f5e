package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.selection.NoisyThresholdSelection;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/**
 * Groups that are chosen by the noised count they are published with (P12). Of 4,000 groups of one
 * unit each is kept with probability 1 - (1 - delta / 2)^(1 / 10) at most, 10.2 in all: more than
 * 32 would be kept with probability below 1e-7. The key is fixed.
 */
class ThresholdReleaseTest {

  private static final int LONELY = 4000;
  private static final int CROWDED = 20;
  private static final int CROWD = 300;
  private static final long MOST_KEPT = 32;

  private static final String SPEC =
      """
      release: threshold
      account: test
      sources:
        visits: {path: DATA/visits, private: {unit: [person]}}
      from: visits
      group_by: [town]
      groups: private
      bounds: {max_groups_contributed: 10}
      aggregates:
        - {name: visits, count: {max_rows_per_group: 3}}
        - {name: people, privacy_units: {}}
      privacy: {epsilon: 1, delta: 0.05, noise: gaussian, allow_large_delta: true}
      """;

  @TempDir static Path folder;
  private static ReleaseHarness harness;

  @BeforeAll
  static void writeTables() {
    List<Row> visits = new ArrayList<>();
    for (int town = 0; town < LONELY; town++) {
      visits.add(RowFactory.create((long) town, town));
    }
    for (int town = LONELY; town < LONELY + CROWDED; town++) {
      for (int person = 0; person < CROWD; person++) {
        visits.add(RowFactory.create((long) LONELY + person % (CROWD - town % 2), town));
        visits.add(RowFactory.create(1_000_000L * town + person, town));
      }
    }
    harness =
        new ReleaseHarness(folder, TestSpark.session())
            .table("visits", "person bigint, town int", visits);
  }

  private static long lonely(List<Row> rows) {
    return rows.stream().filter(row -> row.<Integer>getAs("town") < LONELY).count();
  }

  @Test
  void groupsOfOneUnitAreKeptAsRarelyAsDeltaSays() {
    ReleaseOutcome outcome = harness.release(SPEC, "right", 30);
    List<Row> rows = harness.published("right");
    NoisyThresholdSelection selection =
        (NoisyThresholdSelection) outcome.plan().groupings().get(0).selection().orElseThrow();
    assertThat(selection.delta()).isEqualByComparingTo("0.025");
    assertThat(lonely(rows)).isLessThanOrEqualTo(MOST_KEPT);
    assertThat(rows.size() - lonely(rows)).isEqualTo(CROWDED);
    // What decided is what is published: a second draw would lie below nearly always.
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(row.<Long>getAs("people"))
                    .isGreaterThanOrEqualTo(selection.threshold()));
  }

  /** What a delta does that is not split over ten groups: the same number of draws tells. */
  @Test
  void aDeltaThatIsNotSplitWouldBeSeen() {
    harness.release(
        SPEC.replace("max_groups_contributed: 10", "max_groups_contributed: 1"), "fault", 31);
    assertThat(lonely(harness.published("fault"))).isGreaterThan(MOST_KEPT);
  }

  /** A minimum moves the threshold, and smaller groups are never there. */
  @Test
  void aMinimumOfUnitsMovesTheThreshold() {
    ReleaseOutcome outcome =
        harness.release(
            SPEC.replace(
                "max_groups_contributed: 10",
                "max_groups_contributed: 10, min_privacy_units_per_group: 100"),
            "minimum",
            32);
    List<Row> rows = harness.published("minimum");
    NoisyThresholdSelection selection =
        (NoisyThresholdSelection) outcome.plan().groupings().get(0).selection().orElseThrow();
    assertThat(selection.threshold()).isGreaterThan(100);
    assertThat(selection.keepProbability(99)).isZero();
    assertThat(lonely(rows)).isZero();
    assertThat(rows).hasSize(CROWDED);
  }
}
