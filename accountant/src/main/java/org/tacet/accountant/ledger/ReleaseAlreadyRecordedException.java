package org.tacet.accountant.ledger;

/**
 * The account has a release of that id which this one can't go on with. Nothing was charged now.
 */
public final class ReleaseAlreadyRecordedException extends LedgerException {

  private static final long serialVersionUID = 1L;

  private final transient LedgerEntry recorded;

  /**
   * @param difference in what the release differs from the recorded one: spec, input, output, ...;
   *     empty if in nothing
   */
  public ReleaseAlreadyRecordedException(
      String accountId, LedgerEntry recorded, String difference) {
    super(
        "Release '"
            + recorded.releaseId()
            + "' is recorded in account '"
            + accountId
            + "' already: state "
            + recorded.state()
            + ", attempt "
            + recorded.attempt()
            + ", output "
            + recorded.output()
            + (difference.isEmpty() ? "" : ", with another " + difference)
            + ". Nothing was charged now. Fix: "
            + (difference.isEmpty() ? "" : "run it with the " + difference + " it had, or ")
            + (recorded.state() == EntryState.COMMITTED ? "use the published output, or " : "")
            + "choose a new release id, which is charged anew");
    this.recorded = recorded;
  }

  /** The newest entry of the recorded release. */
  public LedgerEntry recorded() {
    return recorded;
  }
}
