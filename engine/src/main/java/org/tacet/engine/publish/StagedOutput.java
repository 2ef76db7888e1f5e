package org.tacet.engine.publish;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.tacet.engine.spec.OutputSpec;

/**
 * A release on its way into a folder. It is staged in a hidden sibling; readers see nothing of it
 * until that is moved, in one rename that overwrites nothing, to the output's name.
 */
final class StagedOutput implements ReleaseOutput {

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
   * @param attempt which attempt at the release it is, at least 1
   * @param overwrite whether an earlier release at that path may be replaced
   */
  static StagedOutput create(
      OutputSpec.Files output,
      PartitionFolders partitions,
      String releaseId,
      int attempt,
      boolean overwrite,
      Configuration configuration) {
    String path = output.path();
    try {
      FolderChecks.requireAtomicRename(path, configuration);
      OutputFolder folder = OutputFolder.at(path, releaseId, attempt, configuration);
      Optional<String> replaces = new FolderChecks(folder).check(overwrite, partitions);
      if (!folder.fileSystem().mkdirs(folder.staging().path())) {
        throw FolderChecks.fault(
            "can't be written", path, "a folder that can be made", "choose another", null);
      }
      return new StagedOutput(folder, output.format(), partitions, replaces);
    } catch (IOException | IllegalArgumentException e) {
      throw unwritable(path, e);
    }
  }

  /**
   * The output of an attempt that was sealed before its process ended. An earlier release that was
   * moved aside already is put back for the moment.
   *
   * @param overwrite whether an earlier release at that path may be replaced
   */
  static StagedOutput resume(
      OutputSpec.Files output,
      PartitionFolders partitions,
      String releaseId,
      int attempt,
      boolean overwrite,
      Configuration configuration) {
    try {
      OutputFolder folder = OutputFolder.at(output.path(), releaseId, attempt, configuration);
      folder.settleAside();
      return new StagedOutput(
          folder, output.format(), partitions, new FolderChecks(folder).checkPlace(overwrite));
    } catch (IOException e) {
      throw unwritable(output.path(), e);
    }
  }

  private static RuntimeException unwritable(String path, Exception cause) {
    return FolderChecks.fault(
        "can't be written: " + cause.getMessage(),
        path,
        "a writable path",
        "choose another path or mend the rights",
        cause);
  }

  /** What {@link #name} will say of an output. */
  static String nameOf(OutputSpec.Files output, Configuration configuration) {
    try {
      FolderChecks.requireAtomicRename(output.path(), configuration);
      return OutputFolder.at(output.path(), "none", 1, configuration).path().toString();
    } catch (IOException | IllegalArgumentException e) {
      throw unwritable(output.path(), e);
    }
  }

  @Override
  public String name() {
    return folder.path().toString();
  }

  @Override
  public long stage(Dataset<Row> noised, int groupColumns) throws SparkException {
    return NoisedRows.write(noised, groupColumns, format, partitions, begin());
  }

  /** Begins to stage; where Spark is to write the data files. */
  String begin() {
    return folder.staging().begin();
  }

  @Override
  public List<PublishedFile> files() {
    return folder.staging().files("." + format.word());
  }

  @Override
  public void seal(byte[] manifest) {
    folder.staging().seal(manifest);
  }

  @Override
  public boolean isResumable() {
    return true;
  }

  /**
   * Moves the sealed folder to the output's name. An earlier release that may be replaced is moved
   * aside first; any other that came to stand there meanwhile is left alone.
   */
  @Override
  public void publish() {
    publish(() -> {});
  }

  /**
   * For tests of what a process leaves that ends in between.
   *
   * @param whenEarlierIsAside runs when the earlier release is moved aside and this one not yet in
   */
  void publish(Runnable whenEarlierIsAside) {
    try {
      if (replaces.isEmpty()) {
        FolderMove.move(fileSystem, folder.staging().path(), folder.path());
        return;
      }
      Path aside = folder.aside();
      if (!folder.releaseIdIn(folder.path()).equals(replaces) && fileSystem.exists(folder.path())) {
        throw new OutputTakenException("was replaced by another release", null);
      }
      FolderMove.move(fileSystem, folder.path(), aside);
      if (!folder.releaseIdIn(aside).equals(replaces)) {
        FolderMove.move(fileSystem, aside, folder.path());
        throw new OutputTakenException("was replaced by another release", null);
      }
      whenEarlierIsAside.run();
      moveOrPutBack();
    } catch (FileAlreadyExistsException | org.apache.hadoop.fs.FileAlreadyExistsException e) {
      throw new OutputTakenException("came to exist", e);
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new OutputTakenException("was moved away", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void moveOrPutBack() throws IOException {
    boolean moved = false;
    try {
      FolderMove.move(fileSystem, folder.staging().path(), folder.path());
      moved = true;
    } finally {
      if (!moved) {
        folder.settleAside();
      }
    }
  }

  @Override
  public void finish() {
    try {
      if (replaces.isPresent()) {
        fileSystem.delete(folder.aside(), true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void withdraw() {
    try {
      folder.staging().deleteIfEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void discard() {
    try {
      folder.settleAside();
      folder.staging().delete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
