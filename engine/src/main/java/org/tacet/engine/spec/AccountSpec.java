package org.tacet.engine.spec;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.AccountBudget;
import org.tacet.accountant.ledger.AccountTable;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * An account that is to be created: a document whose every field has been checked. {@link
 * AccountSpecReader} and {@link AccountFields} make it and say all that is wrong at once.
 *
 * @param account its id
 * @param privacyUnit whose presence it protects, in words
 * @param budget with nothing charged
 * @param releaseCap what one release may cost
 * @param tables whose rows belong to the units
 * @param purposes limits by purpose
 */
public record AccountSpec(
    String account,
    String privacyUnit,
    AccountBudget budget,
    Optional<ApproximateDp> releaseCap,
    List<AccountTable> tables,
    SortedMap<String, ApproximateDp> purposes) {

  public AccountSpec {
    tables = List.copyOf(tables);
    purposes = Collections.unmodifiableSortedMap(new TreeMap<>(purposes));
  }

  /**
   * The account, created now; the ledger seals it with its key.
   *
   * @param createdBy the user that creates it
   */
  public Account createdBy(String createdBy) {
    return new Account(
        account, privacyUnit, budget, releaseCap, tables, purposes, "", Instant.now(), createdBy);
  }
}
