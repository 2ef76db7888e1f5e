package org.tacet.engine.publish;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * An output's folder and the hidden siblings in which an attempt at a release of it is staged, and
 * the earlier release waits while it is replaced.
 *
 * @param path qualified
 */
record OutputFolder(FileSystem fileSystem, Path path, String releaseId, int attempt) {

  private static final String REPLACED = ".replaced-";

  static OutputFolder at(String path, String releaseId, int attempt, Configuration configuration)
      throws IOException {
    Path given = new Path(path);
    if (given.isRoot()) {
      throw new IllegalArgumentException("a root folder can't be replaced by a release");
    }
    FileSystem fileSystem = withoutChecksumFiles(given.getFileSystem(configuration));
    return new OutputFolder(fileSystem, fileSystem.makeQualified(given), releaseId, attempt);
  }

  /** On a local disk Hadoop would write one beside each published file. */
  static FileSystem withoutChecksumFiles(FileSystem fileSystem) {
    return fileSystem instanceof LocalFileSystem local ? local.getRaw() : fileSystem;
  }

  /** {@code .<name>.staging-<release id>}, escaped, and {@code @<attempt>} after the first. */
  StagedFolder staging() {
    return new StagedFolder(fileSystem, sibling(".staging-"));
  }

  boolean isLocal() {
    return "file".equals(fileSystem.getUri().getScheme());
  }

  /**
   * Where an earlier release waits while this one replaces it. Its name is this attempt's own: of
   * two that replace one, each may delete what it moved aside and nothing else.
   */
  Path aside() {
    return sibling(REPLACED + "by-");
  }

  String asidePrefix() {
    return "." + path.getName() + REPLACED;
  }

  private Path sibling(String infix) {
    return new Path(
        path.getParent(), "." + path.getName() + infix + ReleaseIdFileName.of(releaseId, attempt));
  }

  /** The id of the release that lies in {@code folder}, if one does. */
  Optional<String> releaseIdIn(Path folder) throws IOException {
    return Manifest.releaseIdIn(Manifest.read(fileSystem, folder));
  }

  /** Whether this very release is what readers find. */
  boolean isPublished() throws IOException {
    return releaseIdIn(path).equals(Optional.of(releaseId));
  }

  /**
   * Puts the earlier release back that a run moved aside before it ended, so that readers find it
   * again; or deletes it, if meanwhile another took its place.
   */
  void settleAside() throws IOException {
    if (!fileSystem.exists(aside())) {
      return;
    }
    if (!fileSystem.exists(path)) {
      try {
        FolderMove.move(fileSystem, aside(), path);
        return;
      } catch (FileAlreadyExistsException
          | org.apache.hadoop.fs.FileAlreadyExistsException
          | NoSuchFileException
          | FileNotFoundException movedMeanwhile) {
        if (!fileSystem.exists(path)) {
          throw movedMeanwhile;
        }
      }
    }
    fileSystem.delete(aside(), true);
  }
}
