package org.tacet.engine.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.io.TempDir;

/** A ledger's documents in a folder of a local disk. */
final class LocalStoreTest extends FileStoreContract {

  @TempDir private java.nio.file.Path folder;

  @Override
  FileSystem fileSystem() {
    try {
      return FileSystem.getLocal(new Configuration()).getRaw();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  Path folder() {
    return new Path(folder.toUri());
  }

  @Override
  LedgerStorage storage(Path root) {
    return new LocalStorage(java.nio.file.Path.of(root.toUri()));
  }
}
