package org.tacet.engine.publish;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;

/**
 * The hidden sibling of an output in which a release is written, {@code .<name>.staging-<release
 * id>}. Readers see nothing of it until it is moved, in one rename that overwrites nothing, to the
 * output's name.
 */
public final class StagedOutput {

  private static final String FIELD = "output.path";
  private static final String DATA = "data";
  private static final String REPLACED = ".replaced-";

  private final FileSystem fileSystem;
  private final Path output;
  private final Path staging;
  private final String releaseId;

  /** The earlier release that may be replaced, as it was found before the charge. */
  private Optional<String> replaces = Optional.empty();

  private StagedOutput(FileSystem fileSystem, Path output, String releaseId) {
    this.fileSystem = fileSystem;
    this.output = output;
    this.releaseId = releaseId;
    this.staging = stagingPath(output, releaseId);
  }

  private static Path stagingPath(Path output, String releaseId) {
    return new Path(output.getParent(), "." + output.getName() + ".staging-" + releaseId);
  }

  /**
   * Checks that the output may be written, and makes the staging folder: a path that can't be
   * written fails here, before anything is charged.
   *
   * @param overwrite whether an earlier release at that path may be replaced
   */
  public static StagedOutput create(
      String path, String releaseId, boolean overwrite, Configuration configuration) {
    try {
      StagedOutput staged = at(path, releaseId, configuration);
      staged.requireFree(overwrite);
      staged.requireNotStaged();
      if (!staged.fileSystem.mkdirs(staged.staging)) {
        throw fault("can't be written", path, "a folder that can be made", "choose another", null);
      }
      return staged;
    } catch (IOException | IllegalArgumentException e) {
      throw fault(
          "can't be written: " + e.getMessage(),
          path,
          "a writable path",
          "choose another path or mend the rights",
          e);
    }
  }

  private static StagedOutput at(String path, String releaseId, Configuration configuration)
      throws IOException {
    Path given = new Path(path);
    if (given.isRoot()) {
      throw new IllegalArgumentException("a root folder can't be replaced by a release");
    }
    FileSystem fileSystem = given.getFileSystem(configuration);
    if (fileSystem instanceof LocalFileSystem local) {
      fileSystem = local.getRaw(); // without checksum files beside the published ones
    }
    return new StagedOutput(fileSystem, fileSystem.makeQualified(given), releaseId);
  }

  private void requireFree(boolean overwrite) throws IOException {
    Optional<Path> replaced = interruptedReplacement();
    if (replaced.isPresent()) {
      throw fault(
          "was being replaced when a run ended",
          output.toString(),
          "an output that is there or not",
          "move " + replaced.get() + " back to " + output.getName() + ", or remove it",
          null);
    }
    if (!fileSystem.exists(output)) {
      return;
    }
    if (!overwrite) {
      throw fault(
          "exists",
          output.toString(),
          "a path where nothing is yet",
          "choose another path, or replace the earlier release with --overwrite",
          null);
    }
    Optional<String> earlier = releaseIdAt(output);
    if (earlier.isEmpty()) {
      throw fault(
          "exists and is no Tacet release, so --overwrite does not replace it",
          output.toString(),
          "a path where nothing is yet, or an earlier release",
          "choose another path, or remove it yourself",
          null);
    }
    if (earlier.get().equals(releaseId)) {
      throw fault(
          "holds this very release",
          releaseId,
          "a new release id to overwrite an old one",
          "leave --release-id out",
          null);
    }
    replaces = earlier;
  }

  /** Two runs of one release id would write into one folder, and each delete the other's files. */
  private void requireNotStaged() throws IOException {
    if (fileSystem.exists(staging)) {
      throw fault(
          "is being written by a run of the same release id",
          releaseId,
          "a release id of its own for every run",
          "leave --release-id out; if no run is active, remove " + staging,
          null);
    }
  }

  private Optional<Path> interruptedReplacement() throws IOException {
    if (fileSystem.exists(output) || !fileSystem.exists(output.getParent())) {
      return Optional.empty();
    }
    return Arrays.stream(fileSystem.listStatus(output.getParent()))
        .map(FileStatus::getPath)
        .filter(path -> path.getName().startsWith("." + output.getName() + REPLACED))
        .findFirst();
  }

  private Optional<String> releaseIdAt(Path folder) throws IOException {
    return Manifest.releaseIdIn(manifestIn(folder));
  }

  private Optional<byte[]> manifestIn(Path folder) throws IOException {
    // What is a file holds nothing: HDFS does not answer that, but denies the access.
    return fileSystem.exists(folder) && fileSystem.getFileStatus(folder).isFile()
        ? Optional.empty()
        : readIfThere(new Path(folder, Manifest.FILE_NAME));
  }

