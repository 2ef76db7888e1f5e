package org.tacet.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.LedgerStore;

/** A ledger on a disk that is full, failing, read-only, closed to the user, or tampered with. */
final class LocalStoreTroubleTest {

  @TempDir private Path folder;

  private LedgerStore open() {
    return new FileStore(new LocalStorage(folder.resolve("ledger")));
  }

  private LedgerStore withAccount() {
    LedgerStore store = open();
    assertThat(store.append("a", 0, bytes("account"))).isTrue();
    return store;
  }

  private Path file(String name) {
    return folder.resolve("ledger/a").resolve(name);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void anEntryThatIsALinkIsRefusedAndItsNumberTaken() throws IOException {
    LedgerStore store = withAccount();
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "entry");
    for (Path target : List.of(elsewhere, folder.resolve("nothing"), file("00000000.json"))) {
      Files.deleteIfExists(file("00000001.json"));
      Files.createSymbolicLink(file("00000001.json"), target);
      assertThatThrownBy(() -> store.readFrom("a", 0))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining(file("00000001.json") + " could not be read")
          .hasMessageContaining("it is no file of its own")
          .hasMessageContaining("nothing was replaced by a link");
      assertThat(store.append("a", 1, bytes("entry"))).isFalse();
    }
    assertThat(folder.resolve("nothing")).doesNotExist();
    assertThat(elsewhere).hasContent("entry");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aSnapshotThatIsALinkIsRefusedAndReplacedItself() throws IOException {
    LedgerStore store = withAccount();
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "precious");
    Files.createSymbolicLink(file("snapshot.json"), elsewhere);
    assertThatThrownBy(() -> store.snapshot("a")).hasMessageContaining("no file of its own");
    store.keepSnapshot("a", bytes("snapshot"));
    assertThat(store.snapshot("a")).hasValue(bytes("snapshot"));
    assertThat(elsewhere).hasContent("precious");
  }

  /** Two accounts must not lie in one folder. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void anAccountFolderThatIsALinkIsRefused() throws IOException {
    withAccount();
    Files.createSymbolicLink(folder.resolve("ledger/b"), folder.resolve("ledger/a"));
    LedgerStore store = open();
    List<Runnable> uses =
        List.of(
            () -> store.append("b", 0, bytes("account")),
            () -> store.append("b", 1, bytes("entry")),
            () -> store.read("b", 0),
            () -> store.readFrom("b", 0),
            () -> store.snapshot("b"),
            () -> store.keepSnapshot("b", bytes("snapshot")));
    for (Runnable use : uses) {
      assertThatThrownBy(use::run)
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("it is a symbolic link");
    }
    assertThat(store.accounts()).containsExactly("a");
    assertThat(names(folder.resolve("ledger/a"))).containsExactly("00000000.json");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theLedgersFolderItselfMayBeALink() throws IOException {
    Files.createDirectory(folder.resolve("large-disk"));
    Files.createSymbolicLink(folder.resolve("ledger"), folder.resolve("large-disk"));
    withAccount().keepSnapshot("a", bytes("snapshot"));
    assertThat(open().accounts()).containsExactly("a");
    assertThat(names(folder.resolve("large-disk/a")))
        .containsExactly("00000000.json", "snapshot.json");
  }

  /** Whoever opens a pipe that nobody writes to waits for ever. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void anEntryThatIsAPipeIsRefused() throws IOException {
    LedgerStore store = withAccount();
    MountedDisk.run("mkfifo", file("00000001.json").toString());
    assertThatThrownBy(() -> store.readFrom("a", 0)).hasMessageContaining("no file of its own");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskRefusesAnEntryAndLeavesNoneBehind() throws Exception {
    try (MountedDisk disk = MountedDisk.of(folder.resolve("disk"), "size=64k")) {
      LedgerStore store = new FileStore(new LocalStorage(disk.path().resolve("ledger")));
      store.append("a", 0, bytes("account"));
      byte[] large = new byte[30_000];
      assertThat(store.append("a", 1, large)).isTrue();
      long next = 2;
      assertThatThrownBy(() -> store.append("a", next, large))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining(EntryFile.name(next) + " could not be written")
          .hasMessageContaining("No space left on device")
          .hasMessageContaining("not full or read-only");
      assertThatThrownBy(() -> store.keepSnapshot("a", large))
          .hasMessageContaining("No space left on device");
      LedgerStore other = new FileStore(new LocalStorage(disk.path().resolve("ledger")));
      assertThat(other.readFrom("a", 0)).hasSize(2);
      assertThat(names(disk.path().resolve("ledger/a"))).hasSize(2);
      assertThat(other.append("a", next, bytes("small"))).isTrue();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aReadOnlyDiskIsReadAndNotWritten() throws Exception {
    try (MountedDisk disk = MountedDisk.of(folder.resolve("disk"), "size=1m")) {
      Path root = disk.path().resolve("ledger");
      new FileStore(new LocalStorage(root)).append("a", 0, bytes("account"));
      disk.makeReadOnly();
      LedgerStore store = new FileStore(new LocalStorage(root));
      assertThat(store.readFrom("a", 0)).hasSize(1);
      for (Runnable write :
          List.<Runnable>of(
              () -> store.append("a", 1, bytes("entry")),
              () -> store.append("b", 0, bytes("account")),
              () -> store.keepSnapshot("a", bytes("snapshot")))) {
        assertThatThrownBy(write::run)
            .isInstanceOf(LedgerException.class)
            .hasMessageContaining("could not be written")
            .hasMessageContaining("Read-only file system")
            .hasMessageContaining("not full or read-only");
      }
      assertThat(store.append("a", 0, bytes("account"))).isFalse();
    }
  }

  /** Fails to force to disk at one call after the other: the disk is full, or broken. */
  private static final class FailingDisk extends LocalStorage {

