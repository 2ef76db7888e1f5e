package org.tacet.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.AppendOnlyLedger;
import org.tacet.accountant.ledger.CorruptLedgerException;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.LedgerHead;
import org.tacet.accountant.ledger.LedgerKeys;
import org.tacet.accountant.ledger.LedgerRace;
import org.tacet.accountant.ledger.ProcessIdentity;
import org.tacet.accountant.ledger.ReservationRequest;
import org.tacet.accountant.ledger.UnknownAccountException;
import org.tacet.accountant.loss.ApproximateDp;

/** The files of format 1, and files that are not of it. */
final class FileLedgerFormatTest {

  private static final String ACCOUNT =
      """
      {
        "format" : 1,
        "account" : "shop",
        "privacy_unit" : "customer of shop X",
        "epsilon" : "1.0",
        "delta" : "0.000001",
        "created" : "2026-01-02T03:04:05.678Z",
        "created_by" : "ann"
      }""";

  private static final String ENTRY =
      """
      {
        "format" : 1,
        "account" : "shop",
        "number" : 1,
        "release" : "r-2026-01",
        "state" : "RESERVED",
        "epsilon" : "0.10",
        "delta" : "1E-9",
        "spec_hash" : "cafe",
        "output" : "hdfs://name/out put",
        "input_fingerprint" : "",
        "manifest_hash" : "",
        "who" : "ann",
        "host" : "worker",
        "process_id" : 42,
        "process_started" : "2026-01-02T03:00:00Z",
        "when" : "2026-01-02T03:04:06Z"
      }""";

  private static final ApproximateDp CHARGE = ApproximateDp.of("0.1", "1e-9");

  @TempDir private Path root;

  private Path first;

  /** A handle that has read nothing yet, as the next process has. */
  private Ledger ledger() {
    return new AppendOnlyLedger(
        new FileStore(new LocalStorage(root)), new LedgerJson(), LedgerKeys.NONE);
  }

  @BeforeEach
  void writeLedger() throws IOException {
    Files.createDirectory(root.resolve("shop"));
    Files.writeString(root.resolve("shop/00000000.json"), ACCOUNT);
    first = root.resolve("shop/00000001.json");
    Files.writeString(first, ENTRY);
  }

  /** Format 1 as it was first released: what this reads and writes may never change. */
  @Test
  void theFilesOfFormatOne() {
    Account account = ledger().account("shop");
    assertThat(account.total()).isEqualTo(ApproximateDp.of("1.0", "0.000001"));
    assertThat(account.privacyUnit()).isEqualTo("customer of shop X");
    assertThat(account.created()).isEqualTo(Instant.parse("2026-01-02T03:04:05.678Z"));
    assertThat(account.createdBy()).isEqualTo("ann");
    LedgerEntry entry = ledger().release("shop", "r-2026-01").orElseThrow();
    assertThat(entry.state()).isEqualTo(EntryState.RESERVED);
    assertThat(entry.charge())
        .isEqualTo(new Charge(new BigDecimal("0.10"), new BigDecimal("1E-9")));
    assertThat(entry.cost()).isEqualTo(ApproximateDp.of("0.10", "1E-9"));
    assertThat(entry.specHash()).isEqualTo("cafe");
    assertThat(entry.output()).isEqualTo("hdfs://name/out put");
    assertThat(entry.writer())
        .isEqualTo(new ProcessIdentity("ann", "worker", 42, Instant.parse("2026-01-02T03:00:00Z")));
    assertThat(entry.when()).isEqualTo(Instant.parse("2026-01-02T03:04:06Z"));
  }

  /** What was charged stays charged, and new entries seal the old ones. */
  @Test
  void anAccountOfFormatOneGoesOn() throws IOException {
    ledger().markReading("shop", "r-2026-01", 1, "files");
    ledger().reserve("shop", request("s"));
    assertThat(ledger().statement("shop").remaining(Instant.EPOCH).loss())
        .isEqualByComparingTo("0.8");
    LedgerHead head = ledger().statement("shop").head();
    assertThat(ledger().verify("shop", List.of(head)).findings()).isEmpty();
    Files.writeString(first, ENTRY.replace("0.10", "0.01"));
    assertThat(ledger().verify("shop", List.of()).findings()).isNotEmpty();
    assertNothingIsGranted();
  }

  @Test
  void aNewerFormatIsRefusedWhateverElseItHolds() throws IOException {
    for (String newer :
        new String[] {"{\"format\": 3, \"sub_account\": 1}", "{\"format\": 1000}"}) {
      Files.writeString(first, newer);
      assertThatThrownBy(() -> ledger().statement("shop"))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining(first.toString())
          .hasMessageContaining("reads format 1")
          .hasMessageContaining("use the version that wrote it");
      assertNothingIsGranted();
      assertThat(first).hasContent(newer);
    }
  }

  @Test
  void whatIsNoEntryIsRefused() throws IOException {
    assertRefused("");
    assertRefused(" ");
    assertRefused("\u0000\u0000\u0000\u0000");
    assertRefused(ENTRY.substring(0, ENTRY.length() / 2));
    assertRefused(ENTRY + ENTRY);
    assertRefused("[" + ENTRY + "]");
    assertRefused("null");
    assertRefused("1");
    assertRefused("{}");
  }

