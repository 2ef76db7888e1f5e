package org.tacet.accountant.ledger;

/**
 * What became of a request that was granted.
 *
 * @param entry in state RESERVED
 * @param takenOver whether an earlier process had reserved it and nothing was charged now
 */
public record Reservation(LedgerEntry entry, boolean takenOver) {}