    private final AtomicInteger callsLeft;

    FailingDisk(Path root, int failingCall) {
      super(root);
      this.callsLeft = new AtomicInteger(failingCall);
    }

    @Override
    void force(FileChannel channel) throws IOException {
      if (callsLeft.getAndDecrement() == 0) {
        throw new IOException("No space left on device");
      }
      super.force(channel);
    }
  }

  /**
   * Before the link nothing is there; after it the entry may stand, and is never said to be added.
   */
  @Test
  void anEntryThatCannotBeForcedToDiskIsNeverSaidToBeAdded() throws IOException {
    withAccount();
    for (int call = 0; call < 2; call++) {
      int number = 1;
      LedgerStore failing = new FileStore(new FailingDisk(folder.resolve("ledger"), call));
      assertThatThrownBy(() -> failing.append("a", number, bytes("entry")))
          .as("call " + call)
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("00000001.json could not be written")
          .hasMessageContaining("No space left on device")
          .hasMessageContaining("budget show says whether the entry was recorded all the same");
      assertThat(open().readFrom("a", 1)).as("after call " + call).hasSize(call);
      assertThat(names(folder.resolve("ledger/a"))).hasSize(1 + call);
    }
    assertThat(open().append("a", 1, bytes("another"))).isFalse();
  }

  @Test
  void anAccountThatCannotBeForcedToDiskIsNeverSaidToBeCreated() {
    for (int call = 0; call < 4; call++) {
      String id = "account" + call;
      LedgerStore failing = new FileStore(new FailingDisk(folder.resolve("ledger"), call));
      assertThatThrownBy(() -> failing.append(id, 0, bytes("account")))
          .as("call " + call)
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("No space left on device");
      assertThat(open().append(id, 0, bytes("account"))).as("call " + call).isEqualTo(call < 3);
    }
  }

  @Test
  void aSnapshotThatCannotBeForcedToDiskLeavesTheOneBefore() throws IOException {
    withAccount().keepSnapshot("a", bytes("before"));
    LedgerStore failing = new FileStore(new FailingDisk(folder.resolve("ledger"), 0));
    assertThatThrownBy(() -> failing.keepSnapshot("a", bytes("after")))
        .hasMessageContaining("snapshot.json could not be written");
    assertThat(open().snapshot("a")).hasValue(bytes("before"));
    assertThat(names(folder.resolve("ledger/a"))).hasSize(2);
  }

  /** Root may do all, so this one asks the system for a process whose root may not. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void missingRightsAreToldWithTheUserWhoLacksThem() throws Exception {
    withAccount();
    Path account = folder.resolve("ledger/a");
    for (String rights : List.of("r-xr-xr-x", "---------")) {
      Files.setPosixFilePermissions(account, PosixFilePermissions.fromString(rights));
      try {
        List<String> said = StoreProcess.withoutPrivileges(folder.resolve("ledger").toString());
        assumeThat(said).as("a process that lacks root's privileges").isNotEmpty();
        boolean readable = rights.startsWith("r");
        assertThat(said.get(0))
            .contains(readable ? "read 1" : "could not be read")
            .doesNotContain("\n");
        assertThat(said.get(1)).contains(readable ? "accounts [a]" : "could not be read");
        assertThat(said.get(2))
            .contains("AccessDeniedException")
            .contains("Fix: give the user '" + System.getProperty("user.name") + "' permission");
      } finally {
        Files.setPosixFilePermissions(account, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
    assertThat(names(account)).containsExactly("00000000.json");
  }

  /** A writer that is killed with its file aside: the number is free, and the file no entry. */
  @Test
  void aWriterKilledBeforeTheLinkHoldsUpNobody() throws IOException {
    LedgerStore store = withAccount();
    try (FileChannel unfinished =
        FileChannel.open(
            file(".00000001.json-0.writing"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE)) {
      assertThat(unfinished.isOpen()).isTrue();
      assertThat(store.readFrom("a", 0)).hasSize(1);
      assertThat(store.append("a", 1, bytes("entry"))).isTrue();
    }
  }
}
