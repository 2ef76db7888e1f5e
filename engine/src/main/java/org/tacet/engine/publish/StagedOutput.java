package org.tacet.engine.publish;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.tacet.engine.spec.OutputSpec;

/**
 * The hidden sibling of an output in which a release is written, {@code .<name>.staging-<release
 * id>}. Readers see nothing of it until it is moved, in one rename that overwrites nothing, to the
 * output's name.
 */
final class StagedOutput implements ReleaseOutput {

  private static final String DATA = "data";

  private final OutputFolder folder;
  private final FileSystem fileSystem;
  private final OutputSpec.Format format;
  private final PartitionFolders partitions;

  /** The earlier release that may be replaced, as it was found before the charge. */
  private final Optional<String> replaces;

  private StagedOutput(
      OutputFolder folder,
      OutputSpec.Format format,
      PartitionFolders partitions,
      Optional<String> replaces) {
    this.folder = folder;
    this.fileSystem = folder.fileSystem();
    this.format = format;
    this.partitions = partitions;
    this.replaces = replaces;
  }

  /**
   * Checks that the output may be written, and makes the staging folder: a path that can't be
   * written fails here, before anything is charged.
   *
   * @param overwrite whether an earlier release at that path may be replaced
   */
  static StagedOutput create(
      OutputSpec.Files output,
      PartitionFolders partitions,
      String releaseId,
      boolean overwrite,
      Configuration configuration) {
    String path = output.path();
    try {
      FolderChecks.requireAtomicRename(path, configuration);
      OutputFolder folder = OutputFolder.at(path, releaseId, configuration);
      Optional<String> replaces = new FolderChecks(folder).check(overwrite, partitions);
      if (!folder.fileSystem().mkdirs(folder.staging())) {
        throw FolderChecks.fault(
            "can't be written", path, "a folder that can be made", "choose another", null);
      }
      return new StagedOutput(folder, output.format(), partitions, replaces);
    } catch (IOException | IllegalArgumentException e) {
      throw FolderChecks.fault(
          "can't be written: " + e.getMessage(),
          path,
          "a writable path",
          "choose another path or mend the rights",
          e);
    }
  }

  /** The manifest of {@code releaseId}, if that release stands at {@code path}. */
  static Optional<byte[]> publishedManifest(
      String path, String releaseId, Configuration configuration) {
    try {
      OutputFolder folder = OutputFolder.at(path, releaseId, configuration);
      Optional<byte[]> manifest = folder.manifestIn(folder.path());
      return Manifest.releaseIdIn(manifest).equals(Optional.of(releaseId))
          ? manifest
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes what an ended attempt had staged; whether there was anything. */
  static boolean discard(String path, String releaseId, Configuration configuration) {
    try {
      OutputFolder folder = OutputFolder.at(path, releaseId, configuration);
      return folder.fileSystem().delete(folder.staging(), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return folder.path().toString();
  }

  @Override
  public long stage(Dataset<Row> noised, int groupColumns) throws SparkException {
    return NoisedRows.write(noised, groupColumns, format, partitions, dataFolder());
  }

  /** Where Spark writes the data files. */
  String dataFolder() {
    return new Path(folder.staging(), DATA).toString();
  }

  @Override
  public List<PublishedFile> files() {
    try {
      Path data = new Path(folder.staging(), DATA);
      List<PublishedFile> files =
          new DataFiles(fileSystem, data).moveTo(folder.staging(), "." + format.word());
      fileSystem.delete(data, true);
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the manifest into the staging folder: the last file, which seals it. */
  @Override
  public void seal(byte[] manifest) {
    Path file = new Path(folder.staging(), Manifest.FILE_NAME);
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
  @Override
  public void publish() {
    try {
      if (replaces.isEmpty()) {
        FolderMove.move(fileSystem, folder.staging(), folder.path());
        return;
      }
      Path aside = folder.aside(replaces.get());
      if (!folder.releaseIdIn(folder.path()).equals(replaces) && fileSystem.exists(folder.path())) {
        throw new OutputTakenException("was replaced by another release", null);
      }
      FolderMove.move(fileSystem, folder.path(), aside);
      if (!folder.releaseIdIn(aside).equals(replaces)) {
        FolderMove.move(fileSystem, aside, folder.path());
        throw new OutputTakenException("was replaced by another release", null);
      }
      moveOrPutBack(aside);
    } catch (FileAlreadyExistsException | org.apache.hadoop.fs.FileAlreadyExistsException e) {
      throw new OutputTakenException("came to exist", e);
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new OutputTakenException("was moved away", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void moveOrPutBack(Path aside) throws IOException {
    boolean moved = false;
    try {
      FolderMove.move(fileSystem, folder.staging(), folder.path());
      moved = true;
    } finally {
      if (!moved && fileSystem.exists(folder.path())) {
        // Another release came to stand there, and replaces the earlier one too.
        fileSystem.delete(aside, true);
      } else if (!moved) {
        FolderMove.move(fileSystem, aside, folder.path());
      }
    }
  }

  @Override
  public void finish() {
    try {
      if (replaces.isPresent()) {
        fileSystem.delete(folder.aside(replaces.get()), true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void discard() {
    try {
      fileSystem.delete(folder.staging(), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
