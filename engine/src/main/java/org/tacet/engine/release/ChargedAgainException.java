package org.tacet.engine.release;

import org.tacet.accountant.ledger.ProcessIdentity;

/**
 * An earlier attempt read its input and left nothing that could be published, so that the release
 * would be charged a second time, and the caller asked that it be charged once. Nothing was charged
 * now.
 */
public final class ChargedAgainException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param writer of the entry that says that the attempt reads
   */
  ChargedAgainException(String releaseId, int attempt, String charge, ProcessIdentity writer) {
    super(
        "release %s was charged %s in attempt %d and read its input; it %s, and its result is not staged: another attempt would be charged again, and --charge-once forbids it; fix: %srun it without --charge-once to pay again, or leave it."
            .formatted(releaseId, charge, attempt, whatOf(writer), lookFirst(writer)));
  }

  private static String whatOf(ProcessIdentity writer) {
    return writer.isKnownToBeGone()
        ? "has ended"
        : "has ended, or still runs on host %s (process %d)"
            .formatted(hostOf(writer), writer.processId());
  }

  private static String lookFirst(ProcessIdentity writer) {
    return writer.host().equals(ProcessIdentity.current(writer.who()).host())
        ? ""
        : "look on host %s first whether it still runs; if not, ".formatted(hostOf(writer));
  }

  private static String hostOf(ProcessIdentity writer) {
    return writer.host().isEmpty() ? "unknown" : writer.host();
  }
}
