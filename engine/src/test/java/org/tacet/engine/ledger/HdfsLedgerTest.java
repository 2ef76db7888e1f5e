package org.tacet.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.PrivilegedExceptionAction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.LedgerRace;
import org.tacet.accountant.ledger.ReservationRequest;
import org.tacet.engine.testing.TestHdfs;

/** A ledger in a folder of HDFS. */
final class HdfsLedgerTest extends FileLedgerContract {

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

  /** The state of a folder whose files HDFS would keep in memory until their blocks are full. */
  @Test
  void aFolderWhoseFilesCannotBeForcedToDiskIsRefused() throws IOException {
    Path coded = new Path(folder, "coded");
    DistributedFileSystem hdfs = (DistributedFileSystem) fileSystem();
    hdfs.mkdirs(coded);
    hdfs.enableErasureCodingPolicy("XOR-2-1-1024k");
    hdfs.setErasureCodingPolicy(coded, "XOR-2-1-1024k");
    Ledger ledger = new FileLedger(storage(coded));
    assertThatThrownBy(() -> ledger.create(LedgerRace.account("a", 1)))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining(coded + "/a could not be written")
        .hasMessageContaining("can't be forced to disk")
        .hasMessageContaining("not erasure-coded");
    assertThat(hdfs.listStatus(new Path(coded, "a"))).isEmpty();
  }

  @Test
  void missingRightsAreToldWithTheUserWhoLacksThem() throws Exception {
    open().create(LedgerRace.account("a", 1));
    fileSystem().setPermission(new Path(folder, "ledger/a"), new FsPermission((short) 0555));
    LedgerException refused =
        UserGroupInformation.createRemoteUser("bob")
            .doAs(
                (PrivilegedExceptionAction<LedgerException>)
                    () ->
                        catchThrowableOfType(
                            LedgerException.class,
                            () ->
                                Ledgers.open(new Path(folder, "ledger").toString())
                                    .reserve(
                                        "a",
                                        new ReservationRequest(
                                            "r", LedgerRace.CHARGE, "hash", "/output"))));
    assertThat(refused)
        .hasMessageContaining("00000001.json could not be written")
        .hasMessageContaining("Permission denied")
        .hasMessageContaining("Fix: give the user 'bob' permission")
        .hasMessageNotContaining("\n");
  }
}
