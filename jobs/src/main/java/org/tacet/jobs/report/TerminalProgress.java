package org.tacet.jobs.report;

import org.tacet.engine.release.ReleaseProgress;
import org.tacet.jobs.commandline.Terminal;

/** A line a phase, and notices as they come. */
public final class TerminalProgress implements ReleaseProgress {

  private final Terminal terminal;

  public TerminalProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void begins(Phase phase) {
    terminal.phase(
        phase.number(),
        Phase.values().length,
        "%s: %s".formatted(phase.word(), phase.explanation()));
  }

  @Override
  public void notice(String text) {
    terminal.message("note: " + text);
  }
}
