package org.tacet.accountant.ledger;

/** The ledger has no account of that id. */
public final class UnknownAccountException extends LedgerException {

  private static final long serialVersionUID = 1L;

  private final String accountId;

  /**
   * @param ledger where was looked
   */
  public UnknownAccountException(String accountId, String ledger) {
    super(
        "No account '"
            + accountId
            + "' in "
            + ledger
            + ". Fix: check the account and the ledger's address, or create the account once:"
            + " budget create --account "
            + accountId
            + " --epsilon <total> --delta <total> --unit \"<whose presence is hidden>\"");
    this.accountId = accountId;
  }

  public String accountId() {
    return accountId;
  }
}
