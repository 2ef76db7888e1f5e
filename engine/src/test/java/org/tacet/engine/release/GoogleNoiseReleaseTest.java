package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.accountant.selection.TruncatedGeometricSelection;
import org.tacet.engine.noise.GoogleLaplace;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.plan.ReleasePlanner;
import org.tacet.engine.source.TracedSource;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/** Releases whose noise comes from Google's library: drawn once, read as often as one likes. */
class GoogleNoiseReleaseTest {

  private static final int TOWNS = 20;
  private static final int PEOPLE = 50;

  /**
   * The scale of the noise is above 1e9 steps for each sum: that one of 20 is drawn twice alike has
   * a probability below 1e-8.
   */
  private static final String SPEC =
      """
      release: visits
      account: test
      sources:
        visits: {path: DATA/visits, private: {unit: [person]}}
      from: visits
      group_by: [town]
      groups: private
      bounds: {max_groups_contributed: 1}
      aggregates:
        - {name: people, privacy_units: {}}
        - {name: spent, sum: {value: amount, contribution_bounds_per_group: [0, 1000000]}}
        - {name: sizes, histogram: {value: amount, max_rows_per_group: 1, bins: [0, 1, 10]}}
      intervals: 0.9
      privacy: {epsilon: 0.1, delta: 1e-2, allow_large_delta: true, noise_source: google}
      """;

  @TempDir static Path folder;
  private static ReleaseHarness harness;

  @BeforeAll
  static void writeTable() {
    List<Row> visits = new ArrayList<>();
    for (int town = 0; town < TOWNS; town++) {
      for (int person = 0; person < PEOPLE * 40; person++) {
        visits.add(RowFactory.create(town * 1_000_000L + person, town, 5.0));
      }
    }
    harness =
        new ReleaseHarness(folder, TestSpark.session())
            .table("visits", "person bigint, town int, amount double", visits, 2);
  }

  private static Dataset<Row> noised(ReleaseSpec spec) {
    TracedSource source =
        TracedSource.trace(ReleaseSession.open(harness.session(), spec.timeZone()), spec);
    ReleasePlan plan = ReleasePlanner.plan(spec, source);
    return new PrivateAggregation(plan, source, Optional.empty(), FixedReleaseKeys.numbered(1))
        .noised();
  }

  @AfterEach
  void leaveTheReleasesSession() {
    SparkSession.setActiveSession(harness.session());
  }

  @Test
  void rowsAreDrawnOnceHoweverOftenTheyAreRead() {
    Dataset<Row> lazy = noised(harness.spec(SPEC, "unused"));
    assertThat(new HashSet<>(lazy.collectAsList()))
        .as("without this every read would be another release")
        .isNotEqualTo(new HashSet<>(lazy.collectAsList()));

    Dataset<Row> drawn = DrawnRows.of(lazy);
    List<Row> first = drawn.collectAsList();
    assertThat(first).hasSize(TOWNS);
    assertThat(drawn.collectAsList()).isEqualTo(first);
    drawn.write().parquet(folder.resolve("twice").toString());
    assertThat(harness.published("twice")).containsExactlyInAnyOrderElementsOf(first);
  }

  @Test
  void aReleaseIsPublishedWithNoiseThatIsNotKeyedAndSaysSo() throws IOException {
    harness.release(SPEC, "first", 7);
    harness.release(SPEC, "second", 7);
    List<Row> rows = harness.published("first");

    assertThat(rows).hasSize(TOWNS);
    assertThat(rows)
        .as("the same key, other noise")
        .isNotEqualTo(harness.published("second"))
        .allSatisfy(
            row -> {
              double spent = row.getDouble(row.fieldIndex("spent"));
              assertThat(spent - row.getDouble(row.fieldIndex("spent_lower")))
                  .isEqualTo(row.getDouble(row.fieldIndex("spent_upper")) - spent);
              List<Long> sizes = row.getList(row.fieldIndex("sizes"));
              List<Long> lower = row.getList(row.fieldIndex("sizes_lower"));
              List<Long> upper = row.getList(row.fieldIndex("sizes_upper"));
              for (int bin = 0; bin < sizes.size(); bin++) {
                // A bin that was drawn again for its interval would not be in the middle.
                assertThat(sizes.get(bin) - lower.get(bin))
                    .isEqualTo(upper.get(bin) - sizes.get(bin));
              }
            });
    assertThat(Files.readString(folder.resolve("first/_manifest.json")))
        .contains("\"noise_source\" : \"google\"")
        .contains(
            "\"sampler\" : \"not exact: LaplaceNoise of"
                + " com.google.privacy:differentialprivacy:1.0.0, rounded to steps\"")
        .contains("\"noise\" : \"rounded_laplace\"")
        .contains("\"selection\" : \"truncated_geometric\"");
  }

  /** Counting and writing read what the one job brought: nothing they plan could draw again. */
  @Test
  void whatIsPublishedIsNotPlannedToDrawAgain() throws TimeoutException {
    assertThat(plansThatDraw("once", "google")).isZero();
    assertThat(plansThatDraw("again", "tacet")).as("the plans are seen").isPositive();
  }

  private static int plansThatDraw(String output, String source) throws TimeoutException {
    AtomicInteger drawing = new AtomicInteger();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onOtherEvent(SparkListenerEvent event) {
            if (event instanceof SparkListenerSQLExecutionStart start
                && start.physicalPlanDescription().contains("SelectAndNoise")) {
              drawing.incrementAndGet();
            }
          }
        };
    SparkContext context = harness.session().sparkContext();
    context.listenerBus().waitUntilEmpty();
    context.addSparkListener(listener);
    try {
      harness.release(SPEC.replace("noise_source: google", "noise_source: " + source), output, 3);
      context.listenerBus().waitUntilEmpty();
    } finally {
      context.removeSparkListener(listener);
    }
    return drawing.get();
  }

  @Test
  void groupsAreChosenByTheTableAlthoughUnitsAreCounted() {
    ReleasePlan plan = harness.plan(SPEC, "unused");
    assertThat(plan.groupings().get(0).selection())
        .get()
        .isInstanceOf(TruncatedGeometricSelection.class);
    assertThat(plan.statistics())
        .allSatisfy(each -> assertThat(each.mechanism()).isInstanceOf(GoogleLaplace.class));
    for (int index = 0; index < plan.statistics().size(); index++) {
      GoogleLaplace drawn = (GoogleLaplace) plan.statistics().get(index).mechanism();
      assertThat(drawn.calibrated()).isEqualTo(plan.calibration().mechanisms().get(index));
      assertThat(drawn.lInf()).isEqualTo(plan.statistics().get(index).sensitivity().lInf());
    }
  }

  @Test
  void automaticBoundsAreChosenFromItsNoiseToo() {
    ReleasePlan plan =
        harness.plan(SPEC.replace("[0, 1000000]", "{auto: {fallback: [0, 1000000]}}"), "unused");
    assertThat(plan.automaticBounds().orElseThrow().mechanisms())
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each).isInstanceOf(GoogleLaplace.class));
  }

  @Test
  void noiseOfTooManyStepsIsRefused() {
    assertThatThrownBy(
            () ->
                harness.plan(
                    SPEC.replace("[0, 1000000]", "[0, 1000000], grid: 0.00000095367431640625"),
                    "unused"))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("privacy.noise_source: can't draw this release's noise")
        .hasMessageContaining("coarser grid");
  }
}
