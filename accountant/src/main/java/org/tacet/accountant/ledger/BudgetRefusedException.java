package org.tacet.accountant.ledger;

/** A release asked for more than its account grants. Nothing was charged and nothing read. */
public final class BudgetRefusedException extends LedgerException {

  private static final long serialVersionUID = 1L;

  private final String accountId;

  /**
   * @param reason why not, what was given and what is left
   */
  public BudgetRefusedException(String accountId, String releaseId, String reason) {
    super(
        "Account '"
            + accountId
            + "' cannot pay for release '"
            + LedgerText.shortened(releaseId).replace("'", "")
            + "': "
            + reason
            + ". Nothing was charged"
            + (reason.contains("Fix: ")
                ? ""
                : ". Fix: lower privacy.epsilon or privacy.delta in the spec to what is left; the"
                    + " total of an account cannot be raised"));
    this.accountId = accountId;
  }

  public String accountId() {
    return accountId;
  }
}
