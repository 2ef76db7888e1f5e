package org.tacet.jobs.report;

import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import org.apache.spark.SparkContext;
import org.tacet.engine.release.ReleaseProgress;
import org.tacet.jobs.commandline.Terminal;

/**
 * A line a phase, and notices as they come. On a terminal, the phase that reads the data also shows
 * how far it is when it takes long.
 */
public final class TerminalProgress implements ReleaseProgress {

  private static final long TICK_MILLIS = 1_000;

  private final Terminal terminal;
  private final SparkContext context;
  private String releaseId = "";
  private Optional<Shown> shown = Optional.empty();

  private record Shown(LongPhase line, TaskShare share, Timer ticks) {}

  /**
   * @param context whose tasks are watched
   */
  public TerminalProgress(Terminal terminal, SparkContext context) {
    this.terminal = terminal;
    this.context = context;
  }

  @Override
  public void starts(String id) {
    releaseId = id;
  }

  @Override
  public void begins(Phase phase) {
    terminal.phase(
        phase.number(),
        Phase.values().length,
        "%s: %s".formatted(phase.word(), phase.explanation()));
    if (phase == Phase.NOISE && terminal.isInteractive()) {
      show(phase);
    }
  }

  private void show(Phase phase) {
    TaskShare share = new TaskShare(releaseId);
    LongPhase line = new LongPhase(terminal, phase.word(), share::percent, System::nanoTime);
    Timer ticks = new Timer("tacet-progress", true);
    context.addSparkListener(share);
    ticks.schedule(
        new TimerTask() {
          @Override
          public void run() {
            line.tick();
          }
        },
        TICK_MILLIS,
        TICK_MILLIS);
    shown = Optional.of(new Shown(line, share, ticks));
  }

  @Override
  public void ends(Phase phase, double seconds, boolean failed) {
    if (shown.isPresent()) {
      shown.get().ticks().cancel();
      shown.get().line().end();
      context.removeSparkListener(shown.get().share());
      shown = Optional.empty();
    }
  }

  @Override
  public void notice(String text) {
    terminal.message("note: " + text);
  }
}
