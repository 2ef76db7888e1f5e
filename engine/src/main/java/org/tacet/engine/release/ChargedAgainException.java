package org.tacet.engine.release;

/**
 * An earlier attempt read its input and left nothing that could be published, so that the release
 * would be charged a second time, and the caller asked that it be charged once. Nothing was charged
 * now.
 */
public final class ChargedAgainException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ChargedAgainException(String releaseId, int attempt, String charge) {
    super(
        "release %s was charged %s in attempt %d, read its input and ended before its result was staged: another attempt would be charged again, and --charge-once forbids it; fix: run it without --charge-once to pay again, or leave it"
            .formatted(releaseId, charge, attempt));
  }
}
