package org.tacet.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerContract;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.LedgerRace;
import org.tacet.accountant.ledger.ReservationRequest;
import org.tacet.accountant.ledger.UnknownAccountException;

/** The contract of a ledger on files, and what only files can do wrong. */
final class FileLedgerTest extends LedgerContract {

  @TempDir private Path folder;

  @Override
  protected Ledger open() {
    return new FileLedger(folder.resolve("ledger"));
  }

  private static ReservationRequest request(String releaseId) {
    return new ReservationRequest(releaseId, LedgerRace.CHARGE, "hash", "/output");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void anAccountIsAFolderOfNumberedFilesAndNothingElse() throws IOException {
    Ledger ledger = open();
    ledger.create(LedgerRace.account("a", 10));
    ledger.reserve("a", request("r"));
    ledger.markReading("a", "r", "input");
    ledger.commit("a", "r", "manifest");
    ledger.reserve("a", request("s"));
    ledger.abandon("a", "s");
    assertThat(names(folder.resolve("ledger"))).containsExactly("a");
    assertThat(names(folder.resolve("ledger/a")))
        .containsExactly(
            "00000000.json",
            "00000001.json",
            "00000002.json",
            "00000003.json",
            "00000004.json",
            "00000005.json");
  }

  @Test
  void aLostRaceAndARefusalLeaveNoFileBehind() throws Exception {
    LedgerRace.assertGrantsExactly(20, 4, 10, this::open);
    assertThat(names(folder.resolve("ledger/raced"))).hasSize(21);
  }

  @Test
  void onlyCreateMakesTheFolder() {
    Ledger ledger = open();
    assertThatThrownBy(() -> ledger.reserve("a", request("r")))
        .isInstanceOf(UnknownAccountException.class)
        .hasMessageContaining(folder.resolve("ledger").toString())
        .hasMessageContaining("there is no such folder")
        .hasMessageContaining("budget create --account a");
    assertThatThrownBy(() -> ledger.statement("a")).isInstanceOf(UnknownAccountException.class);
    assertThatThrownBy(ledger::accounts)
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("There is no ledger folder")
        .hasMessageContaining("budget create");
    assertThat(folder.resolve("ledger")).doesNotExist();
    ledger.create(LedgerRace.account("a", 10));
    assertThat(ledger.accounts()).containsExactly("a");
  }

  @Test
  void aLedgerThatIsAFileIsRefused() throws IOException {
    Files.writeString(folder.resolve("ledger"), "not a folder");
    Ledger ledger = open();
    List<Runnable> uses =
        List.of(
            () -> ledger.create(LedgerRace.account("a", 10)),
            () -> ledger.reserve("a", request("r")),
            () -> ledger.statement("a"),
            ledger::accounts);
    for (Runnable use : uses) {
      assertThatThrownBy(use::run)
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining(folder.resolve("ledger") + " is a file")
          .hasMessageContaining("Fix:");
    }
    assertThat(folder.resolve("ledger")).hasContent("not a folder");
  }

  @Test
  void anAccountFolderThatIsAFileIsRefused() throws IOException {
    Files.createDirectory(folder.resolve("ledger"));
    Files.writeString(folder.resolve("ledger/a"), "not a folder");
    Ledger ledger = open();
    assertThatThrownBy(() -> ledger.create(LedgerRace.account("a", 10)))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining(folder.resolve("ledger/a") + " could not be read");
    assertThatThrownBy(() -> ledger.reserve("a", request("r")))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("could not be read")
        .hasMessageContaining("Fix:");
    assertThat(ledger.accounts()).isEmpty();
  }

  /** A disk that fails between reading and writing: nothing is charged, and the message says so. */
  @Test
  void anEntryThatCannotBeWrittenIsReported() {
    Path root = folder.resolve("ledger");
    open().create(LedgerRace.account("a", 10));
    Ledger losing =
        new FileLedger(root) {
          @Override
          protected boolean append(String accountId, LedgerEntry entry) {
            move(root.resolve("a"), root.resolve("moved"));
            return super.append(accountId, entry);
          }
        };
    assertThatThrownBy(() -> losing.reserve("a", request("r")))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("00000001.json could not be written")
        .hasMessageContaining("Fix:");
    move(root.resolve("moved"), root.resolve("a"));
    assertThat(open().statement("a").releases()).isEmpty();
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** What a killed writer, an administrator or a file manager may leave. */
  @Test
  void leftOversAreNoEntries() throws IOException {
    Ledger ledger = open();
    ledger.create(LedgerRace.account("a", 2));
    ledger.reserve("a", request("r"));
    Path account = folder.resolve("ledger/a");
    Files.writeString(account.resolve(".2-5f0c.writing"), "{\"format\": 1, \"acc");
    Files.writeString(account.resolve("00000007.json.backup"), "x");
    Files.writeString(account.resolve("README"), "x");
    Files.createDirectory(folder.resolve("ledger/half-created"));
    Files.writeString(folder.resolve("ledger/half-created/.0-5f0c.writing"), "{");
    Files.writeString(folder.resolve("ledger/README"), "x");

    assertThat(ledger.accounts()).containsExactly("a");
    assertThat(ledger.statement("a").releases()).hasSize(1);
    ledger.reserve("a", request("s"));
    assertThat(ledger.statement("a").releases()).hasSize(2);
    ledger.create(LedgerRace.account("half-created", 1));
    assertThat(ledger.accounts()).containsExactly("a", "half-created");
  }

  /** Planted fault: looks whether the file is there, then writes it; both racers find it free. */
  private static final class CheckThenWriteLedger extends FileLedger {

    private final Path root;
    private final CyclicBarrier bothHaveChecked = new CyclicBarrier(2);

    CheckThenWriteLedger(Path root) {
      super(root);
      this.root = root;
    }

    @Override
    protected boolean append(String accountId, LedgerEntry entry) {
      Path file = new EntryFolder(root.resolve(accountId)).file(entry.number());
      boolean free = !Files.exists(file);
      try {
        if (entry.number() == 1) {
          bothHaveChecked.await();
        }
        if (free) {
          Files.write(file, LedgerJson.write(accountId, entry));
        }
      } catch (IOException | InterruptedException | BrokenBarrierException failed) {
        throw new IllegalStateException(failed);
      }
      return free;
    }
  }

  @Test
  void theRaceFindsALedgerThatChecksThenWrites() {
    Ledger faulty = new CheckThenWriteLedger(folder.resolve("ledger"));
    assertThatThrownBy(() -> LedgerRace.assertGrantsExactly(1, 2, 1, () -> faulty))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("granted releases against recorded ones");
  }

  @Test
  void aRefusedCreatorChangesNothing() throws IOException {
    Ledger ledger = open();
    ledger.create(LedgerRace.account("a", 2));
    byte[] before = Files.readAllBytes(folder.resolve("ledger/a/00000000.json"));
    Account other = LedgerRace.account("a", 3);
    assertThatThrownBy(() -> ledger.create(other)).isInstanceOf(LedgerException.class);
    assertThat(names(folder.resolve("ledger/a"))).containsExactly("00000000.json");
    assertThat(Files.readAllBytes(folder.resolve("ledger/a/00000000.json"))).isEqualTo(before);
  }
}
