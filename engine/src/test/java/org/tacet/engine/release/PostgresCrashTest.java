package org.tacet.engine.release;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tacet.engine.testing.TestPostgres;

/** A ledger in PostgreSQL, the output on a local disk. */
@Tag("campaign")
final class PostgresCrashTest extends CrashContract {

  private final String address = TestPostgres.newAddress();

  @Override
  String ledgerAddress() {
    return address;
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
    return true;
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
