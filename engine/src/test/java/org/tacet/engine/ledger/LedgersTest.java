package org.tacet.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.loss.ApproximateDp;

/** The addresses of ledgers. */
final class LedgersTest {

  @TempDir private Path folder;

  @Test
  void allSpellingsOfAPathNameOneLedger() {
    Path path = folder.resolve("a ledger%20here");
    Ledgers.open("file:" + path).create(Account.now("a", "customer", ApproximateDp.of("1", "0")));
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
        "hdfs://name/ledger",
        "hdfs:/ledger",
        "jdbc:postgresql://host/database",
        "s3a://bucket/ledger",
        "File:/ledger",
        "/ledger\u0000"
      })
  void anotherAddressIsRefused(String address) {
    assertThatThrownBy(() -> Ledgers.open(address))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("Ledger address '" + address + "' is refused")
        .hasMessageContaining("Fix: give file:<path>");
  }
}
