package org.tacet.engine.publish;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;

/** Whether a release may be published to a folder: asked before anything is charged. */
final class FolderChecks {

  private static final String FIELD = "output.path";

  /** Whose rename of a folder is one step, onto a name where nothing is. */
  private static final List<String> SCHEMES_OF_ATOMIC_RENAME = List.of("file", "hdfs");

  private final OutputFolder folder;
  private final String releaseId;

  FolderChecks(OutputFolder folder) {
    this.folder = folder;
    this.releaseId = folder.releaseId();
  }

  /**
   * Refuses stores whose rename is not one step, object stores first of all: they copy file by
   * file, so readers would see half a release, and of two runs neither would learn that the other
   * took the output. A view (viewfs) may lead to one.
   */
  static void requireAtomicRename(String path, Configuration configuration) {
    String scheme = new Path(path).toUri().getScheme();
    if (scheme == null) {
      scheme = FileSystem.getDefaultUri(configuration).getScheme();
    }
    if (!SCHEMES_OF_ATOMIC_RENAME.contains(scheme)) {
      throw fault(
          "can't be published in one step: a store of the scheme "
              + scheme
              + " has no atomic rename of a folder",
          path,
          "a path on a local disk (file:) or on HDFS (hdfs:)",
          "publish to an hdfs:// path, or to output.table in a catalog with atomic commits",
          null);
    }
  }

  /**
   * Checks that nothing stands there but an earlier release that may be replaced.
   *
   * @return the id of the earlier release that is to be replaced, if one is
   */
  Optional<String> check(boolean overwrite, PartitionFolders partitions) throws IOException {
    requireNamesOfTexts(partitions);
    requireNoInterruptedReplacement();
    requireNotStaged();
    return checkPlace(overwrite);
  }

  /**
   * As {@link #check}, for a release that is staged already.
   *
   * @return the id of the earlier release that is to be replaced, if one is
   */
  Optional<String> checkPlace(boolean overwrite) throws IOException {
    return folder.fileSystem().exists(folder.path())
        ? Optional.of(replaced(overwrite))
        : Optional.empty();
  }

  /** In another encoding Java writes a question mark for each letter that it does not have. */
  private void requireNamesOfTexts(PartitionFolders partitions) {
    String encoding = System.getProperty("sun.jnu.encoding", "");
    if (folder.isLocal() && partitions.holdTexts() && !"UTF-8".equalsIgnoreCase(encoding)) {
      throw fault(
          "can't have folders named by texts: this process writes names of files in " + encoding,
          folder.path().toString(),
          "a process whose locale is UTF-8",
          "set LC_ALL=C.UTF-8 for driver and executors, or leave out output.partition_by",
          null);
    }
  }

  private void requireNoInterruptedReplacement() throws IOException {
    FileSystem fileSystem = folder.fileSystem();
    Path parent = folder.path().getParent();
    if (fileSystem.exists(folder.path()) || !fileSystem.exists(parent)) {
      return;
    }
    Optional<Path> aside =
        Arrays.stream(fileSystem.listStatus(parent))
            .map(FileStatus::getPath)
            .filter(path -> path.getName().startsWith(folder.asidePrefix()))
            .findFirst();
    if (aside.isPresent()) {
      throw fault(
          "was being replaced when a run ended",
          folder.path().toString(),
          "an output that is there or not",
          "move " + aside.get() + " back to " + folder.path().getName() + ", or remove it",
          null);
    }
  }

  private String replaced(boolean overwrite) throws IOException {
    String output = folder.path().toString();
    if (!overwrite) {
      throw fault(
          "exists",
          output,
          "a path where nothing is yet",
          "choose another path, or replace the earlier release with --overwrite",
          null);
    }
    Optional<String> earlier = folder.releaseIdIn(folder.path());
    if (earlier.isEmpty()) {
      throw fault(
          "exists and is no Tacet release, so --overwrite does not replace it",
          output,
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
    return earlier.get();
  }

  /**
   * Two runs of one attempt would write into one folder, and each delete the other's files. An
   * empty folder is that of a run that has not begun to write: the ledger decides which of them
   * does.
   */
  private void requireNotStaged() throws IOException {
    if (folder.staging().holdsAnything()) {
      throw fault(
          "is being written by a run of the same release id",
          releaseId,
          "a release id of its own for every run",
          "leave --release-id out; if no run is active, remove " + folder.staging().path(),
          null);
    }
  }

  static InvalidSpecException fault(
      String problem, String given, String legal, String fix, Exception cause) {
    return new InvalidSpecException(new Fault(FIELD, problem, given, legal, fix), cause);
  }
}
