package org.tacet.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.PrivilegedExceptionAction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.SafeModeAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.LedgerStore;
import org.tacet.engine.testing.TestHdfs;

/** A ledger on an HDFS that is full, closed, or loses its NameNode or a writer half-way. */
final class HdfsStoreTroubleTest {

  private final Path folder = TestHdfs.newFolder();
  private final Path ledger = new Path(folder, "ledger");
  private final DistributedFileSystem hdfs = (DistributedFileSystem) TestHdfs.fileSystem();

  private static HdfsStorage storage(Path root) {
    try {
      return new HdfsStorage(FileContext.getFileContext(root.toUri(), new Configuration()), root);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static LedgerStore open(Path root) {
    return new FileStore(storage(root));
  }

  @BeforeEach
  void createAccount() {
    assertThat(open(ledger).append("a", 0, bytes("account"))).isTrue();
  }

  private void assertOnlyTheAccountIsThere() throws IOException {
    assertThat(open(ledger).readFrom("a", 0)).hasSize(1);
    assertThat(hdfs.listStatus(new Path(ledger, "a"))).hasSize(1);
  }

  private static void assertNotWritten(LedgerStore store, String reason) {
    assertThatThrownBy(() -> store.append("a", 1, bytes("entry")))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("00000001.json could not be written")
        .hasMessageContaining(reason)
        .hasMessageContaining("HDFS is not in safe mode and no quota is used up")
        .hasMessageNotContaining("\n");
  }

  @Test
  void anHdfsInSafeModeIsReadAndNotWritten() throws IOException {
    LedgerStore store = open(ledger);
    hdfs.setSafeMode(SafeModeAction.ENTER);
    try {
      assertThat(store.readFrom("a", 0)).hasSize(1);
      assertNotWritten(store, "safe mode");
      assertThatThrownBy(() -> store.append("b", 0, bytes("account")))
          .hasMessageContaining("safe mode");
      assertThatThrownBy(() -> store.keepSnapshot("a", bytes("snapshot")))
          .hasMessageContaining("safe mode");
    } finally {
      hdfs.setSafeMode(SafeModeAction.LEAVE);
    }
    assertOnlyTheAccountIsThere();
    assertThat(store.append("a", 1, bytes("entry"))).isTrue();
  }

  @Test
  void aQuotaOfNamesThatIsUsedUpRefusesTheEntry() throws IOException {
    hdfs.setQuota(ledger, 3, HdfsConstants.QUOTA_DONT_SET); // ledger, a, the account's file
    assertNotWritten(open(ledger), "quota");
    assertOnlyTheAccountIsThere();
    hdfs.setQuota(ledger, HdfsConstants.QUOTA_RESET, HdfsConstants.QUOTA_DONT_SET);
    assertThat(open(ledger).append("a", 1, bytes("entry"))).isTrue();
  }

  @Test
  void aQuotaOfSpaceThatIsUsedUpRefusesTheEntry() throws IOException {
    hdfs.setQuota(ledger, HdfsConstants.QUOTA_DONT_SET, 1_000_000); // a block counts in full
    assertNotWritten(open(ledger), "quota");
    assertOnlyTheAccountIsThere();
  }

  /** The state of a folder whose files HDFS would keep in memory until their blocks are full. */
  @Test
  void aFolderWhoseFilesCannotBeForcedToDiskIsRefused() throws IOException {
    Path coded = new Path(folder, "coded");
    hdfs.mkdirs(coded);
    hdfs.enableErasureCodingPolicy("XOR-2-1-1024k");
    hdfs.setErasureCodingPolicy(coded, "XOR-2-1-1024k");
    LedgerStore store = open(coded);
    assertThatThrownBy(() -> store.append("a", 0, bytes("account")))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining(coded + "/a/00000000.json could not be written")
        .hasMessageContaining("can't be forced to disk")
        .hasMessageContaining("not erasure-coded");
    assertThat(hdfs.listStatus(new Path(coded, "a"))).isEmpty();
  }

  @Test
  void missingRightsAreToldWithTheUserWhoLacksThem() throws Exception {
    hdfs.setPermission(new Path(ledger, "a"), new FsPermission((short) 0555));
    assertThat(asBob(() -> open(ledger).append("a", 1, bytes("entry"))))
        .hasMessageContaining("00000001.json could not be written")
        .hasMessageContaining("Permission denied")
        .hasMessageContaining("Fix: give the user 'bob' permission")
        .hasMessageNotContaining("\n");
    hdfs.setPermission(new Path(ledger, "a"), new FsPermission((short) 0));
    assertThat(asBob(() -> open(ledger).readFrom("a", 0)))
        .hasMessageContaining("could not be read")
        .hasMessageContaining("Fix: give the user 'bob' permission");
    assertThat(asBob(() -> open(ledger).accounts()))
        .hasMessageContaining("could not be read")
        .hasMessageContaining("Fix: give the user 'bob' permission");
  }

  private static LedgerException asBob(Runnable use) throws Exception {
    return UserGroupInformation.createRemoteUser("bob")
        .doAs(
            (PrivilegedExceptionAction<LedgerException>)
                () -> catchThrowableOfType(LedgerException.class, use::run));
  }

  /** A killed writer leaves its file open and leased; that is no name of an entry. */
  @Test
  void aWriterKilledBeforeTheRenameHoldsUpNobody() throws IOException {
    FSDataOutputStream left = hdfs.create(new Path(ledger, "a/.00000001.json-0.writing"), false);
    try {
      left.write(bytes("half an ent"));
      left.hsync();
      assertThat(open(ledger).readFrom("a", 0)).hasSize(1);
      assertThat(open(ledger).append("a", 1, bytes("entry"))).isTrue();
      assertThat(open(ledger).readFrom("a", 0)).hasSize(2);
    } finally {
      left.close();
    }
  }

  /** Ends the NameNode when an entry is written and has no name yet. */
  private static final class EndingNameNode extends HdfsStorage {

    private final MiniDFSCluster cluster;

    EndingNameNode(FileContext files, Path root, MiniDFSCluster cluster) {
      super(files, root);
      this.cluster = cluster;
    }

    @Override
    void force(FSDataOutputStream out) throws IOException {
      super.force(out);
      cluster.shutdownNameNode(0);
    }
  }

  @Test
  void aNameNodeThatEndsBeforeTheRenameLeavesNoEntry(@TempDir java.nio.file.Path disk)
      throws IOException {
    Configuration impatient = TestHdfs.configuration(Files.createDirectory(disk.resolve("d")));
    impatient.setInt("ipc.client.connect.max.retries", 1);
    impatient.setInt("ipc.client.connect.retry.interval", 10);
    MiniDFSCluster cluster = new MiniDFSCluster.Builder(impatient).numDataNodes(1).build();
    try {
      Path root = cluster.getFileSystem().makeQualified(new Path("/ledger"));
      FileContext files = FileContext.getFileContext(root.toUri(), impatient);
      LedgerStore store = new FileStore(new HdfsStorage(files, root));
      store.append("a", 0, bytes("account"));
      LedgerStore ending = new FileStore(new EndingNameNode(files, root, cluster));
      assertThatThrownBy(() -> ending.append("a", 1, bytes("entry")))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("00000001.json could not be written")
          .hasMessageContaining("the NameNode and its DataNodes can be reached");
      assertThatThrownBy(() -> store.readFrom("a", 0))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("could not be read");
      cluster.restartNameNode(0);
      cluster.waitActive();
      assertThat(store.readFrom("a", 0)).hasSize(1);
      assertThat(store.append("a", 1, bytes("entry"))).isTrue();
      assertThat(new FileStore(new HdfsStorage(files, root)).readFrom("a", 0)).hasSize(2);
    } finally {
      cluster.shutdown(true);
    }
  }
}
