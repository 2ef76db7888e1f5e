package org.tacet.accountant.ledger;

import java.time.Instant;
import java.util.Objects;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * One change of state of one release: entry {@code number} of an account. Entries are never changed
 * or removed; number 0 is the account itself.
 *
 * @param number 1 or above, without gaps in an account
 * @param release what was asked; the same in all entries of an attempt
 * @param charge what it is charged, in the measure of the account's budget
 * @param period of a budget that renews, in which it was reserved; else 0
 * @param inputFiles what is read, in state READING; else empty. It stays on the trusted side and is
 *     never published (P19)
 * @param manifestHash hash of the published manifest, empty until COMMITTED
 * @param writer the process that wrote this entry
 * @param when by the writer's clock; the order is that of the numbers
 * @param nonce of no meaning and never repeated; it keeps the account's published head from
 *     confirming a guess of its entries
 */
public record LedgerEntry(
    long number,
    EntryState state,
    ReservationRequest release,
    Charge charge,
    long period,
    String inputFiles,
    String manifestHash,
    ProcessIdentity writer,
    Instant when,
    String nonce) {

  public LedgerEntry {
    if (number < 1) {
      throw new IllegalArgumentException("number must be at least 1. Provided value: " + number);
    }
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(release, "release");
    Objects.requireNonNull(charge, "charge");
    requireOnlyIf(state == EntryState.READING, "input files", inputFiles, state);
    requireOnlyIf(state == EntryState.COMMITTED, "manifest hash", manifestHash, state);
    Objects.requireNonNull(writer, "writer");
    Objects.requireNonNull(when, "when");
    Objects.requireNonNull(nonce, "nonce");
  }

  public String releaseId() {
    return release.releaseId();
  }

  public int attempt() {
    return release.attempt();
  }

  public ApproximateDp cost() {
    return release.cost();
  }

  public String specHash() {
    return release.specHash();
  }

  public String output() {
    return release.output();
  }

  /** Whether the entry's charge counts as spent: everything but a refunded release does. */
  public boolean isCharged() {
    return state != EntryState.ABANDONED;
  }

  /** The entry that follows this one with another state of its release. */
  LedgerEntry changed(
      long nextNumber,
      EntryState newState,
      String files,
      String hash,
      ProcessIdentity by,
      Instant at,
      String newNonce) {
    return new LedgerEntry(
        nextNumber, newState, release, charge, period, files, hash, by, at, newNonce);
  }

  /** Whether {@code later} repeats everything about this entry's attempt that may not change. */
  boolean isSameAttemptAs(LedgerEntry later) {
    return releaseId().equals(later.releaseId())
        && attempt() == later.attempt()
        && release.differenceTo(later.release).isEmpty()
        && charge.isWithin(later.charge)
        && later.charge.isWithin(charge)
        && period == later.period;
  }

  private static void requireOnlyIf(
      boolean required, String field, String value, EntryState state) {
    if (required) {
      LedgerText.require(field, value, LedgerText.LONG);
    } else if (!"".equals(value)) {
      throw new IllegalArgumentException(
          field
              + " must be empty in state "
              + state
              + ". Provided value: "
              + LedgerText.shortened(value));
    }
  }
}
