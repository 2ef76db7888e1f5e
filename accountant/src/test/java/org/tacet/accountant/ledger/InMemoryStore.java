package org.tacet.accountant.ledger;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** A store over maps: for tests that need a ledger and no files. */
public class InMemoryStore implements LedgerStore {

  static final String WHO = "ann via scheduler";

  private final ConcurrentHashMap<String, ConcurrentNavigableMap<Long, byte[]>> documents =
      new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, byte[]> snapshots = new ConcurrentHashMap<>();

  /** A ledger over this store, as a process of its own would open it. */
  public Ledger open() {
    return new AppendOnlyLedger(this, new SerializedText(), LedgerKeys.NONE);
  }

  @Override
  public List<String> accounts() {
    return documents.entrySet().stream()
        .filter(account -> account.getValue().containsKey(0L))
        .map(Map.Entry::getKey)
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  @Override
  public Optional<byte[]> read(String accountId, long number) {
    return Optional.ofNullable(of(accountId).get(number)).map(byte[]::clone);
  }

  @Override
  public List<byte[]> readFrom(String accountId, long firstNumber) {
    List<byte[]> read = new ArrayList<>();
    for (byte[] document = of(accountId).get(firstNumber);
        document != null;
        document = of(accountId).get(firstNumber + read.size())) {
      read.add(document.clone());
    }
    if (!of(accountId).tailMap(firstNumber + read.size()).isEmpty()) {
      throw new CorruptLedgerException(
          location(accountId, firstNumber + read.size()),
          "it is missing although later entries are there");
    }
    return read;
  }

  @Override
  public boolean append(String accountId, long number, byte[] document) {
    return of(accountId).putIfAbsent(number, document.clone()) == null;
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
    return WHO;
  }

  @Override
  public String location() {
    return "the ledger in memory";
  }

  @Override
  public String location(String accountId, long number) {
    return "Entry " + number + " of account '" + accountId + "' in " + location();
  }

  /** The documents themselves, for whoever wants to tamper with them. */
  final ConcurrentNavigableMap<Long, byte[]> of(String accountId) {
    return documents.computeIfAbsent(accountId, unused -> new ConcurrentSkipListMap<>());
  }
}
