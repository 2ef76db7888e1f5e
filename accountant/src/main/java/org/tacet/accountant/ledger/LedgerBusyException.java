package org.tacet.accountant.ledger;

/** Other processes kept changing the account, so that this change was not made. */
public final class LedgerBusyException extends LedgerException {

  private static final long serialVersionUID = 1L;

  public LedgerBusyException(String accountId, int attempts) {
    super(
        "Account '"
            + accountId
            + "' was changed by others at each of "
            + attempts
            + " attempts; this change was not made. Fix: run again, with fewer releases at once");
  }
}