  private Optional<byte[]> readIfThere(Path path) throws IOException {
    try (InputStream in = fileSystem.open(path)) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException notThere) {
      return Optional.empty();
    }
  }

  /** The manifest of {@code releaseId}, if that release stands at {@code path}. */
  public static Optional<byte[]> publishedManifest(
      String path, String releaseId, Configuration configuration) {
    try {
      StagedOutput staged = at(path, releaseId, configuration);
      Optional<byte[]> manifest = staged.manifestIn(staged.output);
      return Manifest.releaseIdIn(manifest).equals(Optional.of(releaseId))
          ? manifest
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Deletes, unread, what an ended attempt had staged (P8).
   *
   * @return whether there was anything
   */
  public static boolean discard(String path, String releaseId, Configuration configuration) {
    try {
      StagedOutput staged = at(path, releaseId, configuration);
      return staged.fileSystem.delete(staged.staging, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String output() {
    return output.toString();
  }

  /** Where Spark writes the data files. */
  public String dataFolder() {
    return new Path(staging, DATA).toString();
  }

  /**
   * Gives the data files their public names, in the order of their parts: Spark's names hold a
   * random id.
   *
   * @param extension of the published files, with its dot
   */
  public List<PublishedFile> nameFiles(String extension) {
    try {
      Path data = new Path(staging, DATA);
      List<Path> parts = new ArrayList<>();
      for (FileStatus status : fileSystem.listStatus(data)) {
        if (status.getPath().getName().startsWith("part-")) {
          parts.add(status.getPath());
        }
      }
      parts.sort(Comparator.comparing(Path::getName));
      List<PublishedFile> files = new ArrayList<>();
      for (Path part : parts) {
        String name = "part-%05d%s".formatted(files.size(), extension);
        Path target = new Path(staging, name);
        if (!fileSystem.rename(part, target)) {
          throw new IOException("could not rename a staged file to " + target);
        }
        try (InputStream in = fileSystem.open(target)) {
          files.add(PublishedFile.of(name, in));
        }
      }
      fileSystem.delete(data, true);
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the manifest into the staging folder: the last file, which seals it. */
  public void seal(byte[] manifest) {
    Path file = new Path(staging, Manifest.FILE_NAME);
    try (FSDataOutputStream out = fileSystem.create(file, false)) {
      out.write(manifest);
      out.hsync();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Moves the sealed folder to the output's name. An earlier release that may be replaced is moved
   * aside first; any other that came to stand there meanwhile is left alone.
   */
  public void publish() {
    try {
      if (replaces.isEmpty()) {
        FolderMove.move(fileSystem, staging, output);
        return;
      }
      Path aside = asidePath(replaces.get());
      FolderMove.move(fileSystem, output, aside);
      if (!releaseIdAt(aside).equals(replaces)) {
        FolderMove.move(fileSystem, aside, output);
        throw changed("was replaced by another release while this one ran", null);
      }
      moveOrPutBack(aside);
    } catch (FileAlreadyExistsException | org.apache.hadoop.fs.FileAlreadyExistsException e) {
      throw changed("came to exist while the release ran", e);
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw changed("was moved away while the release ran", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Deletes the release that was replaced, if there was one.
   *
   * @throws UncheckedIOException when it stays; the new one is published all the same
   */
  public void deleteReplaced() {
    try {
      if (replaces.isPresent()) {
        fileSystem.delete(asidePath(replaces.get()), true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path asidePath(String earlier) {
    return new Path(output.getParent(), "." + output.getName() + REPLACED + earlier);
  }

  private void moveOrPutBack(Path aside) throws IOException {
    boolean moved = false;
    try {
      FolderMove.move(fileSystem, staging, output);
      moved = true;
    } finally {
      if (!moved && fileSystem.exists(output)) {
        // Another release came to stand there, and replaces the earlier one too.
        fileSystem.delete(aside, true);
      } else if (!moved) {
        FolderMove.move(fileSystem, aside, output);
      }
    }
  }

  private InvalidSpecException changed(String problem, Exception cause) {
    return fault(
        problem,
        output.toString(),
        "",
        "the charge stays; choose another path for the next run",
        cause);
  }

  /** Deletes what was staged. */
  public void discard() {
    try {
      fileSystem.delete(staging, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InvalidSpecException fault(
      String problem, String given, String legal, String fix, Exception cause) {
    return new InvalidSpecException(new Fault(FIELD, problem, given, legal, fix), cause);
  }
}
