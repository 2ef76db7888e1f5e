package org.tacet.accountant.ledger;

/** The ledger has an account of that id already. */
public final class AccountExistsException extends LedgerException {

  private static final long serialVersionUID = 1L;

  private final String accountId;

  public AccountExistsException(String accountId, String ledger) {
    super(
        "There is an account '"
            + accountId
            + "' in "
            + ledger
            + " already, and its total cannot be changed. Fix: use it as it is (budget show"
            + " --account "
            + accountId
            + "), or choose another id if this one is for other privacy units");
    this.accountId = accountId;
  }

  public String accountId() {
    return accountId;
  }
}
