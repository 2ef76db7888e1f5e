package org.tacet.engine.release;

import org.tacet.accountant.ledger.ProcessIdentity;

/** Another process of this host runs the release. Nothing was charged now. */
public final class ReleaseRunsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ReleaseRunsException(String releaseId, ProcessIdentity process) {
    super(
        "release %s is run right now by process %d of user %s on this host; fix: wait until it has ended"
            .formatted(releaseId, process.processId(), process.who()));
  }
}
