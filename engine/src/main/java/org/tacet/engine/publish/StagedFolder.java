package org.tacet.engine.publish;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * A folder in which one attempt at a release is staged: first the data files, then, in one rename,
 * the manifest that names them. The manifest is the seal: a folder that holds it is complete, and
 * its bytes may be published by any later process, for they are one draw (P8). A folder without it
 * is only ever deleted, unread.
 */
record StagedFolder(FileSystem fileSystem, Path path) {

  private static final String DATA = "data";
  private static final String UNSEALED = "_manifest.unsealed";
  private static final String UNFINISHED = "_unfinished";
  private static final int BUFFER_BYTES = 4096;

  /** No escaped id goes on like this, so no other attempt's folder has the name. */
  private static final String DISCARDED = "~discarded";

  /**
   * Begins to stage.
   *
   * @return where Spark is to write the data files
   */
  String begin() {
    try {
      fileSystem.create(new Path(path, UNFINISHED), true).close();
      return new Path(path, DATA).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Gives the data files their public names. When another run took this one for dead and deleted
   * what it had staged so far, Spark went on in a new folder, without noticing that rows are gone:
   * then the mark of {@link #begin} is gone too, and this fails. The mark stays until {@link
   * #seal}.
   */
  List<PublishedFile> files(String extension) {
    try {
      Path data = new Path(path, DATA);
      List<PublishedFile> files = new DataFiles(fileSystem, data).moveTo(path, extension);
      fileSystem.delete(data, true);
      if (!fileSystem.exists(new Path(path, UNFINISHED))) {
        throw deleted();
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static IOException deleted() {
    return new FileNotFoundException("what was staged has been deleted by another run");
  }

  /**
   * Writes the manifest under another name, and gives it its own when all of it is on the disk. No
   * step of it makes the folder anew, so that what another run has deleted meanwhile is not sealed.
   */
  void seal(byte[] manifest) {
    Path unsealed = new Path(path, UNSEALED);
    try {
      try (FSDataOutputStream out = createInFolderThatIsThere(unsealed)) {
        out.write(manifest);
        out.hsync();
      }
      if (!fileSystem.delete(new Path(path, UNFINISHED), false)) {
        throw deleted();
      }
      FolderMove.move(fileSystem, unsealed, new Path(path, Manifest.FILE_NAME));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FSDataOutputStream createInFolderThatIsThere(Path file) throws IOException {
    return fileSystem.createNonRecursive(
        file,
        FsPermission.getFileDefault(),
        EnumSet.of(CreateFlag.CREATE),
        BUFFER_BYTES,
        fileSystem.getDefaultReplication(file),
        fileSystem.getDefaultBlockSize(file),
        null);
  }

  /** Whether anything lies here. */
  boolean holdsAnything() throws IOException {
    try {
      return fileSystem.listStatus(path).length > 0;
    } catch (FileNotFoundException notThere) {
      return false;
    }
  }

  /** The manifest that lies here, if it is that of {@code releaseId}. */
  Optional<byte[]> manifest(String releaseId) throws IOException {
    Optional<byte[]> manifest = Manifest.read(fileSystem, path);
    return Manifest.releaseIdIn(manifest).equals(Optional.of(releaseId))
        ? manifest
        : Optional.empty();
  }

  /**
   * The manifest, if it is that of {@code releaseId} and the folder holds exactly the files that it
   * names, byte for byte: after a loss of power a disk may keep the name of a file and not its
   * content.
   */
  Optional<byte[]> sealedManifest(String releaseId) throws IOException {
    Optional<byte[]> manifest = manifest(releaseId);
    return manifest.isPresent() && holdsExactly(Manifest.filesIn(manifest.get()))
        ? manifest
        : Optional.empty();
  }

  private boolean holdsExactly(List<PublishedFile> files) throws IOException {
    Set<String> named = files.stream().map(PublishedFile::name).collect(Collectors.toSet());
    named.add(Manifest.FILE_NAME);
    if (!names().equals(named)) {
      return false;
    }
    for (PublishedFile file : files) {
      try (InputStream in = fileSystem.open(new Path(path, file.name()))) {
        if (!PublishedFile.of(file.name(), in).equals(file)) {
          return false;
        }
      }
    }
    return true;
  }

  /** The names of all files, below this folder. */
  private Set<String> names() throws IOException {
    Set<String> names = new TreeSet<>();
    int below = fileSystem.makeQualified(path).toString().length() + 1;
    RemoteIterator<LocatedFileStatus> files = fileSystem.listFiles(path, true);
    while (files.hasNext()) {
      names.add(files.next().getPath().toString().substring(below));
    }
    return names;
  }

  /**
   * Deletes the folder, unread. It is given another name first, so that a run that was taken for
   * dead publishes all of it or nothing.
   *
   * @return whether there was anything
   */
  boolean delete() throws IOException {
    Path discarded = new Path(path.getParent(), path.getName() + DISCARDED);
    boolean leftOver = fileSystem.delete(discarded, true);
    try {
      FolderMove.move(fileSystem, path, discarded);
    } catch (NoSuchFileException | FileNotFoundException notThere) {
      return leftOver;
    }
    return fileSystem.delete(discarded, true);
  }

  /** Deletes the folder unless something lies in it, which may be another process's. */
  void deleteIfEmpty() throws IOException {
    try {
      if ("file".equals(fileSystem.getUri().getScheme())) {
        // Hadoop looks whether the folder is empty and then deletes all that is in it.
        Files.deleteIfExists(java.nio.file.Path.of(path.toUri()));
      } else {
        fileSystem.delete(path, false);
      }
    } catch (IOException e) {
      if (!holdsAnything()) {
        throw e;
      }
    }
  }
}
