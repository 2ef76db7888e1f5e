package org.tacet.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.LedgerRace;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.engine.testing.TestHdfs;

/** The addresses of ledgers. */
final class LedgersTest {

  @TempDir private Path folder;

  @Test
  void allSpellingsOfAPathNameOneLedger() {
    Path path = folder.resolve("a ledger%20here");
    Ledgers.open("file:" + path)
        .create(Account.now("a", "customer", ApproximateDp.of("1", "0"), "ann"));
    assertThat(path.resolve("a/00000000.json")).exists();
    assertThat(Ledgers.open("file://" + path).accounts()).containsExactly("a");
    assertThat(Ledgers.open(path.toString()).accounts()).containsExactly("a");
    assertThat(Ledgers.open(path + "/../" + path.getFileName() + "/").accounts())
        .containsExactly("a");
  }

  @Test
  void aRelativePathIsFoundFromTheWorkingFolder() {
    Path relative = Path.of("").toAbsolutePath().relativize(folder.resolve("ledger"));
    for (String address : new String[] {relative.toString(), "file:" + relative}) {
      assertThatThrownBy(() -> Ledgers.open(address).statement("a"))
          .hasMessageContaining("the ledger " + folder.resolve("ledger"));
    }
  }

  @Test
  void openingTouchesNothing() {
    Ledgers.open(folder.resolve("ledger").toString());
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "file:",
        "file://",
        "file://host/ledger",
        "hdfs:ledger",
        "hdfs:/ledger",
        "hdfs:///ledger",
        "hdfs://127.0.0.1:1",
        "hdfs://127.0.0.1:1/",
        "hdfs://no-such-name/ledger",
        "HDFS://127.0.0.1:1/ledger",
        "jdbc:mysql://host/database",
        "s3a://bucket/ledger",
        "File:/ledger",
        "/ledger\u0000"
      })
  void anotherAddressIsRefused(String address) {
    assertThatThrownBy(() -> Ledgers.open(address))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("Ledger address '" + address + "' is refused")
        .hasMessageContaining("Fix: give file:<path>")
        .hasMessageContaining("hdfs://<NameNode>/<path>");
  }

  /** What means PostgreSQL is refused by who knows which part of it may be a password. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://ann:secret@host/database",
        "jdbc:postgresql://host/d?password=secret"
      })
  void anAddressWithAPasswordIsRefusedAndNotRepeated(String address) {
    assertThatThrownBy(() -> Ledgers.open(address))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("Fix: give postgresql://<host>")
        .hasMessageNotContaining("secret");
  }

  /** P16: what could grant one budget to two releases is refused with that reason. */
  @ParameterizedTest
  @ValueSource(strings = {"s3a", "s3", "gs", "abfs", "abfss", "wasbs", "oss", "cosn", "obs"})
  void anObjectStoreIsRefusedForItsAppends(String scheme) {
    assertThatThrownBy(() -> Ledgers.open(scheme + "://bucket/ledger"))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("no atomic compare-and-append")
        .hasMessageContaining("two releases could be granted the same budget");
  }

  @ParameterizedTest
  @ValueSource(strings = {"viewfs", "webhdfs", "har", "ofs", "nosuch"})
  void anotherFileSystemIsRefusedForWhatIsNotKnownOfIt(String scheme) {
    assertThatThrownBy(() -> Ledgers.open(scheme + "://host/ledger"))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining(scheme + ": ");
  }

  @Test
  void allSpellingsOfAPathOnHdfsNameOneLedger() {
    org.apache.hadoop.fs.Path path =
        new org.apache.hadoop.fs.Path(TestHdfs.newFolder(), "a ledger%20here");
    Ledgers.open(path.toString()).create(LedgerRace.account("a", 1));
    Configuration byDefault = new Configuration();
    byDefault.set("fs.defaultFS", TestHdfs.fileSystem().getUri().toString());
    String withoutName = path.toUri().getPath();
    for (String address :
        new String[] {
          "hdfs:" + withoutName, "hdfs://" + withoutName, path + "/", path + "/../" + path.getName()
        }) {
      assertThat(Ledgers.open(address, byDefault).accounts()).as(address).containsExactly("a");
    }
  }

  /** A plain path stays local: it never meant another ledger, whatever the cluster's default is. */
  @Test
  void aPlainPathIsLocalWhateverTheDefaultFileSystem() {
    Configuration byDefault = new Configuration();
    byDefault.set("fs.defaultFS", TestHdfs.fileSystem().getUri().toString());
    Ledgers.open(folder.resolve("ledger").toString(), byDefault).create(LedgerRace.account("a", 1));
    assertThat(folder.resolve("ledger/a/00000000.json")).exists();
  }
}
