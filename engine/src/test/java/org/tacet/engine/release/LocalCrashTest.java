package org.tacet.engine.release;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ledger and output on a local disk. */
final class LocalCrashTest extends CrashContract {

  @Override
  String ledgerAddress() {
    return local.resolve("ledger").toString();
  }

  @Override
  Path folder() {
    return new Path(local.resolve("files").toString());
  }

  @Override
  FileSystem files() throws IOException {
    return FileSystem.getLocal(new Configuration());
  }

  @Override
  boolean mayArriveLater() {
    return false;
  }

  @Override
  boolean anotherRunsFirst(CrashPoint point) {
    return point.charges() == 1;
  }

  @ParameterizedTest
  @EnumSource(
      value = CrashPoint.class,
      names = {"WHILE_MARKING_READING", "WITHIN_A_TASK", "EARLIER_MOVED_ASIDE", "WHILE_COMMITTING"})
  void whatIsPublishedIsOneDrawAndPaid(CrashPoint point) throws IOException, InterruptedException {
    crashAndGoOn(point);
  }

  @Tag("campaign")
  @ParameterizedTest
  @EnumSource(CrashPoint.class)
  void whatIsPublishedIsOneDrawAndPaidAtEachPoint(CrashPoint point)
      throws IOException, InterruptedException {
    crashAndGoOn(point);
  }
}
