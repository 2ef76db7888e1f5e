package org.tacet.engine.publish;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.io.TempDir;

/** Publishing to a local disk. */
final class LocalStagedOutputTest extends StagedOutputContract {

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
  int rounds() {
    return 25;
  }
}
