package org.tacet.engine.ledger;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tacet.accountant.ledger.CorruptLedgerException;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.LedgerIds;
import org.tacet.accountant.ledger.LedgerStore;

/**
 * A ledger in a folder: one folder an account, in it {@code 00000000.json} with the account and one
 * numbered file an entry, and {@code snapshot.json}.
 */
class FileStore implements LedgerStore {

  private static final long ACCOUNT_NUMBER = 0;

  private final LedgerStorage storage;
  private final Set<String> ownFolders = ConcurrentHashMap.newKeySet();

  FileStore(LedgerStorage storage) {
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
  public final Optional<byte[]> read(String accountId, long number) {
    requireUsable(accountId);
    return document(accountId, number);
  }

  @Override
  public final List<byte[]> readFrom(String accountId, long firstNumber) {
    requireUsable(accountId);
    List<byte[]> documents = new ArrayList<>();
    readOn(accountId, firstNumber, documents);
    // Number n + 1 is written only by who has read n: once a listing shows a larger number, the
    // next one is there to be read too, or was lost. The listing alone could not tell, as it may
    // show the later of two files that appear while it runs, without the earlier.
    long end = numbers(accountId).length();
    while (firstNumber + documents.size() < end) {
      if (!readOn(accountId, firstNumber, documents)) {
        throw lost(accountId, firstNumber + documents.size());
      }
    }
    return documents;
  }

  /** Reads what follows the documents that were read; returns whether there was anything. */
  private boolean readOn(String accountId, long firstNumber, List<byte[]> documents) {
    int before = documents.size();
    Optional<byte[]> next = document(accountId, firstNumber + before);
    while (next.isPresent()) {
      documents.add(next.get());
      next = document(accountId, firstNumber + documents.size());
    }
    return documents.size() > before;
  }

  @Override
  public boolean append(String accountId, long number, byte[] document) {
    requireUsable(accountId);
    String name = EntryFile.name(number);
    try {
      if (number == ACCOUNT_NUMBER) {
        requireNoOrphans(accountId);
        storage.makeFolder(accountId);
        requireListed(accountId);
      }
      // Whoever comes too late should not write and sync a file for nothing.
      return !storage.has(accountId, name) && storage.add(accountId, name, document);
    } catch (IOException failed) {
      throw unusable("written", storage.path(accountId, name), failed);
    }
  }

  @Override
  public final Optional<byte[]> snapshot(String accountId) {
    requireUsable(accountId);
    try {
      return storage.read(accountId, EntryFile.SNAPSHOT);
    } catch (IOException failed) {
      throw unusable("read", storage.path(accountId, EntryFile.SNAPSHOT), failed);
    }
  }

  @Override
  public final void keepSnapshot(String accountId, byte[] snapshot) {
    requireUsable(accountId);
    try {
      storage.replace(accountId, EntryFile.SNAPSHOT, snapshot);
    } catch (IOException failed) {
      throw unusable("written", storage.path(accountId, EntryFile.SNAPSHOT), failed);
    }
  }

  @Override
  public final String who() {
    return LedgerUser.current();
  }

  @Override
  public final String location() {
    return "the ledger "
        + storage.path()
        + (root() == LedgerStorage.Root.NOTHING ? " (there is no such folder)" : "");
  }

  @Override
  public final String location(String accountId, long number) {
    return "The ledger's file " + storage.path(accountId, EntryFile.name(number));
  }

  private Optional<byte[]> document(String accountId, long number) {
    String name = EntryFile.name(number);
    try {
      return storage.read(accountId, name);
    } catch (IOException failed) {
      throw unusable("read", storage.path(accountId, name), failed);
    }
  }

  private boolean has(String accountId, long number) {
    String name = EntryFile.name(number);
    try {
      return storage.has(accountId, name);
    } catch (IOException failed) {
      throw unusable("read", storage.path(accountId, name), failed);
    }
  }

  private BitSet numbers(String accountId) {
    try {
      return EntryFile.numbers(storage.files(accountId));
    } catch (IOException failed) {
      throw unusable("read", storage.path(accountId), failed);
    }
  }

  /** Charges without their account: it was removed, and a new one would have another total. */
  private void requireNoOrphans(String accountId) {
    if (numbers(accountId).length() > 1 && !has(accountId, ACCOUNT_NUMBER)) {
      throw lost(accountId, ACCOUNT_NUMBER);
    }
  }

  private CorruptLedgerException lost(String accountId, long number) {
    return new CorruptLedgerException(
        location(accountId, number), "it is missing although later entries are there");
  }

  private void requireUsable(String accountId) {
    LedgerIds.require("account id", accountId);
    root();
    try {
      requireOwnFolder(accountId);
    } catch (IOException failed) {
      throw unusable("read", storage.path(accountId), failed);
    }
  }

  /**
   * Of two ids that differ in their case only, some file systems make one folder, so that two
   * accounts would be one. There a name reaches what is listed under another.
   */
  private void requireOwnFolder(String accountId) throws IOException {
    if (ownFolders.contains(accountId)) {
      return;
    }
    if (!storage.folders().contains(accountId)) {
      if (!storage.has(accountId, EntryFile.name(ACCOUNT_NUMBER))) {
        return;
      }
      requireListed(accountId);
    }
    ownFolders.add(accountId);
  }

  /** For a folder that is there by now. */
  private void requireListed(String accountId) throws IOException {
    if (!storage.folders().contains(accountId)) {
      throw new LedgerException(
          "Account id '"
              + accountId
              + "' is refused: the file system of "
              + storage.path()
              + " takes it for the folder of another account, whose id differs only in upper and"
              + " lower case. Fix: give the other id, letter by letter, or choose one that differs"
              + " in more");
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
