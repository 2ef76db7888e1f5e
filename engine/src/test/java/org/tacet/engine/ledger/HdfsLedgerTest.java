package org.tacet.engine.ledger;

import org.apache.hadoop.fs.Path;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerContract;
import org.tacet.engine.testing.TestHdfs;

/** The protocol over a folder of HDFS. */
final class HdfsLedgerTest extends LedgerContract {

  private final Path folder = TestHdfs.newFolder();

  @Override
  protected Ledger open() {
    return Ledgers.open(new Path(folder, "ledger").toString());
  }

  @Override
  protected String who() {
    return LedgerUser.current();
  }
}
