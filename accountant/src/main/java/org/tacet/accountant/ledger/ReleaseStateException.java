package org.tacet.accountant.ledger;

/** A release is not in the state that the change needs. The state did not change. */
public final class ReleaseStateException extends LedgerException {

  private static final long serialVersionUID = 1L;

  public ReleaseStateException(String message) {
    super(message);
  }
}
