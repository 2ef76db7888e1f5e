package org.tacet.accountant.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** A store that lasts as long as its object; for tests of what stands on stores. */
public class InMemoryStore implements LedgerStore {

  private final Map<String, NavigableMap<Long, byte[]>> documents = new TreeMap<>();
  private final Map<String, byte[]> snapshots = new ConcurrentHashMap<>();

  /** A ledger over this store, as a process of its own would open it. */
  public final Ledger open() {
    return new AppendOnlyLedger(this, new SerializedText(), LedgerKeys.NONE);
  }

  /** The documents themselves, for whoever wants to tamper with them. */
  final synchronized NavigableMap<Long, byte[]> documents(String accountId) {
    return documents.computeIfAbsent(accountId, id -> new ConcurrentSkipListMap<>());
  }

  @Override
  public synchronized List<String> accounts() {
    if (documents.isEmpty()) {
      throw new LedgerException("There is no ledger in memory. Fix: create an account");
    }
    return documents.keySet().stream().filter(id -> documents.get(id).containsKey(0L)).toList();
  }

  @Override
  public synchronized Optional<byte[]> read(String accountId, long number) {
    return Optional.ofNullable(of(accountId).get(number)).map(byte[]::clone);
  }

  @Override
  public synchronized List<byte[]> readFrom(String accountId, long firstNumber) {
    List<byte[]> found = new ArrayList<>();
    for (Map.Entry<Long, byte[]> document : of(accountId).tailMap(firstNumber).entrySet()) {
      long next = firstNumber + found.size();
      if (document.getKey() != next) {
        throw new CorruptLedgerException(location(accountId, next), "it is missing");
      }
      found.add(document.getValue().clone());
    }
    return found;
  }

  @Override
  public boolean append(String accountId, long number, byte[] document) {
    return appendAtOnce(accountId, number, document);
  }

  private synchronized boolean appendAtOnce(String accountId, long number, byte[] document) {
    NavigableMap<Long, byte[]> account = of(accountId);
    if (account.containsKey(number)) {
      return false;
    }
    if (number == 0 && !account.isEmpty()) {
      throw new CorruptLedgerException(location(accountId, 0), "it is missing");
    }
    put(accountId, number, document);
    return true;
  }

  private NavigableMap<Long, byte[]> of(String accountId) {
    return documents.getOrDefault(accountId, new TreeMap<>());
  }

  /** Puts a document, whatever was there. */
  protected final synchronized void put(String accountId, long number, byte[] document) {
    documents
        .computeIfAbsent(accountId, id -> new ConcurrentSkipListMap<>())
        .put(number, document.clone());
  }

  /** Takes a document away, as no store does. */
  public final synchronized void lose(String accountId, long number) {
    of(accountId).remove(number);
  }

  @Override
  public Optional<byte[]> snapshot(String accountId) {
    return Optional.ofNullable(snapshots.get(accountId)).map(byte[]::clone);
  }

  @Override
  public void keepSnapshot(String accountId, byte[] snapshot) {
    snapshots.put(accountId, snapshot.clone());
  }

  @Override
  public String who() {
    return "ann";
  }

  @Override
  public String location() {
    return "the ledger in memory";
  }

  @Override
  public String location(String accountId, long number) {
    return "Entry " + number + " of account '" + accountId + "' in " + location();
  }
}
