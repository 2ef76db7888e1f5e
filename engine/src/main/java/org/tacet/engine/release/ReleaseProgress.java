package org.tacet.engine.release;

/** Hears how far a release is. What it is told holds no count or value from private rows. */
public interface ReleaseProgress {

  /** The phases of a release, in order. */
  enum Phase {
    PLAN(1, "plan", "trace sources, calibrate noise"),
    RESERVE(2, "reserve", "charge the account"),
    BOUND(3, "bound", "declare bounding and sums, mark the entry as reading"),
    NOISE(4, "noise", "read, bound, aggregate, select groups, add noise"),
    SEAL(5, "seal", "hash the files, write the manifest"),
    PUBLISH(6, "publish", "move the result into place"),
    COMMIT(7, "commit", "commit the ledger entry");

    private final int number;
    private final String word;
    private final String explanation;

    Phase(int number, String word, String explanation) {
      this.number = number;
      this.word = word;
      this.explanation = explanation;
    }

    /** Its place in the order, from 1. */
    public int number() {
      return number;
    }

    public String word() {
      return word;
    }

    public String explanation() {
      return explanation;
    }
  }

  /** A run of a release starts; what follows, up to its end, is of that run. */
  default void starts(String releaseId) {}

  /** A phase begins. */
  void begins(Phase phase);

  /**
   * A phase ends.
   *
   * @param seconds how long it took; this depends on private rows, so it is for the trusted side
   * @param failed whether it is the one in which the run failed
   */
  default void ends(Phase phase, double seconds, boolean failed) {}

  /**
   * The release is published and committed.
   *
   * @param rows how many groups were published, which whoever reads the release can count
   * @param seconds of the whole run
   */
  default void published(long rows, double seconds) {}

  /**
   * The run ends without a published and committed release.
   *
   * @param seconds of the whole run
   */
  default void failed(double seconds) {}

  /** Something the user should know, such as what an earlier run left behind. */
  void notice(String text);

  /** Published rows by the seconds of the run that published them; 0 for a run of no time. */
  static double rowsPerSecond(long rows, double seconds) {
    return seconds > 0 ? rows / seconds : 0;
  }

  /** Hears nothing. */
  static ReleaseProgress silent() {
    return new ReleaseProgress() {
      @Override
      public void begins(Phase phase) {}

      @Override
      public void notice(String text) {}
    };
  }
}
