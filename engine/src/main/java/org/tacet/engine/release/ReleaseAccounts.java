package org.tacet.engine.release;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.LedgerHead;
import org.tacet.accountant.ledger.ReleaseAlreadyRecordedException;
import org.tacet.accountant.ledger.ReleaseStateException;
import org.tacet.accountant.ledger.Reservation;
import org.tacet.accountant.ledger.ReservationRequest;
import org.tacet.engine.source.PrivateTable;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.ReleaseSpec;

/**
 * The accounts that a release is charged to: every one that its tables belong to, and each the
 * whole price (P17).
 */
final class ReleaseAccounts {

  private final Ledger ledger;

  /** What each account is asked for, in order of the ids: all processes reserve in one order. */
  private final Map<String, ReservationRequest> requests;

  /**
   * @param requests by account
   */
  ReleaseAccounts(Ledger ledger, Map<String, ReservationRequest> requests) {
    this.ledger = ledger;
    this.requests = new TreeMap<>(requests);
  }

  /**
   * The accounts that a spec names.
   *
   * @param request what each of them is asked for, without tables
   * @param tables the private tables that are read
   * @throws InvalidSpecException when a table belongs to an account that is not named, or has other
   *     privacy units there, or to none of those that are
   */
  static ReleaseAccounts of(
      Ledger ledger, ReleaseSpec spec, ReservationRequest request, List<PrivateTable> tables) {
    TableOwnership ownership = new TableOwnership(ledger, spec.accounts(), tables);
    ownership.require();
    Map<String, ReservationRequest> requests = new TreeMap<>();
    for (String id : spec.accounts()) {
      requests.put(id, request.withTables(ownership.readFrom(id)));
    }
    return new ReleaseAccounts(ledger, requests);
  }

  List<String> ids() {
    return List.copyOf(requests.keySet());
  }

  /**
   * The newest entry of the release in each account that has one.
   *
   * @throws ReleaseAlreadyRecordedException if one of them is of another spec, input or output (P8)
   */
  Map<String, LedgerEntry> recorded() {
    Map<String, LedgerEntry> recorded = new LinkedHashMap<>();
    requests.forEach(
        (id, request) -> {
          Optional<LedgerEntry> entry = ledger.release(id, request.releaseId());
          entry.ifPresent(
              known -> {
                String difference = known.release().differenceTo(request);
                if (!difference.isEmpty()) {
                  throw new ReleaseAlreadyRecordedException(id, known, difference);
                }
                recorded.put(id, known);
              });
        });
    return recorded;
  }

  /**
   * An attempt before the given one that read its input. The newest entries don't tell: the attempt
   * after it may have been given up before it read. Looks at all entries, where there is such an
   * attempt at all.
   */
  Optional<LedgerEntry> readBefore(int attempt) {
    if (attempt < 2) {
      return Optional.empty();
    }
    return requests.entrySet().stream()
        .flatMap(
            asked ->
                ledger.entries(asked.getKey()).stream()
                    .filter(entry -> entry.releaseId().equals(asked.getValue().releaseId())))
        .filter(entry -> entry.state() == EntryState.READING && entry.attempt() < attempt)
        .findFirst();
  }

  /**
   * Whether an attempt is reserved, in this period of every budget that renews, wherever it is
   * recorded at all.
   */
  boolean mayTakeOver(Map<String, LedgerEntry> recorded, int attempt) {
    Instant now = Instant.now();
    return !recorded.isEmpty()
        && recorded.entrySet().stream()
            .allMatch(
                known ->
                    known.getValue().state() == EntryState.RESERVED
                        && known.getValue().attempt() == attempt
                        && ledger.account(known.getKey()).budget().periodOf(now)
                            == known.getValue().period());
  }

  /**
   * Reserves an attempt in all accounts, or in none that was not reserved before. One that waits in
   * another attempt and read nothing is given up first.
   */
  void reserve(int attempt) {
    List<String> reserved = new ArrayList<>();
    boolean all = false;
    try {
      requests.forEach(
          (id, request) -> {
            ledger
                .release(id, request.releaseId())
                .filter(entry -> entry.state() == EntryState.RESERVED && entry.attempt() != attempt)
                .ifPresent(entry -> ledger.abandon(id, entry.releaseId(), entry.attempt()));
            Reservation reservation = ledger.reserve(id, request.withAttempt(attempt));
            if (!reservation.takenOver()) {
              reserved.add(id);
            }
          });
      all = true;
    } finally {
      if (!all) {
        abandon(attempt, reserved);
      }
    }
  }

  /** Marks all as reading; what manifests say of it. */
  List<LedgerHead> markReading(int attempt, String inputFiles) {
    List<LedgerHead> heads = new ArrayList<>();
    requests.forEach(
        (id, request) ->
            heads.add(ledger.markReading(id, request.releaseId(), attempt, inputFiles)));
    return heads;
  }

  /** Commits in all accounts in which the attempt is reading; in others it is committed already. */
  void commit(int attempt, String manifestHash) {
    requests.forEach(
        (id, request) ->
            ledger
                .release(id, request.releaseId())
                .filter(entry -> entry.state() == EntryState.READING && entry.attempt() == attempt)
                .ifPresent(entry -> commit(id, entry, manifestHash)));
  }

  /** Another process may find the result published, too, and commit it first. */
  private void commit(String account, LedgerEntry reading, String manifestHash) {
    try {
      ledger.commit(account, reading.releaseId(), reading.attempt(), manifestHash);
    } catch (ReleaseStateException raced) {
      boolean isCommitted =
          ledger
              .release(account, reading.releaseId())
              .filter(entry -> entry.manifestHash().equals(manifestHash))
              .isPresent();
      if (!isCommitted) {
        throw raced;
      }
    }
  }

  /**
   * Refunds in all accounts in which the attempt is reserved and read nothing (P18). It is given up
   * in the order in which it is marked as reading, and no further than to the first account in
   * which it was marked: whoever marked it there goes on to the others.
   *
   * @return whether no account stays charged for it
   */
  boolean abandon(int attempt) {
    return abandon(attempt, ids());
  }

  private boolean abandon(int attempt, List<String> accounts) {
    for (String account : accounts) {
      if (!abandon(attempt, account)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the account is not charged for the attempt, any more or at all. */
  private boolean abandon(int attempt, String account) {
    String releaseId = requests.get(account).releaseId();
    Optional<LedgerEntry> charged =
        ledger
            .release(account, releaseId)
            .filter(entry -> entry.attempt() == attempt && entry.isCharged());
    if (charged.isEmpty() || charged.get().state() != EntryState.RESERVED) {
      return charged.isEmpty();
    }
    try {
      ledger.abandon(account, releaseId, attempt);
      return true;
    } catch (ReleaseStateException raced) {
      return false; // marked meanwhile, or given up by another process, which sees to the others
    }
  }

  List<AccountStatement> statements() {
    return requests.keySet().stream().map(ledger::statement).toList();
  }
}
