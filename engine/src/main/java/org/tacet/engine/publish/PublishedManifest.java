package org.tacet.engine.publish;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.tacet.accountant.ledger.LedgerHead;
import org.tacet.engine.digest.Sha256;

/**
 * A manifest as it stands where a release was published, for whoever compares it with the ledger.
 *
 * @param place its file
 * @param hash as the ledger's entry of the release has it
 * @param releaseId whose it says it is; empty if the bytes are no manifest
 * @param heads of the accounts that were charged
 */
public record PublishedManifest(
    String place, String hash, Optional<String> releaseId, List<LedgerHead> heads) {

  public PublishedManifest {
    heads = List.copyOf(heads);
  }

  /** Whether an output of a ledger's entry is a folder, whose manifest is a file in it. */
  public static boolean isFileOf(String output) {
    return !output.startsWith(CatalogTable.LEDGER_PREFIX);
  }

  /**
   * The manifest in an output folder.
   *
   * @return none if the folder or its manifest is not there
   * @throws IOException if it can't be read
   */
  public static Optional<PublishedManifest> at(String output, Configuration configuration)
      throws IOException {
    Path folder = new Path(output);
    FileSystem files = folder.getFileSystem(configuration);
    try {
      return Manifest.read(files, folder)
          .map(bytes -> of(new Path(folder, Manifest.FILE_NAME).toString(), bytes));
    } catch (FileNotFoundException notThere) {
      return Optional.empty();
    }
  }

  /**
   * The manifest that a file holds, or the one in a folder.
   *
   * @return none if there is nothing
   * @throws IOException if it can't be read
   */
  public static Optional<PublishedManifest> in(String place, Configuration configuration)
      throws IOException {
    Path path = new Path(place);
    FileSystem files = path.getFileSystem(configuration);
    if (!files.exists(path)) {
      return Optional.empty();
    }
    if (files.getFileStatus(path).isDirectory()) {
      return at(place, configuration);
    }
    try (InputStream in = files.open(path)) {
      return Optional.of(of(path.toString(), in.readAllBytes()));
    }
  }

  private static PublishedManifest of(String place, byte[] bytes) {
    return new PublishedManifest(
        place, Sha256.hex(bytes), Manifest.releaseIdIn(Optional.of(bytes)), headsIn(bytes));
  }

  /** Heads that are none stand for nothing, and a hash that differs says that it was changed. */
  private static List<LedgerHead> headsIn(byte[] bytes) {
    try {
      return Manifest.ledgerIn(bytes);
    } catch (IllegalArgumentException noHeads) {
      return List.of();
    }
  }
}
