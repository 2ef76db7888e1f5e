package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tacet.engine.release.ReleaseProgress.Phase;

/** What listeners hear of a run, in which order and with which times. */
class PhaseClockTest {

  private final List<String> heard = new ArrayList<>();
  private final ReleaseGauges gauges = new ReleaseGauges();
  private long nanos;

  private PhaseClock clock() {
    return new PhaseClock("one", List.of(new Heard(), gauges), () -> nanos);
  }

  private final class Heard implements ReleaseProgress {

    @Override
    public void starts(String releaseId) {
      heard.add("starts " + releaseId);
    }

    @Override
    public void begins(Phase phase) {
      heard.add("begins " + phase.word());
    }

    @Override
    public void ends(Phase phase, double seconds, boolean failed) {
      heard.add("ends " + phase.word() + " " + seconds + " " + failed);
    }

    @Override
    public void published(long rows, double seconds) {
      heard.add("published " + rows + " " + seconds);
    }

    @Override
    public void failed(double seconds) {
      heard.add("failed " + seconds);
    }

    @Override
    public void notice(String text) {}
  }

  private void passes(double seconds) {
    nanos += (long) (seconds * 1e9);
  }

  @Test
  void aPublishedRunIsToldWithItsTimes() {
    PhaseClock clock = clock();
    passes(1);
    clock.begin(Phase.PLAN);
    passes(0.5);
    clock.begin(Phase.NOISE);
    assertThat(gauges.phase()).isEqualTo(4);
    passes(2.5);
    clock.published(100);

    assertThat(heard)
        .containsExactly(
            "starts one",
            "begins plan",
            "ends plan 0.5 false",
            "begins noise",
            "ends noise 2.5 false",
            "published 100 4.0");
    assertThat(gauges.phase()).isZero();
    assertThat(gauges.seconds(Phase.PLAN)).isEqualTo(0.5);
    assertThat(gauges.seconds(Phase.NOISE)).isEqualTo(2.5);
    assertThat(gauges.seconds(Phase.COMMIT)).isZero();
    assertThat(gauges.publishedRows()).isEqualTo(100);
    assertThat(gauges.publishedRowsPerSecond()).isEqualTo(25);
    assertThat(gauges.releasesPublished()).isEqualTo(1);
    assertThat(gauges.releasesFailed()).isZero();
  }

  @Test
  void aFailedRunNamesThePhaseAndTellsNoRows() {
    PhaseClock clock = clock();
    clock.begin(Phase.PLAN);
    passes(3);
    clock.failed();

    assertThat(heard)
        .containsExactly("starts one", "begins plan", "ends plan 3.0 true", "failed 3.0");
    assertThat(gauges.phase()).isZero();
    assertThat(gauges.publishedRows()).isZero();
    assertThat(gauges.releasesPublished()).isZero();
    assertThat(gauges.releasesFailed()).isEqualTo(1);
  }

  @Test
  void noTimeIsNoReasonToDivideByZero() {
    PhaseClock clock = clock();
    clock.published(5);
    assertThat(gauges.publishedRowsPerSecond()).isZero();
  }
}
