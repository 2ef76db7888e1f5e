package org.tacet.engine.ledger;

import org.apache.hadoop.fs.Path;
import org.tacet.engine.testing.TestHdfs;

/** Processes that share a ledger on HDFS. */
final class HdfsLedgerProcessesTest extends LedgerProcessesContract {

  private final Path folder = TestHdfs.newFolder();

  @Override
  String address() {
    return new Path(folder, "ledger").toString();
  }
}
