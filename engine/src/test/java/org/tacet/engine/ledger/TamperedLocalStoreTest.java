package org.tacet.engine.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.LedgerStore;

/** Files that are changed by whoever may write the folder. */
final class TamperedLocalStoreTest extends TamperedStoreContract {

  @TempDir private Path folder;

  @Override
  LedgerStore open() {
    return new FileStore(new LocalStorage(folder));
  }

  private Path file(long number) {
    return folder.resolve(ACCOUNT).resolve(EntryFile.name(number));
  }

  @Override
  void put(long number, byte[] document) throws IOException {
    Files.write(file(number), document);
  }

  @Override
  void remove(long number) throws IOException {
    Files.delete(file(number));
  }
}
