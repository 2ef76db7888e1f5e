package org.tacet.engine.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.tacet.engine.testing.TestHdfs;

/** A ledger's documents in a folder of HDFS. */
final class HdfsStoreTest extends FileStoreContract {

  private final Path folder = TestHdfs.newFolder();

  @Override
  FileSystem fileSystem() {
    return TestHdfs.fileSystem();
  }

  @Override
  Path folder() {
    return folder;
  }

  @Override
  LedgerStorage storage(Path root) {
    try {
      return new HdfsStorage(FileContext.getFileContext(root.toUri(), new Configuration()), root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
