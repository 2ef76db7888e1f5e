package org.tacet.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.ledger.CorruptLedgerException;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.LedgerStore;
import org.tacet.accountant.ledger.LedgerStoreContract;

/** The contract of a store in files, and what only files can do wrong. */
abstract class FileStoreContract extends LedgerStoreContract {

  /** The files, seen past the store: without checksum files beside them. */
  abstract FileSystem fileSystem();

  /** A folder for each test, which is there and empty. */
  abstract Path folder();

  abstract LedgerStorage storage(Path root);

  @Override
  protected LedgerStore open() {
    return new FileStore(storage(path("ledger")));
  }

  @Override
  protected void lose(String accountId, long number) {
    try {
      assertThat(
              fileSystem()
                  .delete(path("ledger/" + accountId + "/" + EntryFile.name(number)), false))
          .isTrue();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  final Path path(String below) {
    return new Path(folder(), below);
  }

  /** As messages show it. */
  final String shown(String below) {
    return storage(path(below)).path();
  }

  final void write(String below, String content) throws IOException {
    try (OutputStream out = fileSystem().create(path(below))) {
      out.write(bytes(content));
    }
  }

  final String read(String below) throws IOException {
    try (InputStream in = fileSystem().open(path(below))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  final List<String> names(String below) throws IOException {
    return Arrays.stream(fileSystem().listStatus(path(below)))
        .map(file -> file.getPath().getName())
        .sorted()
        .toList();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void anAccountIsAFolderOfNumberedFilesAndASnapshot() throws IOException {
    LedgerStore store = open();
    for (int number = 0; number < 3; number++) {
      assertThat(store.append("a", number, bytes("document " + number))).isTrue();
    }
    store.keepSnapshot("a", bytes("one"));
    store.keepSnapshot("a", bytes("another"));
    assertThat(names("ledger")).containsExactly("a");
    assertThat(names("ledger/a"))
        .containsExactly("00000000.json", "00000001.json", "00000002.json", "snapshot.json");
    assertThat(read("ledger/a/00000002.json")).isEqualTo("document 2");
    assertThat(read("ledger/a/snapshot.json")).isEqualTo("another");
  }

  @Test
  void aLostRaceLeavesNoFileBehind() throws Exception {
    assertOneWinnerEach(4, 10, this::open);
    assertThat(names("ledger/raced")).hasSize(41).allMatch(name -> name.matches("[0-9]{8}\\.json"));
  }

  @Test
  void whoComesTooLateWritesNothing() {
    open().append("a", 0, bytes("account"));
    CountingStorage storage = new CountingStorage(storage(path("ledger")));
    LedgerStore late = new FileStore(storage);
    assertThat(late.append("a", 0, bytes("another"))).isFalse();
    assertThat(storage.added.get()).isZero();
    assertThat(late.append("a", 1, bytes("entry"))).isTrue();
    assertThat(storage.added.get()).isEqualTo(1);
  }

  /** What a snapshot stands for is not read again. */
  @Test
  void whatLiesBeforeIsNotRead() {
    LedgerStore writer = open();
    for (int number = 0; number < 30; number++) {
      writer.append("a", number, bytes("document"));
    }
    CountingStorage storage = new CountingStorage(storage(path("ledger")));
    assertThat(new FileStore(storage).readFrom("a", 25)).hasSize(5);
    assertThat(storage.read.get()).isEqualTo(6);
  }

  @Test
  void onlyTheFirstAccountMakesTheFolder() throws IOException {
    LedgerStore store = open();
    assertThat(store.location())
        .isEqualTo("the ledger " + shown("ledger") + " (there is no such folder)");
    assertThat(store.read("a", 0)).isEmpty();
    assertThat(store.readFrom("a", 1)).isEmpty();
    assertThatThrownBy(store::accounts)
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("There is no ledger folder " + shown("ledger"))
        .hasMessageContaining("budget create");
    assertThat(fileSystem().exists(path("ledger"))).isFalse();
    store.append("a", 0, bytes("account"));
    assertThat(store.accounts()).containsExactly("a");
    assertThat(store.location()).isEqualTo("the ledger " + shown("ledger"));
  }

  @Test
  void anEntryNeedsItsAccountsFolder() throws IOException {
    LedgerStore store = open();
    store.append("b", 0, bytes("account"));
    assertThatThrownBy(() -> store.append("a", 1, bytes("entry")))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining(shown("ledger/a/00000001.json") + " could not be written")
        .hasMessageContaining("Fix:");
    assertThat(names("ledger")).containsExactly("b");
  }

  @Test
  void aLedgerThatIsAFileIsRefused() throws IOException {
    write("ledger", "not a folder");
    LedgerStore store = open();
    List<Runnable> uses =
        List.of(
            () -> store.append("a", 0, bytes("account")),
            () -> store.append("a", 1, bytes("entry")),
            () -> store.read("a", 0),
            () -> store.readFrom("a", 0),
            () -> store.snapshot("a"),
            () -> store.keepSnapshot("a", bytes("snapshot")),
            store::accounts);
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
    LedgerStore store = open();
    assertThatThrownBy(() -> store.append("a", 0, bytes("account")))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("Fix:");
    assertThatThrownBy(() -> store.readFrom("a", 0))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("could not be read")
        .hasMessageContaining("Fix:");
    assertThat(store.accounts()).isEmpty();
    assertThat(read("ledger/a")).isEqualTo("not a folder");
  }

  @Test
  void anEntryThatIsAFolderIsRefusedAndItsNumberTaken() throws IOException {
    LedgerStore store = open();
    store.append("a", 0, bytes("account"));
    fileSystem().mkdirs(path("ledger/a/00000001.json"));
    assertThatThrownBy(() -> store.readFrom("a", 0))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining(shown("ledger/a/00000001.json") + " could not be read")
        .hasMessageContaining("Fix:");
    assertThat(store.append("a", 1, bytes("entry"))).isFalse();
  }

  /** A disk that fails between reading and writing: nothing is added, and the message says so. */
  @Test
  void aDocumentThatCannotBeWrittenIsReported() throws IOException {
    LedgerStore store = open();
    store.append("a", 0, bytes("account"));
    assertThat(fileSystem().rename(path("ledger/a"), path("ledger/moved"))).isTrue();
    assertThatThrownBy(() -> store.append("a", 1, bytes("entry")))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("00000001.json could not be written")
        .hasMessageContaining("Fix:");
    assertThatThrownBy(() -> store.keepSnapshot("a", bytes("snapshot")))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("snapshot.json could not be written");
    assertThat(fileSystem().rename(path("ledger/moved"), path("ledger/a"))).isTrue();
    assertThat(names("ledger/a")).containsExactly("00000000.json");
  }

  /** What a killed writer, an administrator or a file manager may leave. */
  @Test
  void leftOversAreNoDocuments() throws IOException {
    LedgerStore store = open();
    store.append("a", 0, bytes("account"));
    write("ledger/a/.00000001.json-5f0c.writing", "half");
    write("ledger/a/00000007.json.backup", "x");
    write("ledger/a/000000008.json", "x");
    write("ledger/a/9.json", "x");
    write("ledger/a/README", "x");
    fileSystem().mkdirs(path("ledger/half-created"));
    write("ledger/half-created/.00000000.json-5f0c.writing", "{");
    fileSystem().mkdirs(path("ledger/.store-probe"));
    write("ledger/README", "x");
    assertThat(store.accounts()).containsExactly("a");
    assertThat(store.readFrom("a", 0)).hasSize(1);
    assertThat(store.append("a", 1, bytes("entry"))).isTrue();
    assertThat(open().readFrom("a", 0)).hasSize(2);
    assertThat(store.append("half-created", 0, bytes("account"))).isTrue();
    assertThat(store.accounts()).containsExactly("a", "half-created");
  }

  @Test
  void aFileTooLargeForADocumentIsRefused() throws IOException {
    LedgerStore store = open();
    store.append("a", 0, bytes("account"));
    byte[] zeros = new byte[1 << 20];
    try (OutputStream out = fileSystem().create(path("ledger/a/00000001.json"))) {
      for (int mebibyte = 0; mebibyte < 65; mebibyte++) {
        out.write(zeros);
      }
    }
    assertThatThrownBy(() -> store.readFrom("a", 0))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("it has more than 67108864 bytes");
  }

  /** P16: an id is one name in one folder. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../a",
        "a/b",
        "a/../../b",
        "/etc",
        "a\\b",
        ".store-probe",
        "~",
        "a\n"
      })
  void anIdThatIsAPathIsRefused(String id) throws IOException {
    assertBadId(id);
  }

  @Test
  void anIdOfTenKilobytesIsRefusedInShort() throws IOException {
    assertBadId("a".repeat(10_240));
    assertBadId("a".repeat(129));
  }

  private void assertBadId(String id) throws IOException {
    LedgerStore store = open();
    List<Runnable> uses =
        List.of(
            () -> store.append(id, 0, bytes("account")),
            () -> store.append(id, 1, bytes("entry")),
            () -> store.read(id, 0),
            () -> store.readFrom(id, 0),
            () -> store.snapshot(id),
            () -> store.keepSnapshot(id, bytes("snapshot")));
    for (Runnable use : uses) {
      assertThatIllegalArgumentException()
          .isThrownBy(use::run)
          .withMessageContaining("account id must be 1 to 128")
          .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(500));
    }
    assertThat(fileSystem().listStatus(folder())).isEmpty();
  }

  /** The file system of Windows and of macOS: Shop and shop are one folder. */
  @Test
  void accountsThatAFileSystemTakesForOneAreRefused() {
    LedgerStore folding = new FileStore(new CaseFoldingStorage(storage(path("ledger"))));
    assertThat(folding.append("Shop", 0, bytes("account"))).isTrue();
    assertThat(folding.append("Shop", 1, bytes("entry"))).isTrue();
    LedgerStore next = new FileStore(new CaseFoldingStorage(storage(path("ledger"))));
    List<Runnable> uses =
        List.of(
            () -> next.append("shop", 0, bytes("account of another total")),
            () -> next.append("shop", 2, bytes("entry")),
            () -> next.read("shop", 0),
            () -> next.readFrom("shop", 0),
            () -> next.readFrom("shop", 1),
            () -> next.snapshot("shop"),
            () -> next.keepSnapshot("shop", bytes("snapshot")));
    next.keepSnapshot("Shop", bytes("snapshot"));
    for (Runnable use : uses) {
      assertThatThrownBy(use::run)
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("Account id 'shop' is refused")
          .hasMessageContaining("upper and lower case")
          .hasMessageContaining("Fix:");
    }
    assertThat(next.readFrom("Shop", 0)).hasSize(2);
    assertThat(next.accounts()).containsExactly("Shop");
    assertThat(next.append("shop2", 0, bytes("account"))).isTrue();
  }

  @Test
  void theRaceFindsAStorageThatChecksThenWrites() {
    LedgerStorage faulty = new CheckThenWriteStorage(storage(path("ledger")));
    assertThatThrownBy(() -> assertOneWinnerEach(2, 20, () -> new FileStore(faulty)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("recorded documents against added ones");
  }

  @Test
  void aRefusedCreatorChangesNothing() throws IOException {
    LedgerStore store = open();
    store.append("a", 0, bytes("account"));
    assertThat(open().append("a", 0, bytes("another account"))).isFalse();
    assertThat(names("ledger/a")).containsExactly("00000000.json");
    assertThat(read("ledger/a/00000000.json")).isEqualTo("account");
  }

  @Test
  void aGapIsNamed() {
    LedgerStore store = open();
    for (int number = 0; number < 4; number++) {
      store.append("a", number, bytes("document"));
    }
    lose("a", 2);
    assertThatThrownBy(() -> open().readFrom("a", 1))
        .isInstanceOf(CorruptLedgerException.class)
        .hasMessageContaining(shown("ledger/a/00000002.json"))
        .hasMessageContaining("missing although later entries are there");
  }
}
