package org.tacet.accountant.ledger;

import java.time.Instant;
import java.util.Objects;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * One change of state of one release: entry {@code number} of an account. Entries are never changed
 * or removed; number 0 is the account itself.
 *
 * @param number 1 or above, without gaps in an account
 * @param charge what the release costs; the same in all its entries
 * @param inputFingerprint the files that are read, empty until READING. It stays on the trusted
 *     side and is never published (P19)
 * @param manifestHash hash of the published manifest, empty until COMMITTED
 * @param writer the process that wrote this entry
 * @param when by the writer's clock; for information only, the order is that of the numbers
 */
public record LedgerEntry(
    long number,
    String releaseId,
    EntryState state,
    ApproximateDp charge,
    String specHash,
    String output,
    String inputFingerprint,
    String manifestHash,
    ProcessIdentity writer,
    Instant when) {

  public LedgerEntry {
    if (number < 1) {
      throw new IllegalArgumentException("number must be at least 1. Provided value: " + number);
    }
    LedgerIds.require("release id", releaseId);
    Objects.requireNonNull(state, "state");
    ReservationRequest.requireCharge(charge);
    LedgerText.require("spec hash", specHash, LedgerText.SHORT);
    LedgerText.require("output", output, LedgerText.LONG);
    boolean rowsRead = state == EntryState.READING || state == EntryState.COMMITTED;
    requireOnlyIf(rowsRead, "input fingerprint", inputFingerprint, state);
    requireOnlyIf(state == EntryState.COMMITTED, "manifest hash", manifestHash, state);
    Objects.requireNonNull(writer, "writer");
    Objects.requireNonNull(when, "when");
  }

  /** Whether the entry's charge counts as spent: everything but a refunded release does. */
  public boolean isCharged() {
    return state != EntryState.ABANDONED;
  }

  static LedgerEntry reserved(
      long number, ReservationRequest request, ProcessIdentity writer, Instant when) {
    return new LedgerEntry(
        number,
        request.releaseId(),
        EntryState.RESERVED,
        request.charge(),
        request.specHash(),
        request.output(),
        "",
        "",
        writer,
        when);
  }

  LedgerEntry reading(long nextNumber, String fingerprint, ProcessIdentity by, Instant at) {
    return changed(nextNumber, EntryState.READING, fingerprint, "", by, at);
  }

  LedgerEntry committed(long nextNumber, String hash, ProcessIdentity by, Instant at) {
    return changed(nextNumber, EntryState.COMMITTED, inputFingerprint, hash, by, at);
  }

  LedgerEntry abandoned(long nextNumber, ProcessIdentity by, Instant at) {
    return changed(nextNumber, EntryState.ABANDONED, "", "", by, at);
  }

  /** Whether {@code later} repeats everything about this entry's release that may not change. */
  boolean isSameReleaseAs(LedgerEntry later) {
    return releaseId.equals(later.releaseId)
        && charge.epsilon().compareTo(later.charge.epsilon()) == 0
        && charge.delta().compareTo(later.charge.delta()) == 0
        && specHash.equals(later.specHash)
        && output.equals(later.output)
        && (inputFingerprint.isEmpty() || inputFingerprint.equals(later.inputFingerprint));
  }

  private LedgerEntry changed(
      long nextNumber,
      EntryState newState,
      String fingerprint,
      String hash,
      ProcessIdentity by,
      Instant at) {
    return new LedgerEntry(
        nextNumber, releaseId, newState, charge, specHash, output, fingerprint, hash, by, at);
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
