package org.tacet.jobs.report;

import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.tacet.jobs.commandline.Terminal;

/** The line of a phase that takes long: how long so far, and how much of its tasks is done. */
final class LongPhase {

  /** Seconds before which a phase is not long. */
  static final int PATIENCE_SECONDS = 3;

  private static final long NANOS_A_SECOND = 1_000_000_000L;

  private final Terminal terminal;
  private final String phase;
  private final Supplier<OptionalInt> percent;
  private final LongSupplier nanoTime;
  private final long startNanos;
  private boolean shown;
  private boolean over;

  LongPhase(Terminal terminal, String phase, Supplier<OptionalInt> percent, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.phase = phase;
    this.percent = percent;
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
  }

  /** Shows how far it is, once it is long. */
  synchronized void tick() {
    long seconds = (nanoTime.getAsLong() - startNanos) / NANOS_A_SECOND;
    if (!over && seconds >= PATIENCE_SECONDS) {
      OptionalInt share = percent.get();
      terminal.replaceLine(
          "      %s: %d:%02d min%s"
              .formatted(
                  phase,
                  seconds / 60,
                  seconds % 60,
                  share.isPresent()
                      ? ", %d %% of the tasks so far".formatted(share.getAsInt())
                      : ""));
      shown = true;
    }
  }

  /** Clears the line; no tick shows it again. */
  synchronized void end() {
    over = true;
    if (shown) {
      terminal.replaceLine("");
    }
  }
}
