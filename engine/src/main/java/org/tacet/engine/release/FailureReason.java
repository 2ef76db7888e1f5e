package org.tacet.engine.release;

import org.tacet.accountant.ledger.LedgerException;
import org.tacet.engine.source.UnreadableFile;
import org.tacet.engine.spec.InvalidSpecException;

/** Why a release failed, in words that can hold no data value (P3). */
final class FailureReason {

  private FailureReason() {}

  /** The text of a foreign exception may quote data, so only its name is repeated. */
  static String of(Exception failure) {
    if (failure instanceof InvalidSpecException
        || failure instanceof InputChangedException
        || failure instanceof LedgerException) {
      return failure.getMessage();
    }
    return UnreadableFile.in(failure)
        .map(path -> "the file " + path + " can't be read")
        .orElse(failure.getClass().getSimpleName());
  }
}
