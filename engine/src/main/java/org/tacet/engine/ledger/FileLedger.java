package org.tacet.engine.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.AppendOnlyLedger;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.LedgerStore;

/** The protocol over a store, with documents of format 1. */
class FileLedger extends AppendOnlyLedger {

  private final LedgerStore store;

  FileLedger(LedgerStore store) {
    this.store = store;
  }

  @Override
  public final List<String> accounts() {
    return store.accounts();
  }

  @Override
  protected final boolean appendAccount(Account account) {
    return store.append(account.id(), 0, FormatOneJson.write(account));
  }

  @Override
  protected final Optional<Account> account(String accountId) {
    return store
        .read(accountId, 0)
        .map(
            document ->
                FormatOneJson.readAccount(accountId, document, store.location(accountId, 0)));
  }

  @Override
  protected final List<LedgerEntry> entriesFrom(String accountId, long firstNumber) {
    List<LedgerEntry> entries = new ArrayList<>();
    for (byte[] document : store.readFrom(accountId, firstNumber)) {
      entries.add(
          FormatOneJson.readEntry(
              accountId, document, store.location(accountId, firstNumber + entries.size())));
    }
    return entries;
  }

  @Override
  protected boolean append(String accountId, LedgerEntry entry) {
    return store.append(accountId, entry.number(), FormatOneJson.write(accountId, entry));
  }

  @Override
  protected final String who() {
    return store.who();
  }

  @Override
  protected final String location() {
    return store.location();
  }

  @Override
  protected final String location(String accountId, long number) {
    return store.location(accountId, number);
  }
}
