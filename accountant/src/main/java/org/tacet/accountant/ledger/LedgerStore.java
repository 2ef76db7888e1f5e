package org.tacet.accountant.ledger;

import java.util.List;
import java.util.Optional;

/**
 * What a store has to offer for a ledger: for each account, documents under the numbers 0, 1, 2 and
 * so on, which are only ever added. Document 0 is the account itself. What a document says is none
 * of the store's business.
 *
 * <p>The one operation that the budget stands on is {@link #append}: of any number of writers, on
 * any number of machines, one gets a number (P16). There are no locks, leases or clocks, and a
 * writer that dies holds up nobody.
 *
 * <p>Account ids are legal by {@link LedgerIds}. Every method throws a {@link LedgerException} when
 * the store can't be read or written; its message names the place and the fix. Implementations are
 * safe for use by several threads, and pass {@code LedgerStoreContract}.
 */
public interface LedgerStore {

  /**
   * The ids of all accounts, sorted.
   *
   * @throws LedgerException if there is no such ledger at all
   */
  List<String> accounts();

  /** The document of a number, or empty if there is none, also where there is no ledger yet. */
  Optional<byte[]> read(String accountId, long number);

  /**
   * All documents of an account from a number on, in order; empty if there is none, also where
   * there is no ledger yet.
   *
   * @param firstNumber at least 0
   * @throws CorruptLedgerException if a number is missing although a later one is there
   */
  List<byte[]> readFrom(String accountId, long firstNumber);

  /**
   * Adds a document, durably and all or nothing. With number 0 it creates the account, and the
   * ledger where there is none yet.
   *
   * @return false if the number is taken, in which case the other document can be read by now
   * @throws CorruptLedgerException for number 0, if the account has later documents
   */
  boolean append(String accountId, long number, byte[] document);

  /** What was last kept as a snapshot of the account, or empty. */
  Optional<byte[]> snapshot(String accountId);

  /**
   * Keeps a snapshot in place of the one before. A snapshot only saves time: one that is lost, old
   * or half the account's age does no harm, and of two that are kept at once either may stay.
   */
  void keepSnapshot(String accountId, byte[] snapshot);

  /** The user that entries are to name as their writer, 1 to 1,000 characters. */
  String who();

  /** Where the ledger is, for messages: "the ledger file:/data/ledger". */
  String location();

  /** Where a document is, for messages, at the beginning of a sentence. */
  String location(String accountId, long number);
}
