package org.tacet.accountant.ledger;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The durable record of what was spent on a data set. A release passes through it in this order:
 * {@link #reserve} before anything is read, {@link #markReading} before the first row, {@link
 * #commit} after publishing. A crash anywhere between leaves the budget spent and nothing refunded.
 *
 * <p>Accounts grant by a budget that stays valid when the parameters of a release depend on what
 * earlier releases showed (P16). However many processes and threads use one account at once, what
 * they are granted together never exceeds its total.
 *
 * <p>Every method throws {@link IllegalArgumentException} for an id that is not legal by {@link
 * LedgerIds}, {@link UnknownAccountException} for an account that is not there, {@link
 * LedgerException} when the store cannot be read or written, and {@link CorruptLedgerException}
 * when it holds what no ledger of this version writes. Implementations are safe for use by several
 * threads.
 */
public interface Ledger {

  /**
   * Creates an account; nothing of it can ever be changed. It is sealed with the ledger's current
   * key, if there is one.
   *
   * @throws AccountExistsException if there is one of that id, also one made at the same moment
   */
  void create(Account account);

  /** The account as it stands now. */
  AccountStatement statement(String accountId);

  /** The ids of all accounts, sorted. */
  List<String> accounts();

  /** The account as it was created, without looking at its entries. */
  Account account(String accountId);

  /** All entries, in order. */
  List<LedgerEntry> entries(String accountId);

  /** The newest entry of every release, in order of reservation. */
  default List<LedgerEntry> releases(String accountId) {
    Map<String, LedgerEntry> newest = new LinkedHashMap<>();
    entries(accountId).forEach(entry -> newest.put(entry.releaseId(), entry));
    return List.copyOf(newest.values());
  }

  /** The newest entry of a release, or empty if the account has none of that id. */
  Optional<LedgerEntry> release(String accountId, String releaseId);

  /**
   * Charges the account, or refuses and charges nothing. Where the same attempt of the same release
   * is RESERVED already, by a process that may have ended, it is taken over and nothing is charged;
   * of two processes that go on with it one gets past {@link #markReading}.
   *
   * @throws ReleaseAlreadyRecordedException if the id is recorded for another spec, input or
   *     output, or stands elsewhere than before this attempt
   * @throws BudgetRefusedException if the account or its budget refuses
   * @throws LedgerBusyException if others kept changing the account; nothing was charged
   */
  Reservation reserve(String accountId, ReservationRequest request);

  /**
   * Records that rows are about to be read, after which the charge is final (P18).
   *
   * @param inputFiles what is read, 1 to 1,000,000 characters; stays in the ledger (P19)
   * @return the entry that says so, as a manifest names it
   * @throws ReleaseStateException if that attempt of the release is not RESERVED
   * @throws LedgerBusyException as in {@link #reserve}; the state did not change
   */
  LedgerHead markReading(String accountId, String releaseId, int attempt, String inputFiles);

  /**
   * Records that the result is published.
   *
   * @param manifestHash hash of the published manifest
   * @throws ReleaseStateException if that attempt of the release is not READING
   * @throws LedgerBusyException as in {@link #reserve}; the state did not change
   */
  void commit(String accountId, String releaseId, int attempt, String manifestHash);

  /**
   * Refunds a release that never read a row.
   *
   * @throws ReleaseStateException if that attempt of the release is not RESERVED; from READING on
   *     nothing is refunded (P18)
   * @throws LedgerBusyException as in {@link #reserve}; the state did not change
   */
  void abandon(String accountId, String releaseId, int attempt);

  /**
   * Looks at every document of an account: seals, order, states, sums, and whether each charge is
   * what the event costs. It changes nothing and throws nothing for what it finds.
   *
   * @param expected heads that the account has to contain, from earlier looks or from manifests
   */
  AccountVerification verify(String accountId, List<LedgerHead> expected);
}
