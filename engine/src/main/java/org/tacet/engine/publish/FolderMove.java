package org.tacet.engine.publish;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/** Gives a folder another name in one step. */
final class FolderMove {

  private FolderMove() {}

  /**
   * Renames a folder onto a name where nothing is. On a local disk rename(2) itself refuses a
   * target that is a folder with files in it, which every published folder is, so two that race
   * can't overwrite each other; on HDFS the rename is atomic.
   *
   * @throws IOException in the file system's own class for "exists" or "not found" where that is
   *     why
   */
  static void move(FileSystem fileSystem, Path from, Path to) throws IOException {
    if ("file".equals(fileSystem.getUri().getScheme())) {
      moveLocally(java.nio.file.Path.of(from.toUri()), java.nio.file.Path.of(to.toUri()));
    } else {
      FileContext.getFileContext(fileSystem.getUri(), fileSystem.getConf())
          .rename(from, to, Options.Rename.NONE);
    }
  }

  private static void moveLocally(java.nio.file.Path from, java.nio.file.Path to)
      throws IOException {
    try {
      Files.move(from, to);
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      throw e;
    } catch (FileSystemException e) {
      // A target that came to exist after Java looked for it fails as "directory not empty".
      if (Files.exists(from) && Files.exists(to)) {
        FileAlreadyExistsException exists = new FileAlreadyExistsException(to.toString());
        exists.initCause(e);
        throw exists;
      }
      throw e;
    }
  }
}
