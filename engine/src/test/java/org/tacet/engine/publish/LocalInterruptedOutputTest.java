package org.tacet.engine.publish;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.io.TempDir;

/** Runs that end on their way to a local disk. */
final class LocalInterruptedOutputTest extends InterruptedOutputContract {

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
}
