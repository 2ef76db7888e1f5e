package org.tacet.engine.publish;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * An output's folder and the hidden siblings in which a release of it is staged, and the earlier
 * one waits while it is replaced.
 *
 * @param path qualified
 */
record OutputFolder(FileSystem fileSystem, Path path, String releaseId) {

  private static final String REPLACED = ".replaced-";

  static OutputFolder at(String path, String releaseId, Configuration configuration)
      throws IOException {
    Path given = new Path(path);
    if (given.isRoot()) {
      throw new IllegalArgumentException("a root folder can't be replaced by a release");
    }
    FileSystem fileSystem = given.getFileSystem(configuration);
    if (fileSystem instanceof LocalFileSystem local) {
      fileSystem = local.getRaw(); // without checksum files beside the published ones
    }
    return new OutputFolder(fileSystem, fileSystem.makeQualified(given), releaseId);
  }

  /** {@code .<name>.staging-<release id>}. */
  Path staging() {
    return new Path(path.getParent(), "." + path.getName() + ".staging-" + releaseId);
  }

  boolean isLocal() {
    return "file".equals(fileSystem.getUri().getScheme());
  }

  /**
   * Where an earlier release waits while this one replaces it. Its name is this release's own: of
   * two that replace one, each may delete what it moved aside and nothing else.
   */
  Path aside(String earlierId) {
    return new Path(path.getParent(), asidePrefix() + earlierId + "-by-" + releaseId);
  }

  String asidePrefix() {
    return "." + path.getName() + REPLACED;
  }

  /** The manifest that lies in {@code folder}, if one does. */
  Optional<byte[]> manifestIn(Path folder) throws IOException {
    if (fileSystem.exists(folder) && fileSystem.getFileStatus(folder).isFile()) {
      return Optional.empty(); // HDFS does not answer that a file holds nothing, but denies access
    }
    try (InputStream in = fileSystem.open(new Path(folder, Manifest.FILE_NAME))) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException notThere) {
      return Optional.empty();
    }
  }

  /** The id of the release that lies in {@code folder}, if one does. */
  Optional<String> releaseIdIn(Path folder) throws IOException {
    return Manifest.releaseIdIn(manifestIn(folder));
  }
}
