package org.tacet.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.PrivilegedExceptionAction;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.LedgerRace;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.engine.testing.TestHdfs;

/** Whom the entries name. */
final class LedgerUserTest {

  @TempDir private java.nio.file.Path folder;
  private Path onHdfs;

  @BeforeEach
  void letEverybodyWrite() throws IOException {
    onHdfs = new Path(TestHdfs.newFolder(), "ledger");
    TestHdfs.fileSystem().mkdirs(onHdfs);
    TestHdfs.fileSystem().setPermission(onHdfs, new FsPermission((short) 0777));
  }

  private static UserGroupInformation scheduler() {
    return UserGroupInformation.createRemoteUser(TestHdfs.SCHEDULER);
  }

  private static String whoWrote(UserGroupInformation user, String address) throws Exception {
    user.doAs(
        (PrivilegedExceptionAction<Void>)
            () -> {
              Ledger ledger = Ledgers.open(address);
              ledger.create(
                  Account.now(
                      "a", "customer", ApproximateDp.of("1", "1e-6"), LedgerUser.current()));
              ledger.reserve("a", LedgerRace.request("r"));
              ledger.markReading("a", "r", 1, "input");
              return null;
            });
    LedgerEntry entry = Ledgers.open(address).release("a", "r").orElseThrow();
    assertThat(Ledgers.open(address).statement("a").account().createdBy())
        .isEqualTo(entry.writer().who());
    return entry.writer().who();
  }

  @Test
  void isHadoopsUserAndNotTheOperatingSystems() throws Exception {
    assertThat(whoWrote(UserGroupInformation.createRemoteUser("alice"), folder.toString()))
        .isEqualTo("alice");
    assertThat(LedgerUser.current()).isEqualTo(UserGroupInformation.getCurrentUser().getUserName());
  }

  @Test
  void isThePrincipalWithItsRealm() throws Exception {
    assertThat(
            whoWrote(UserGroupInformation.createRemoteUser("alice@EXAMPLE.ORG"), folder.toString()))
        .isEqualTo("alice@EXAMPLE.ORG");
  }

  @Test
  void isAProxyUserWithWhoActsForHim() throws Exception {
    UserGroupInformation alice = UserGroupInformation.createProxyUser("alice", scheduler());
    assertThat(whoWrote(alice, folder.toString())).isEqualTo("alice via airflow");
  }

  /** HDFS takes the same user, so that its rights and its owners speak of whom the entry names. */
  @Test
  void ownsItsEntriesOnHdfs() throws Exception {
    UserGroupInformation alice = UserGroupInformation.createProxyUser("alice", scheduler());
    assertThat(whoWrote(alice, onHdfs.toString())).isEqualTo("alice via airflow");
    assertThat(List.of(TestHdfs.fileSystem().listStatus(new Path(onHdfs, "a"))))
        .hasSize(3)
        .extracting(FileStatus::getOwner)
        .containsOnly("alice");
  }
}
