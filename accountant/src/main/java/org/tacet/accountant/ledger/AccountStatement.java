package org.tacet.accountant.ledger;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * An account as it stood at one moment.
 *
 * @param spent the charges of all releases that were not refunded, by basic composition
 * @param remaining the total less what is spent
 * @param releases the newest entry of every release, in order of reservation
 */
public record AccountStatement(
    Account account, ApproximateDp spent, ApproximateDp remaining, List<LedgerEntry> releases) {

  public AccountStatement {
    Objects.requireNonNull(account, "account");
    Objects.requireNonNull(spent, "spent");
    Objects.requireNonNull(remaining, "remaining");
    releases = List.copyOf(releases);
  }

  /** The newest entry of a release, or empty if the account has none of that id. */
  public Optional<LedgerEntry> release(String releaseId) {
    return releases.stream().filter(entry -> entry.releaseId().equals(releaseId)).findFirst();
  }

  /**
   * Releases that were charged and never published, because their process ended first. A release
   * that may still run is not among them, nor is one started on another host, whose process cannot
   * be seen from here. A RESERVED one can be abandoned, which refunds it; a READING one stays
   * charged (P18).
   */
  public List<LedgerEntry> unpublished() {
    return releases.stream()
        .filter(
            entry -> entry.state() == EntryState.RESERVED || entry.state() == EntryState.READING)
        .filter(entry -> entry.writer().isKnownToBeGone())
        .toList();
  }
}
