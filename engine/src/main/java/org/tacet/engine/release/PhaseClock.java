package org.tacet.engine.release;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.tacet.engine.release.ReleaseProgress.Phase;

/** Takes the time of a run and its phases, and tells all who listen. */
final class PhaseClock {

  private static final double NANOS_A_SECOND = 1e9;

  private final List<ReleaseProgress> listeners;
  private final LongSupplier nanoTime;
  private final long startNanos;

  private Optional<Phase> phase = Optional.empty();
  private long phaseStartNanos;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  PhaseClock(String releaseId, List<ReleaseProgress> listeners, LongSupplier nanoTime) {
    this.listeners = List.copyOf(listeners);
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
    tell(listener -> listener.starts(releaseId));
  }

  /** Ends the phase that runs, if one does, and begins the next. */
  void begin(Phase next) {
    endPhase(false);
    phase = Optional.of(next);
    phaseStartNanos = nanoTime.getAsLong();
    tell(listener -> listener.begins(next));
  }

  void published(long rows) {
    endPhase(false);
    double seconds = secondsSince(startNanos);
    tell(listener -> listener.published(rows, seconds));
  }

  void failed() {
    endPhase(true);
    double seconds = secondsSince(startNanos);
    tell(listener -> listener.failed(seconds));
  }

  private void endPhase(boolean failed) {
    if (phase.isPresent()) {
      Phase ended = phase.get();
      double seconds = secondsSince(phaseStartNanos);
      phase = Optional.empty();
      tell(listener -> listener.ends(ended, seconds, failed));
    }
  }

  private double secondsSince(long nanos) {
    return (nanoTime.getAsLong() - nanos) / NANOS_A_SECOND;
  }

  private void tell(Consumer<ReleaseProgress> what) {
    listeners.forEach(what);
  }
}
