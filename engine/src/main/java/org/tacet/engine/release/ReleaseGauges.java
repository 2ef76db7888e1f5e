package org.tacet.engine.release;

import java.util.EnumMap;
import java.util.Map;

/**
 * What the releases of this process come to, as numbers for a system of metrics: the phase that
 * runs, how long each phase took last, what was published. Nothing is counted that readers of the
 * releases could not count; times depend on private rows and are for the trusted side. Safe for use
 * by several threads; of several runs at once the last word counts.
 */
public final class ReleaseGauges implements ReleaseProgress {

  private static final ReleaseGauges OF_PROCESS = new ReleaseGauges();

  private final Map<Phase, Double> seconds = new EnumMap<>(Phase.class);
  private int phase;
  private long publishedRows;
  private double publishedRowsPerSecond;
  private long releasesPublished;
  private long releasesFailed;

  ReleaseGauges() {}

  /** What every {@link ReleaseRun} of this process tells of itself. */
  public static ReleaseGauges ofProcess() {
    return OF_PROCESS;
  }

  @Override
  public synchronized void begins(Phase next) {
    phase = next.number();
  }

  @Override
  public synchronized void ends(Phase ended, double took, boolean failed) {
    phase = 0;
    seconds.put(ended, took);
  }

  @Override
  public synchronized void published(long rows, double took) {
    releasesPublished++;
    publishedRows = rows;
    publishedRowsPerSecond = ReleaseProgress.rowsPerSecond(rows, took);
  }

  @Override
  public synchronized void failed(double took) {
    releasesFailed++;
  }

  @Override
  public void notice(String text) {}

  /** The number of the phase that runs, 1 to 7; 0 when none does. */
  public synchronized int phase() {
    return phase;
  }

  /** How long the phase took when it last ended; 0 when it never did. */
  public synchronized double seconds(Phase of) {
    return seconds.getOrDefault(of, 0.0);
  }

  /** The rows of the release that was published last; 0 when none was. */
  public synchronized long publishedRows() {
    return publishedRows;
  }

  /** The same by the seconds that its whole run took. */
  public synchronized double publishedRowsPerSecond() {
    return publishedRowsPerSecond;
  }

  /** How many releases were published and committed. */
  public synchronized long releasesPublished() {
    return releasesPublished;
  }

  /** How many runs ended otherwise, refused ones among them. */
  public synchronized long releasesFailed() {
    return releasesFailed;
  }
}
