package org.tacet.accountant.ledger;

import java.util.List;

/**
 * The durable record of what was spent on a data set. A release passes through it in this order:
 * {@link #reserve} before anything is read, {@link #markReading} before the first row, {@link
 * #commit} after publishing. A crash anywhere between leaves the budget spent and nothing refunded.
 *
 * <p>Charges add by basic composition of (epsilon, delta), a filter that stays valid when the
 * parameters of a release depend on what earlier releases showed (P16). However many processes and
 * threads use one account at once, what they are granted together never exceeds its total.
 *
 * <p>Every method throws {@link IllegalArgumentException} for an id that is not legal by {@link
 * LedgerIds}, {@link LedgerException} when the store cannot be read or written, and {@link
 * CorruptLedgerException} when it holds what no ledger of this version writes. Implementations are
 * safe for use by several threads.
 */
public interface Ledger {

  /**
   * Creates an account; its total can never be changed.
   *
   * @throws AccountExistsException if there is one of that id, also one made at the same moment
   */
  void create(Account account);

  /**
   * The account as it stands now.
   *
   * @throws UnknownAccountException if there is none of that id
   */
  AccountStatement statement(String accountId);

  /** The ids of all accounts, sorted. */
  List<String> accounts();

  /**
   * Charges the account, or refuses and charges nothing.
   *
   * @throws UnknownAccountException if there is none of that id
   * @throws ReleaseAlreadyRecordedException if the account has a release of that id in any state
   * @throws BudgetRefusedException if the charge is more than what remains
   * @throws LedgerBusyException if others kept changing the account; nothing was charged
   */
  void reserve(String accountId, ReservationRequest request);

  /**
   * Records that rows are about to be read, after which the charge is final (P18).
   *
   * @param inputFingerprint what is read, 1 to 1,000,000 characters; stays in the ledger (P19)
   * @throws ReleaseStateException if the release is not RESERVED
   * @throws LedgerBusyException as in {@link #reserve}; the state did not change
   */
  void markReading(String accountId, String releaseId, String inputFingerprint);

  /**
   * Records that the result is published.
   *
   * @param manifestHash hash of the published manifest
   * @throws ReleaseStateException if the release is not READING
   * @throws LedgerBusyException as in {@link #reserve}; the state did not change
   */
  void commit(String accountId, String releaseId, String manifestHash);

  /**
   * Refunds a release that never read a row.
   *
   * @throws ReleaseStateException if the release is not RESERVED; from READING on nothing is
   *     refunded (P18)
   * @throws LedgerBusyException as in {@link #reserve}; the state did not change
   */
  void abandon(String accountId, String releaseId);
}
