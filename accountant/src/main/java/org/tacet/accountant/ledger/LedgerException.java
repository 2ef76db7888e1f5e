package org.tacet.accountant.ledger;

/** The ledger could not do what was asked. The message says what, with which value, and the fix. */
public class LedgerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public LedgerException(String message) {
    super(message);
  }

  public LedgerException(String message, Throwable cause) {
    super(message, cause);
  }
}
