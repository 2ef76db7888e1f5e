package org.tacet.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.engine.ledger.TrustedFileSystems.Mount;

/** Where a ledger in a folder may lie. */
final class TrustedFileSystemsTest {

  private static final Mount NFS = new Mount("nfs4", "server:/export");

  @TempDir private Path folder;

  private String reason(Mount mount, String host) {
    return TrustedFileSystems.reasonToRefuse(folder, mount, host).orElse("");
  }

  private void mark(Mount mount, String... hosts) throws IOException {
    Files.write(
        folder.resolve(ProbeMark.NAME),
        new ProbeMark(mount, Instant.parse("2026-01-02T03:04:05Z"), "ann", List.of(hosts)).text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ext2",
        "ext3",
        "ext4",
        "xfs",
        "btrfs",
        "zfs",
        "f2fs",
        "jfs",
        "overlay",
        "tmpfs",
        "ramfs",
        "apfs",
        "hfs",
        "ufs",
        "NTFS",
        "ReFS",
        "bcachefs"
      })
  void aDiskOfThisMachineIsTaken(String type) {
    assertThat(reason(new Mount(type, "/dev/sda"), "here")).isEmpty();
  }

  /** P16. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "nfs", "nfs3", "nfs4", "cifs", "smb3", "smbfs", "fuse", "fuse.sshfs", "fuse.glusterfs",
        "fuse.s3fs", "9p", "virtiofs", "lustre", "gpfs", "ceph", "glusterfs", "ocfs2", "gfs2",
        "afs", "vfat", "exfat", "unheard-of", "ext", "ext44", ""
      })
  void whatMachinesShareAndWhatIsNotKnownIsRefused(String type) {
    assertThat(reason(new Mount(type, "server:/export"), "here"))
        .contains(type.isEmpty() ? "unknown type" : type + " (server:/export)")
        .contains("not known that of two that append at once just one gets through")
        .contains("probe");
  }

  @Test
  void aMarkOfTwoMachinesLetsEachMachineIn() throws IOException {
    mark(NFS, "one", "two");
    assertThat(reason(NFS, "one")).isEmpty();
    assertThat(reason(NFS, "three")).isEmpty();
  }

  @Test
  void aMarkOfOneMachineLetsThatOneIn() throws IOException {
    mark(NFS, "one");
    assertThat(reason(NFS, "one")).isEmpty();
    assertThat(reason(NFS, "two")).contains("only from the machine 'one'").contains("'two'");
  }

  /** A folder that was copied with its mark, or is mounted another way. */
  @Test
  void aMarkOfAnotherMountIsWorthNothing() throws IOException {
    mark(NFS, "one", "two");
    for (Mount other :
        List.of(
            new Mount("nfs", "server:/export"),
            new Mount("nfs4", "another:/export"),
            new Mount("fuse.sshfs", "server:/export"))) {
      assertThat(reason(other, "one"))
          .contains(other.described())
          .contains("it passed the probe as nfs4 (server:/export)");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "passed",
        "{\"format\": 2, \"hosts\": [\"one\", \"two\"]}",
        "{\"format\": 1, \"hosts\": [\"one\", \"two\"]}",
        "{\"format\": 1, \"file_system\": \"nfs4\", \"device\": \"server:/export\","
            + " \"when\": \"yesterday\", \"who\": \"ann\", \"hosts\": [\"one\", \"two\"]}",
        "{\"format\": 1, \"file_system\": \"nfs4\", \"device\": \"server:/export\","
            + " \"when\": \"2026-01-02T03:04:05Z\", \"who\": \"ann\", \"hosts\": []}"
      })
  void aMarkThatIsNoneIsWorthNothing(String text) throws IOException {
    Files.writeString(folder.resolve(ProbeMark.NAME), text);
    assertThat(reason(NFS, "one")).contains(ProbeMark.NAME + " can't be read");
  }

  @Test
  void theNearestFolderThatIsThereDecides() {
    assertThat(Mount.of(folder.resolve("a/b/c"))).isEqualTo(Mount.of(folder));
    assertThat(Mount.of(folder).type()).isNotEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void anAddressOnAnotherFileSystemIsRefused() {
    for (String address : new String[] {"/proc/ledger", "file:/proc/self/no/such/ledger"}) {
      assertThatThrownBy(() -> Ledgers.open(address))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("Ledger address '" + address + "' is refused: it lies on proc")
          .hasMessageContaining("Fix:");
    }
  }
}
