package org.tacet.engine.release;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.accountant.ledger.AccountTable;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.LedgerHead;
import org.tacet.accountant.ledger.ReleaseAlreadyRecordedException;
import org.tacet.accountant.ledger.ReleaseStateException;
import org.tacet.accountant.ledger.Reservation;
import org.tacet.accountant.ledger.ReservationRequest;
import org.tacet.engine.source.PrivateTable;
import org.tacet.engine.spec.Fault;
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
    Map<String, ReservationRequest> requests = new TreeMap<>();
    for (String id : spec.accounts()) {
      requests.put(id, request.withTables(registered(ledger.account(id), tables)));
    }
    for (String id : ledger.accounts()) {
      Account account = ledger.account(id);
      for (AccountTable registered : account.tables()) {
        tables.stream()
            .filter(table -> table.reads(registered.place()))
            .forEach(table -> requireBelongs(account, registered, table, spec));
      }
    }
    for (PrivateTable table : tables) {
      requireSomeAccountTakes(ledger, spec, table);
    }
    return new ReleaseAccounts(ledger, requests);
  }

  private static List<String> registered(Account account, List<PrivateTable> tables) {
    return account.tables().stream()
        .map(AccountTable::place)
        .filter(place -> tables.stream().anyMatch(table -> table.reads(place)))
        .sorted()
        .toList();
  }

  private static void requireBelongs(
      Account account, AccountTable registered, PrivateTable table, ReleaseSpec spec) {
    if (!spec.accounts().contains(account.id())) {
      throw new InvalidSpecException(
          new Fault(
              "account",
              "leaves out an account that the source %s belongs to, by its table %s"
                  .formatted(table.sourceName(), registered.place()),
              String.join(", ", spec.accounts()),
              "all accounts of the tables that are read, among them " + account.id(),
              "add " + account.id() + " to account, as a list"));
    }
    if (!hasUnit(registered.unit(), table)) {
      throw new InvalidSpecException(
          new Fault(
              "sources.%s.private.unit".formatted(table.sourceName()),
              "is not the privacy unit that account %s keeps for this table"
                  .formatted(account.id()),
              unitOf(table),
              String.join(", ", registered.unit()) + ", as the table stores them",
              "set the unit to these columns, neither computed nor another column renamed: a budget of other units says nothing about these"));
    }
  }

  /** What a query, a view or an alias calls a column says nothing about whose the rows are. */
  private static boolean hasUnit(List<String> registered, PrivateTable table) {
    return lowerCase(registered).equals(lowerCase(table.storedUnitColumns()));
  }

  private static String unitOf(PrivateTable table) {
    String declared = String.join(", ", table.unitColumns());
    return lowerCase(table.unitColumns()).equals(lowerCase(table.storedUnitColumns()))
        ? declared
        : declared + " (stored as " + String.join(", ", table.storedUnitColumns()) + ")";
  }

  private static List<String> lowerCase(List<String> columns) {
    return columns.stream().map(column -> column.toLowerCase(Locale.ROOT)).sorted().toList();
  }

  private static void requireSomeAccountTakes(Ledger ledger, ReleaseSpec spec, PrivateTable table) {
    boolean taken =
        spec.accounts().stream()
            .map(ledger::account)
            .anyMatch(
                account ->
                    account.tables().isEmpty()
                        || account.tables().stream()
                            .anyMatch(registered -> table.reads(registered.place())));
    if (!taken) {
      throw new InvalidSpecException(
          new Fault(
              "account",
              "names no account that has the table of source " + table.sourceName(),
              String.join(", ", spec.accounts()),
              "an account with that table, or one without a list of tables",
              "name the account of these privacy units; budget show lists each account's tables"));
    }
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
