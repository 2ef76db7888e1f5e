package org.tacet.engine.release;

import org.tacet.engine.source.InputChange;

/** The input is not what was listed before the first row was read (P8). */
final class InputChangedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InputChangedException(InputChange change) {
    super(
        "the source %s changed while the release ran: %s"
            .formatted(change.source(), change.words()));
  }
}
