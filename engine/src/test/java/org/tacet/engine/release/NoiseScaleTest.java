package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.engine.plan.PlannedAggregate;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/**
 * The noise of a whole release has the planned scale, in groups with and without rows (P13). The key
 * is fixed, so a test that passes once passes always; drawn anew it would fail falsely with
 * probability at most 1e-6 by the tail bounds below.
 */
class NoiseScaleTest {

  private static final int GROUPS = 4000;

  /** Twenty units in every even group, none in the odd ones; public groups, so no selection. */
  private static final String SPEC =
      """
      release: scale
      account: test
      sources:
        visits: {path: DATA/visits, private: {unit: [person]}}
        place: {path: DATA/place, public: true}
      from: visits
      group_by: [town]
      groups: {public: {table: place}}
      bounds: {max_groups_contributed: 2}
      aggregates:
        - {name: visits, count: {contribution_bounds_per_group: [0, 3]}}
        - {name: people, privacy_units: {}}
        - {name: paid, sum: {value: amount, contribution_bounds_per_group: [-8, 8], grid: 0.5}}
      privacy: {epsilon: 3, delta: DELTA, noise: NOISE}
      """;

  @TempDir static Path folder;
  private static ReleaseHarness harness;

  @BeforeAll
  static void writeTables() {
    List<Row> places = new ArrayList<>();
    List<Row> visits = new ArrayList<>();
    for (int town = 0; town < GROUPS; town++) {
      places.add(RowFactory.create(town));
      if (town % 2 == 0) {
        visits.add(RowFactory.create((long) town, town, 2.0));
      }
    }
    harness =
        new ReleaseHarness(folder, TestSpark.session())
            .table("place", "town int", places)
            .table("visits", "person bigint, town int, amount double", visits);
  }

  @ParameterizedTest
  @CsvSource({"laplace, 0", "gaussian, 1e-7"})
  void everyColumnHasThePlannedNoiseInPresentAndAbsentGroups(String noise, String delta) {
    String spec = SPEC.replace("NOISE", noise);
    spec = noise.equals("laplace") ? spec.replace(" delta: DELTA,", "") : spec.replace("DELTA", delta);
    ReleaseOutcome outcome = harness.release(spec, noise, 20);
    List<Row> rows = harness.published(noise);
    assertThat(rows).hasSize(GROUPS);
    for (PlannedAggregate aggregate : outcome.plan().aggregates()) {
      for (int present = 0; present < 2; present++) {
        double[] draws = draws(rows, aggregate, present == 1);
        double scale = aggregate.mechanism().standardDeviation();
        assertThat(isOfScale(draws, scale)).as("%s", aggregate).isTrue();
        // Power: draws of half, and of 0.8 times, the planned scale are rejected.
        assertThat(isOfScale(draws, scale * 2)).as("%s halved", aggregate).isFalse();
        assertThat(isOfScale(draws, scale / 2)).as("%s doubled", aggregate).isFalse();
        assertThat(isOfScale(draws, scale / 0.8)).as("%s cut", aggregate).isFalse();
      }
    }
  }
}
