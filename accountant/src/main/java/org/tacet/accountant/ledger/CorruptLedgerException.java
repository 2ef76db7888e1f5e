package org.tacet.accountant.ledger;

/**
 * The store holds what no ledger of this version writes: an entry that cannot be read, is missing,
 * comes from a newer version, or contradicts the entries before it. Nothing is granted from such an
 * account, because what was spent is not known.
 */
public final class CorruptLedgerException extends LedgerException {

  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * @param location the entry, as the store's administrator would find it
   */
  public CorruptLedgerException(String location, String reason) {
    this(location, reason, null);
  }

  public CorruptLedgerException(String location, String reason, Throwable cause) {
    super(
        location
            + " is refused: "
            + reason
            + ". Nothing is granted from this account until it is repaired. Fix: restore the entry"
            + " from a backup of the ledger; never delete or edit entries",
        cause);
    this.reason = reason;
  }

  /** What is wrong, without where and the fix. */
  public String reason() {
    return reason;
  }
}
