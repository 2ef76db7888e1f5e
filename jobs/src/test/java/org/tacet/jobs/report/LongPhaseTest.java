package org.tacet.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.tacet.jobs.commandline.Terminal;

/** The line of a long phase, by a clock of the test's. */
final class LongPhaseTest {

  private static final String CLEAR = "\r\u001b[K";

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal(
          new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
          new PrintStream(written, true, StandardCharsets.UTF_8),
          true);
  private long seconds;
  private OptionalInt percent = OptionalInt.empty();
  private final LongPhase phase =
      new LongPhase(terminal, "noise", () -> percent, () -> seconds * 1_000_000_000L + 17);

  private String tickAt(long at) {
    seconds = at;
    written.reset();
    phase.tick();
    return written.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aShortPhaseShowsNothing() {
    assertThat(tickAt(0)).isEmpty();
    assertThat(tickAt(LongPhase.PATIENCE_SECONDS - 1)).isEmpty();
    phase.end();
    assertThat(written.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void aLongPhaseShowsItsTimeAndItsShareOfTasks() {
    assertThat(tickAt(LongPhase.PATIENCE_SECONDS)).isEqualTo(CLEAR + "      noise: 0:03 min");
    percent = OptionalInt.of(42);
    assertThat(tickAt(83)).isEqualTo(CLEAR + "      noise: 1:23 min, 42 % of the tasks so far");
  }

  @Test
  void theLineGoesWithThePhaseAndStaysAway() {
    tickAt(5);
    written.reset();
    phase.end();
    assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo(CLEAR);
    assertThat(tickAt(6)).isEmpty();
  }
}
