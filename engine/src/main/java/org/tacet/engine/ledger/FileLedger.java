package org.tacet.engine.ledger;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.AppendOnlyLedger;
import org.tacet.accountant.ledger.CorruptLedgerException;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.LedgerIds;

/**
 * A ledger in a folder: one folder an account, in it {@code 00000000.json} with the account and one
 * numbered file an entry.
 */
class FileLedger extends AppendOnlyLedger {

  private static final long ACCOUNT_NUMBER = 0;

  private final LedgerStorage storage;

  /**
   * The entries of each account, as far as they were read. An entry never changes, and one file is
   * one round trip or two on HDFS, so a release reads those before it once and not at each step.
   */
  private final Map<String, List<LedgerEntry>> known = new ConcurrentHashMap<>();

  FileLedger(LedgerStorage storage) {
    this.storage = storage;
  }

  @Override
  public final List<String> accounts() {
    if (root() == LedgerStorage.Root.NOTHING) {
      throw new LedgerException(
          "There is no ledger folder "
              + storage.path()
              + ". Fix: check the ledger's address; budget create makes the folder");
    }
    List<String> ids = new ArrayList<>();
    try {
      for (String id : storage.folders()) {
        if (LedgerIds.isLegal(id) && storage.has(id, EntryFile.name(ACCOUNT_NUMBER))) {
          ids.add(id);
        }
      }
    } catch (IOException failed) {
      throw unusable("read", storage.path(), failed);
    }
    ids.sort(null);
    return ids;
  }

  @Override
  protected final boolean appendAccount(Account account) {
    root();
    requireNoOrphans(account.id());
    try {
      storage.makeFolder(account.id());
      return storage.add(account.id(), EntryFile.name(ACCOUNT_NUMBER), LedgerJson.write(account));
    } catch (IOException failed) {
      throw unusable("written", storage.path(account.id()), failed);
    }
  }

  @Override
  protected final Optional<Account> account(String accountId) {
    root();
    Optional<byte[]> json = read(accountId, ACCOUNT_NUMBER);
    if (json.isEmpty()) {
      requireNoOrphans(accountId);
    }
    return json.map(
        found -> LedgerJson.readAccount(accountId, found, location(accountId, ACCOUNT_NUMBER)));
  }

  @Override
  protected final List<LedgerEntry> entriesFrom(String accountId, long firstNumber) {
    List<LedgerEntry> entries = known.computeIfAbsent(accountId, id -> new ArrayList<>());
    synchronized (entries) {
      readOn(accountId, entries);
      // Number n + 1 is written only by who has read n: once a listing shows a larger number, the
      // next one is there to be read too, or was lost. The listing alone could not tell, as it may
      // show the later of two files that appear while it runs, without the earlier.
      long largest = largestNumber(accountId);
      while (largest > entries.size()) {
        if (!readOn(accountId, entries)) {
          throw new CorruptLedgerException(
              location(accountId, entries.size() + 1),
              "it is missing although later entries are there");
        }
      }
      return List.copyOf(entries.subList(Math.toIntExact(firstNumber) - 1, entries.size()));
    }
  }

  /** Reads what follows the entries from 1 on; returns whether there was anything. */
  private boolean readOn(String accountId, List<LedgerEntry> entries) {
    int before = entries.size();
    Optional<byte[]> json = read(accountId, before + 1);
    while (json.isPresent()) {
      int number = entries.size() + 1;
      entries.add(LedgerJson.readEntry(accountId, json.get(), location(accountId, number)));
      json = read(accountId, number + 1);
    }
    return entries.size() > before;
  }

  @Override
  protected boolean append(String accountId, LedgerEntry entry) {
    String name = EntryFile.name(entry.number());
    try {
      return storage.add(accountId, name, LedgerJson.write(accountId, entry));
    } catch (IOException failed) {
      throw unusable("written", storage.path(accountId, name), failed);
    }
  }

  @Override
  protected final String who() {
    return LedgerUser.current();
  }

  @Override
  protected final String location() {
    return "the ledger "
        + storage.path()
        + (root() == LedgerStorage.Root.NOTHING ? " (there is no such folder)" : "");
  }

  @Override
  protected final String location(String accountId, long number) {
    return "The ledger's file " + storage.path(accountId, EntryFile.name(number));
  }

  private Optional<byte[]> read(String accountId, long number) {
    String name = EntryFile.name(number);
    try {
      return storage.read(accountId, name);
    } catch (IOException failed) {
      throw unusable("read", storage.path(accountId, name), failed);
    }
  }

  private long largestNumber(String accountId) {
    try {
      return EntryFile.largestNumber(storage.files(accountId));
    } catch (IOException failed) {
      throw unusable("read", storage.path(accountId), failed);
    }
  }

  /** Charges without their account: it was removed, and a new one would have another total. */
  private void requireNoOrphans(String accountId) {
    if (largestNumber(accountId) > ACCOUNT_NUMBER && read(accountId, ACCOUNT_NUMBER).isEmpty()) {
      throw new CorruptLedgerException(
          location(accountId, ACCOUNT_NUMBER), "it is missing although later entries are there");
    }
  }

  /** What lies at the root, which must not be a file. */
  private LedgerStorage.Root root() {
    LedgerStorage.Root root;
    try {
      root = storage.root();
    } catch (IOException failed) {
      throw unusable("read", storage.path(), failed);
    }
    if (root == LedgerStorage.Root.FILE) {
      throw new LedgerException(
          "The ledger "
              + storage.path()
              + " is a file. Fix: give the path of a folder, or of none yet");
    }
    return root;
  }

  private LedgerException unusable(String verb, String path, IOException failed) {
    // Hadoop appends the server's stack trace to the first line.
    String reason = failed.toString().lines().findFirst().orElseThrow();
    return new LedgerException(
        "The ledger's "
            + path
            + " could not be "
            + verb
            + ": "
            + reason
            + ". Fix: "
            + storage.fix(failed),
        failed);
  }
}
