package org.tacet.engine.ledger;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.AppendOnlyLedger;
import org.tacet.accountant.ledger.CorruptLedgerException;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.LedgerIds;

/**
 * A ledger in a folder of a local disk: one folder an account, in it {@code 00000000.json} with the
 * account and one numbered file an entry. Needs a file system with hard links that are atomic
 * across all machines that use it; network file systems are not among those tested.
 */
class FileLedger extends AppendOnlyLedger {

  private static final long ACCOUNT_NUMBER = 0;

  private final Path root;

  FileLedger(Path root) {
    this.root = root;
  }

  @Override
  public final List<String> accounts() {
    requireNoFile();
    List<String> ids = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(root)) {
      for (Path folder : folders) {
        String id = folder.getFileName().toString();
        if (LedgerIds.isLegal(id) && Files.exists(entries(id).file(ACCOUNT_NUMBER))) {
          ids.add(id);
        }
      }
    } catch (NoSuchFileException none) {
      throw new LedgerException(
          "There is no ledger folder "
              + root
              + ". Fix: check the ledger's address; budget create makes the folder",
          none);
    } catch (IOException failed) {
      throw unusable("read", root, failed);
    }
    ids.sort(null);
    return ids;
  }

  @Override
  protected final boolean appendAccount(Account account) {
    requireNoFile();
    requireNoOrphans(account.id());
    Path folder = root.resolve(account.id());
    try {
      Files.createDirectories(folder);
      EntryFolder.writeThrough(root);
      if (root.getParent() != null) {
        EntryFolder.writeThrough(root.getParent());
      }
      return entries(account.id()).append(ACCOUNT_NUMBER, LedgerJson.write(account));
    } catch (IOException failed) {
      throw unusable("written", folder, failed);
    }
  }

  @Override
  protected final Optional<Account> account(String accountId) {
    requireNoFile();
    Optional<byte[]> json = read(accountId, ACCOUNT_NUMBER);
    if (json.isEmpty()) {
      requireNoOrphans(accountId);
    }
    return json.map(
        found -> LedgerJson.readAccount(accountId, found, location(accountId, ACCOUNT_NUMBER)));
  }

  @Override
  protected final List<LedgerEntry> entriesFrom(String accountId, long firstNumber) {
    List<LedgerEntry> found = new ArrayList<>();
    long next = readOn(accountId, firstNumber, found);
    // Number n + 1 is written only by who has read n: once a listing shows a larger number, the
    // next one is there to be read too, or was lost. The listing alone could not tell, as it may
    // show the later of two files that appear while it runs, without the earlier.
    long largest = largestNumber(accountId);
    while (largest >= next) {
      long after = readOn(accountId, next, found);
      if (after == next) {
        throw new CorruptLedgerException(
            location(accountId, next), "it is missing although later entries are there");
      }
      next = after;
    }
    return found;
  }

  private long readOn(String accountId, long firstNumber, List<LedgerEntry> found) {
    long number = firstNumber;
    Optional<byte[]> json = read(accountId, number);
    while (json.isPresent()) {
      found.add(LedgerJson.readEntry(accountId, json.get(), location(accountId, number)));
      number++;
      json = read(accountId, number);
    }
    return number;
  }

  @Override
  protected boolean append(String accountId, LedgerEntry entry) {
    try {
      return entries(accountId).append(entry.number(), LedgerJson.write(accountId, entry));
    } catch (IOException failed) {
      throw unusable("written", entries(accountId).file(entry.number()), failed);
    }
  }

  @Override
  protected final String location() {
    return "the ledger " + root + (Files.exists(root) ? "" : " (there is no such folder)");
  }

  @Override
  protected final String location(String accountId, long number) {
    return "The ledger's file " + entries(accountId).file(number);
  }

  private EntryFolder entries(String accountId) {
    return new EntryFolder(root.resolve(accountId));
  }

  private Optional<byte[]> read(String accountId, long number) {
    EntryFolder entries = entries(accountId);
    try {
      return entries.read(number);
    } catch (IOException failed) {
      throw unusable("read", entries.file(number), failed);
    }
  }

  private long largestNumber(String accountId) {
    try {
      return entries(accountId).largestNumber();
    } catch (IOException failed) {
      throw unusable("read", root.resolve(accountId), failed);
    }
  }

  /** Charges without their account: it was removed, and a new one would have another total. */
  private void requireNoOrphans(String accountId) {
    if (largestNumber(accountId) > ACCOUNT_NUMBER && read(accountId, ACCOUNT_NUMBER).isEmpty()) {
      throw new CorruptLedgerException(
          location(accountId, ACCOUNT_NUMBER), "it is missing although later entries are there");
    }
  }

  private void requireNoFile() {
    if (Files.exists(root) && !Files.isDirectory(root)) {
      throw new LedgerException(
          "The ledger " + root + " is a file. Fix: give the path of a folder, or of none yet");
    }
  }

  private static LedgerException unusable(String verb, Path path, IOException failed) {
    String fix =
        failed instanceof AccessDeniedException
            ? "give the user '"
                + System.getProperty("user.name")
                + "' permission to read and write the ledger's folder and all in it"
            : "check that the ledger lies on a local disk that is not full or read-only and has"
                + " hard links; budget show says whether the entry was recorded all the same";
    return new LedgerException(
        "The ledger's " + path + " could not be " + verb + ": " + failed + ". Fix: " + fix, failed);
  }
}
