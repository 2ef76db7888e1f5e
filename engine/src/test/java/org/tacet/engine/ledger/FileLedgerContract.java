package org.tacet.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.CorruptLedgerException;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerContract;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.LedgerRace;
import org.tacet.accountant.ledger.ReservationRequest;
import org.tacet.accountant.ledger.UnknownAccountException;

/** The contract of a ledger on files, and what only files can do wrong. */
abstract class FileLedgerContract extends LedgerContract {

  /** The files, seen past the ledger: without checksum files beside them. */
  abstract FileSystem fileSystem();

  /** A folder for each test, which is there and empty. */
  abstract Path folder();

  abstract LedgerStorage storage(Path root);

  @Override
  protected Ledger open() {
    return new FileLedger(storage(path("ledger")));
  }

  @Override
  protected String who() {
    return LedgerUser.current();
  }

  private Path path(String below) {
    return new Path(folder(), below);
  }

  /** As messages show it. */
  private String shown(String below) {
    return storage(path(below)).path();
  }

  private void write(String below, String content) throws IOException {
    try (OutputStream out = fileSystem().create(path(below))) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
  }

  private String read(String below) throws IOException {
    try (InputStream in = fileSystem().open(path(below))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static ReservationRequest request(String releaseId) {
    return new ReservationRequest(releaseId, LedgerRace.CHARGE, "hash", "/output");
  }

  private List<String> names(String below) throws IOException {
    return Arrays.stream(fileSystem().listStatus(path(below)))
        .map(file -> file.getPath().getName())
        .sorted()
        .toList();
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
    assertThat(names("ledger")).containsExactly("a");
    assertThat(names("ledger/a"))
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
    assertThat(names("ledger/raced")).hasSize(21);
  }

  @Test
  void onlyCreateMakesTheFolder() throws IOException {
    Ledger ledger = open();
    assertThatThrownBy(() -> ledger.reserve("a", request("r")))
        .isInstanceOf(UnknownAccountException.class)
        .hasMessageContaining(shown("ledger"))
        .hasMessageContaining("there is no such folder")
        .hasMessageContaining("budget create --account a");
    assertThatThrownBy(() -> ledger.statement("a")).isInstanceOf(UnknownAccountException.class);
    assertThatThrownBy(ledger::accounts)
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("There is no ledger folder")
        .hasMessageContaining("budget create");
    assertThat(fileSystem().exists(path("ledger"))).isFalse();
    ledger.create(LedgerRace.account("a", 10));
    assertThat(ledger.accounts()).containsExactly("a");
  }

  @Test
  void aLedgerThatIsAFileIsRefused() throws IOException {
    write("ledger", "not a folder");
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
          .hasMessageContaining(shown("ledger") + " is a file")
          .hasMessageContaining("Fix:");
    }
    assertThat(read("ledger")).isEqualTo("not a folder");
  }

  @Test
  void anAccountFolderThatIsAFileIsRefused() throws IOException {
    fileSystem().mkdirs(path("ledger"));
    write("ledger/a", "not a folder");
    Ledger ledger = open();
    assertThatThrownBy(() -> ledger.create(LedgerRace.account("a", 10)))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining(shown("ledger/a") + " could not be read");
    assertThatThrownBy(() -> ledger.reserve("a", request("r")))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("could not be read")
        .hasMessageContaining("Fix:");
    assertThat(ledger.accounts()).isEmpty();
  }

  /** A disk that fails between reading and writing: nothing is charged, and the message says so. */
  @Test
  void anEntryThatCannotBeWrittenIsReported() {
    open().create(LedgerRace.account("a", 10));
    Ledger losing =
        new FileLedger(storage(path("ledger"))) {
          @Override
          protected boolean append(String accountId, LedgerEntry entry) {
            move("ledger/a", "ledger/moved");
            return super.append(accountId, entry);
          }
        };
    assertThatThrownBy(() -> losing.reserve("a", request("r")))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("00000001.json could not be written")
        .hasMessageContaining("Fix:");
    move("ledger/moved", "ledger/a");
    assertThat(open().statement("a").releases()).isEmpty();
  }

  private void move(String from, String to) {
    try {
      assertThat(fileSystem().rename(path(from), path(to))).isTrue();
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
    write("ledger/a/.2-5f0c.writing", "{\"format\": 1, \"acc");
    write("ledger/a/00000007.json.backup", "x");
    write("ledger/a/README", "x");
    fileSystem().mkdirs(path("ledger/half-created"));
    write("ledger/half-created/.0-5f0c.writing", "{");
    write("ledger/README", "x");

    assertThat(ledger.accounts()).containsExactly("a");
    assertThat(ledger.statement("a").releases()).hasSize(1);
    ledger.reserve("a", request("s"));
    assertThat(ledger.statement("a").releases()).hasSize(2);
    ledger.create(LedgerRace.account("half-created", 1));
    assertThat(ledger.accounts()).containsExactly("a", "half-created");
  }

  /** Planted fault: looks whether the file is there, then writes it; both racers find it free. */
  private static final class CheckThenWriteLedger extends FileLedger {

    private final FileSystem fileSystem;
    private final Path root;
    private final CyclicBarrier bothHaveChecked = new CyclicBarrier(2);

    CheckThenWriteLedger(LedgerStorage storage, FileSystem fileSystem, Path root) {
      super(storage);
      this.fileSystem = fileSystem;
      this.root = root;
    }

    @Override
    protected boolean append(String accountId, LedgerEntry entry) {
      Path file = new Path(root, accountId + "/" + EntryFile.name(entry.number()));
      try {
        boolean free = !fileSystem.exists(file);
        if (entry.number() == 1) {
          bothHaveChecked.await();
        }
        if (free) {
          Path aside = new Path(root, UUID.randomUUID().toString());
          try (OutputStream out = fileSystem.create(aside)) {
            out.write(FormatOneJson.write(accountId, entry));
          }
          fileSystem.rename(aside, file);
        }
        return free;
      } catch (IOException | InterruptedException | BrokenBarrierException failed) {
        throw new IllegalStateException(failed);
      }
    }
  }

  @Test
  void theRaceFindsALedgerThatChecksThenWrites() {
    Ledger faulty = new CheckThenWriteLedger(storage(path("ledger")), fileSystem(), path("ledger"));
    assertThatThrownBy(() -> LedgerRace.assertGrantsExactly(1, 2, 1, () -> faulty))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("granted releases against recorded ones");
  }

  /** A handle reads an entry once, however many steps it takes; another handle reads it too. */
  @Test
  void eachHandleReadsAnEntryOnce() {
    open().create(LedgerRace.account("a", 10));
    AtomicInteger appends = new AtomicInteger();
    Ledger writer =
        new FileLedger(storage(path("ledger"))) {
          @Override
          protected boolean append(String accountId, LedgerEntry entry) {
            // What this handle has read stays as it read it: it decides on nothing else.
            if (appends.incrementAndGet() == 2) {
              overwrite("ledger/a/00000001.json", "not an entry");
            }
            return super.append(accountId, entry);
          }
        };
    writer.reserve("a", request("r"));
    writer.markReading("a", "r", "input");
    writer.commit("a", "r", "manifest");
    assertThat(writer.statement("a").releases()).hasSize(1);
    Ledger next = open();
    assertThatThrownBy(() -> next.reserve("a", request("s")))
        .isInstanceOf(CorruptLedgerException.class)
        .hasMessageContaining("00000001.json");
  }

  private void overwrite(String below, String content) {
    try {
      write(below, content);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Test
  void aRefusedCreatorChangesNothing() throws IOException {
    Ledger ledger = open();
    ledger.create(LedgerRace.account("a", 2));
    String before = read("ledger/a/00000000.json");
    Account other = LedgerRace.account("a", 3);
    assertThatThrownBy(() -> ledger.create(other)).isInstanceOf(LedgerException.class);
    assertThat(names("ledger/a")).containsExactly("00000000.json");
    assertThat(read("ledger/a/00000000.json")).isEqualTo(before);
  }
}
