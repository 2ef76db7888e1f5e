package org.tacet.engine.release;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tacet.engine.testing.TestHdfs;

/** Ledger and output on HDFS. */
@Tag("campaign")
final class HdfsCrashTest extends CrashContract {

  private final Path root = TestHdfs.newFolder();

  @Override
  String ledgerAddress() {
    return new Path(root, "ledger").toString();
  }

  @Override
  Path folder() {
    return new Path(root, "files");
  }

  @Override
  FileSystem files() {
    return TestHdfs.fileSystem();
  }

  @Override
  boolean mayArriveLater() {
    return false;
  }

  @Override
  boolean anotherRunsFirst(CrashPoint point) {
    return List.of(CrashPoint.values()).indexOf(point) % 2 == 1;
  }

  @ParameterizedTest
  @EnumSource(CrashPoint.class)
  void whatIsPublishedIsOneDrawAndPaidAtEachPoint(CrashPoint point)
      throws IOException, InterruptedException {
    crashAndGoOn(point);
  }
}
