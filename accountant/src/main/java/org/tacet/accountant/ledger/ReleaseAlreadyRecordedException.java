package org.tacet.accountant.ledger;

/** The account has a release of that id. Nothing was charged by this attempt. */
public final class ReleaseAlreadyRecordedException extends LedgerException {

  private static final long serialVersionUID = 1L;

  private final transient LedgerEntry recorded;

  public ReleaseAlreadyRecordedException(String accountId, LedgerEntry recorded) {
    super(
        "Release '"
            + recorded.releaseId()
            + "' is recorded in account '"
            + accountId
            + "' already: state "
            + recorded.state()
            + ", output "
            + recorded.output()
            + ". Nothing was charged now. Fix: "
            + (recorded.state() == EntryState.COMMITTED ? "use the published output, or " : "")
            + "choose a new release id, which is charged anew");
    this.recorded = recorded;
  }

  /** The newest entry of the recorded release. */
  public LedgerEntry recorded() {
    return recorded;
  }
}
