package org.tacet.accountant.ledger;

import org.tacet.accountant.loss.ApproximateDp;

/** A release asked for more than its account has left. Nothing was charged and nothing read. */
public final class BudgetRefusedException extends LedgerException {

  private static final long serialVersionUID = 1L;

  private final String accountId;
  private final transient ApproximateDp requested;
  private final transient ApproximateDp spent;
  private final transient ApproximateDp remaining;

  public BudgetRefusedException(
      Account account,
      String releaseId,
      ApproximateDp requested,
      ApproximateDp spent,
      ApproximateDp remaining) {
    super(
        "Account '"
            + account.id()
            + "' cannot pay for release '"
            + releaseId
            + "': requested "
            + requested
            + ", spent "
            + spent
            + ", remaining "
            + remaining
            + " of "
            + account.total()
            + ". Nothing was charged. Fix: lower privacy.epsilon or privacy.delta in the spec to"
            + " what remains; the total of an account cannot be raised");
    this.accountId = account.id();
    this.requested = requested;
    this.spent = spent;
    this.remaining = remaining;
  }

  public String accountId() {
    return accountId;
  }

  public ApproximateDp requested() {
    return requested;
  }

  public ApproximateDp spent() {
    return spent;
  }

  public ApproximateDp remaining() {
    return remaining;
  }
}
