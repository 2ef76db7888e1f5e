package org.tacet.engine.publish;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * What an attempt at a release, whose process may have ended, has left at its output.
 *
 * @param folder the output, if it is one of files
 * @param table the output, if it is a table
 */
record LeftOutput(
    Optional<OutputFolder> folder, Optional<CatalogTable> table, String releaseId, int attempt) {

  /**
   * @param output as {@link ReleaseOutput#name} gave it to the ledger
   */
  static LeftOutput at(SparkSession session, String output, String releaseId, int attempt) {
    Optional<CatalogTable> table = CatalogTable.named(session, output);
    try {
      return new LeftOutput(
          table.isPresent()
              ? Optional.empty()
              : Optional.of(
                  OutputFolder.at(
                      output, releaseId, attempt, session.sessionState().newHadoopConf())),
          table,
          releaseId,
          attempt);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<byte[]> publishedManifest() {
    try {
      return folder.isPresent()
          ? new StagedFolder(folder.get().fileSystem(), folder.get().path()).manifest(releaseId)
          : table.orElseThrow().manifest(releaseId);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<byte[]> sealedManifest() {
    try {
      Optional<StagedFolder> staged =
          folder.isPresent()
              ? folder.map(OutputFolder::staging)
              : table.orElseThrow().staging(releaseId, attempt);
      return staged.isPresent() ? staged.get().sealedManifest(releaseId) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void settleReplaced() {
    try {
      if (folder.isPresent()) {
        folder.get().settleAside();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean discard() {
    try {
      if (folder.isPresent()) {
        folder.get().settleAside();
        return folder.get().staging().delete();
      }
      return table.orElseThrow().deleteLocation(releaseId, attempt);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
