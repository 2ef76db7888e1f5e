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

  /** A phase begins. */
  void begins(Phase phase);

  /** Something the user should know, such as what an earlier run left behind. */
  void notice(String text);

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
