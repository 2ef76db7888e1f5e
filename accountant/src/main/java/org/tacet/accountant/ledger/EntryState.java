package org.tacet.accountant.ledger;

/**
 * Where a release stands. RESERVED goes to READING or ABANDONED, READING to COMMITTED; the other
 * two are final.
 */
public enum EntryState {
  /** Charged; no row has been read. */
  RESERVED,

  /**
   * Charged for good: rows may have been read, so what the release did with them can no longer be
   * known from outside (P18). Written before the first row is read.
   */
  READING,

  /** Charged and published. */
  COMMITTED,

  /** Refunded, before any row was read. */
  ABANDONED
}