  @Test
  void anEntryThatWasEditedIntoNonsenseIsRefused() throws IOException {
    assertRefused(ENTRY.replace("\"format\" : 1", "\"format\" : \"1\""));
    assertRefused(ENTRY.replace("\"format\" : 1", "\"format\" : 0.5"));
    assertRefused(ENTRY.replace("\"number\" : 1", "\"number\" : 2"));
    assertRefused(ENTRY.replace("\"number\" : 1", "\"number\" : 1.0"));
    assertRefused(ENTRY.replace("\"number\" : 1", "\"number\" : \"1\""));
    assertRefused(ENTRY.replace("\"shop\"", "\"market\""));
    assertRefused(ENTRY.replace("r-2026-01", "../r"));
    assertRefused(ENTRY.replace("RESERVED", "REFUNDED"));
    assertRefused(ENTRY.replace("RESERVED", "COMMITTED"));
    assertRefused(ENTRY.replace("\"0.10\"", "0.10"));
    assertRefused(ENTRY.replace("0.10", "-0.10"));
    assertRefused(ENTRY.replace("0.10", "1.01"));
    assertRefused(ENTRY.replace("0.10", "NaN"));
    assertRefused(ENTRY.replace("0.10", "1e-999999999"));
    assertRefused(ENTRY.replace("0.10", "1e99999999999"));
    assertRefused(ENTRY.replace("\"0.10\"", "null"));
    assertRefused(ENTRY.replace("1E-9", "1"));
    assertRefused(ENTRY.replace("2026-01-02T03:04:06Z", "yesterday"));
    assertRefused(ENTRY.replace("\"process_id\" : 42", "\"process_id\" : true"));
    assertRefused(ENTRY.replace("\"who\" : \"ann\",", ""));
    assertRefused(ENTRY.replace("\"who\" : \"ann\"", "\"who\" : \"ann\", \"who\" : \"bob\""));
    assertRefused(ENTRY.replace("\"who\" : \"ann\"", "\"who\" : \"ann\", \"refund\" : \"1\""));
  }

  @Test
  void anAccountThatWasEditedIntoNonsenseIsRefused() throws IOException {
    Path account = root.resolve("shop/00000000.json");
    for (String edited :
        new String[] {
          "",
          "{}",
          ENTRY,
          ACCOUNT.replace("\"1.0\"", "\"0.05\""),
          ACCOUNT.replace("\"1.0\"", "\"-1\""),
          ACCOUNT.replace("\"shop\"", "\"Shop\""),
          ACCOUNT.replace("\"created_by\"", "\"creator\""),
          ACCOUNT.replace("\"format\" : 1", "\"format\" : 3")
        }) {
      Files.writeString(account, edited);
      assertThatThrownBy(() -> ledger().statement("shop"))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining(root.resolve("shop").toString())
          .hasMessageContaining(".json is refused");
      assertNothingIsGranted();
    }
  }

  @Test
  void aGapIsRefusedAndNamed() throws IOException {
    ledger().reserve("shop", request("s"));
    ledger().reserve("shop", request("t"));
    Path second = root.resolve("shop/00000002.json");
    Files.delete(second);
    assertThatThrownBy(() -> ledger().statement("shop"))
        .isInstanceOf(CorruptLedgerException.class)
        .hasMessageContaining(second.toString())
        .hasMessageContaining("missing although later entries are there");
    assertNothingIsGranted();
    assertThat(second).doesNotExist();
  }

  @Test
  void anAccountRemovedFromItsChargesCannotBeCreatedAnew() throws IOException {
    Path account = root.resolve("shop/00000000.json");
    Files.delete(account);
    assertThatThrownBy(() -> ledger().statement("shop"))
        .isInstanceOf(UnknownAccountException.class);
    assertThatThrownBy(() -> ledger().create(LedgerRace.account("shop", 1000)))
        .isInstanceOf(CorruptLedgerException.class);
    assertThat(account).doesNotExist();
  }

  @Test
  void anEntryThatIsAFolderIsRefused() throws IOException {
    Files.delete(first);
    Files.createDirectory(first);
    assertThatThrownBy(() -> ledger().statement("shop"))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining(first.toString());
    assertNothingIsGranted();
  }

  private void assertRefused(String content) throws IOException {
    assertThat(content).isNotEqualTo(ENTRY);
    Files.writeString(first, content);
    assertThatThrownBy(() -> ledger().statement("shop"))
        .as(content)
        .isInstanceOf(CorruptLedgerException.class)
        .hasMessageContaining(first.toString())
        .hasMessageContaining("is refused: ")
        .hasMessageContaining("Fix: restore the entry from a backup");
    assertNothingIsGranted();
  }

  private void assertNothingIsGranted() {
    assertThatThrownBy(() -> ledger().reserve("shop", request("new")))
        .isInstanceOf(LedgerException.class);
    assertThat(root.resolve("shop/00000004.json")).doesNotExist();
  }

  private static ReservationRequest request(String releaseId) {
    return LedgerRace.request(releaseId, CHARGE);
  }
}
