package org.tacet.engine.release;

/** Hears how far a release is. What it is told holds no count or value from private rows. */
public interface ReleaseProgress {

  /** The phases of a release, in order. */
  enum Phase {
    PLAN("plan", "trace sources, calibrate noise"),
    RESERVE("reserve", "charge the account"),
    BOUND("bound", "declare bounding and sums, mark the entry as reading"),
    NOISE("noise", "read, bound, aggregate, select groups, add noise"),
    SEAL("seal", "hash the files, write the manifest"),
    PUBLISH("publish", "move the result into place"),
    COMMIT("commit", "commit the ledger entry");

    private final String word;
    private final String explanation;

    Phase(String word, String explanation) {
      this.word = word;
      this.explanation = explanation;
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
