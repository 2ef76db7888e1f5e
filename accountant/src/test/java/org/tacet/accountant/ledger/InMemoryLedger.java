package org.tacet.accountant.ledger;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The protocol over maps: for tests that need a ledger and no files. */
public class InMemoryLedger extends AppendOnlyLedger {

  static final String WHO = "ann via scheduler";

  private final ConcurrentHashMap<String, Account> accounts = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, ConcurrentNavigableMap<Long, LedgerEntry>> entries =
      new ConcurrentHashMap<>();

  public InMemoryLedger() {}

  InMemoryLedger(int attempts) {
    super(attempts);
  }

  @Override
  public List<String> accounts() {
    return accounts.keySet().stream().sorted(Comparator.naturalOrder()).toList();
  }

  @Override
  protected boolean appendAccount(Account account) {
    return accounts.putIfAbsent(account.id(), account) == null;
  }

  @Override
  protected Optional<Account> account(String accountId) {
    return Optional.ofNullable(accounts.get(accountId));
  }

  @Override
  protected List<LedgerEntry> entriesFrom(String accountId, long firstNumber) {
    return new ArrayList<>(of(accountId).tailMap(firstNumber).values());
  }

  @Override
  protected boolean append(String accountId, LedgerEntry entry) {
    return of(accountId).putIfAbsent(entry.number(), entry) == null;
  }

  @Override
  protected String who() {
    return WHO;
  }

  @Override
  protected String location() {
    return "the ledger in memory";
  }

  /** Stores an entry as an intruder would, past the protocol. */
  final void plant(String accountId, LedgerEntry entry) {
    of(accountId).put(entry.number(), entry);
  }

  final ConcurrentNavigableMap<Long, LedgerEntry> of(String accountId) {
    return entries.computeIfAbsent(accountId, unused -> new ConcurrentSkipListMap<>());
  }
}
