package org.tacet.engine.publish;

import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.tacet.engine.testing.TestHdfs;

/** Runs that end on their way to HDFS. */
final class HdfsInterruptedOutputTest extends InterruptedOutputContract {

  private final Path folder = TestHdfs.newFolder();

  @Override
  FileSystem fileSystem() {
    return TestHdfs.fileSystem();
  }

  @Override
  Path folder() {
    return folder;
  }
}
