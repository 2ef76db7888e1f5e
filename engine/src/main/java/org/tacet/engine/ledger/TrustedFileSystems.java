package org.tacet.engine.ledger;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tacet.accountant.ledger.ProcessIdentity;

/**
 * Where a link is known to be made for one of all that race for a name. A file system on a disk of
 * this machine has one kernel that orders them. One that is shared by machines may order them by
 * guesses: NFS answers a repeated request with "taken" although the first made the link, caches
 * keep names that are gone, and some have no links at all (P16). Those are taken where {@link
 * StoreProbe} found none of that, and so is every file system that is not known.
 */
final class TrustedFileSystems {

  /**
   * As {@link FileStore#type} names them, in lower case. overlay is a container's own layer, whose
   * links are those of the disk below. fuseblk is FUSE over a disk, such as NTFS on Linux.
   */
  private static final Set<String> LOCAL =
      Set.of(
          "ext2",
          "ext3",
          "ext4",
          "xfs",
          "btrfs",
          "zfs",
          "f2fs",
          "jfs",
          "reiserfs",
          "bcachefs",
          "nilfs2",
          "overlay",
          "tmpfs",
          "ramfs",
          "apfs",
          "hfs",
          "ufs",
          "ffs",
          "ntfs",
          "ntfs3",
          "fuseblk",
          "refs");

  /** What a folder lies on. */
  record Mount(String type, String device) {

    /** Of the nearest folder that is there; the type is empty where the system can't tell. */
    static Mount of(Path folder) {
      Path there = folder.toAbsolutePath();
      while (there.getParent() != null && !Files.exists(there)) {
        there = there.getParent();
      }
      try {
        FileStore store = Files.getFileStore(there);
        return new Mount(store.type(), store.name());
      } catch (IOException unknown) {
        return new Mount("", "");
      }
    }

    boolean isLocal() {
      return LOCAL.contains(type.toLowerCase(Locale.ROOT));
    }

    /** For messages. */
    String described() {
      return type.isEmpty() ? "a file system of unknown type" : type + " (" + device + ")";
    }
  }

  private TrustedFileSystems() {}

  /** Why a ledger may not lie in a folder, which need not be there yet; empty where it may. */
  static Optional<String> reasonToRefuse(Path root) {
    return reasonToRefuse(root, Mount.of(root), ProcessIdentity.localHost());
  }

  static Optional<String> reasonToRefuse(Path root, Mount mount, String host) {
    if (mount.isLocal()) {
      return Optional.empty();
    }
    String reason;
    try {
      Optional<ProbeMark> mark = ProbeMark.read(root);
      reason =
          mark.isEmpty()
              ? "of which it is not known that of two that append at once just one gets through"
              : mark.get().reasonToDistrust(mount, host).orElse("");
    } catch (IOException | IllegalArgumentException | DateTimeException unreadable) {
      reason = "and its " + ProbeMark.NAME + " can't be read: " + unreadable.getMessage();
    }
    return reason.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "it lies on "
                + mount.described()
                + ", "
                + reason
                + ". It is taken once the probe of the ledger's store has passed there, at best from"
                + " two machines at once");
  }
}
