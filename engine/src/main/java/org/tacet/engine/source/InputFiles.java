package org.tacet.engine.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileChecksum;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;

/**
 * The files a release reads, with length, modification time and, where the file system keeps one,
 * checksum. The list identifies the input (P8): it is taken before the first row is read and again
 * before publishing. It stays on the trusted side (P19).
 *
 * @param files in the order of their paths
 */
public record InputFiles(List<InputFile> files) {

  /** One file of the input. */
  public record InputFile(String path, long length, long modificationTimeMillis, String checksum) {}

  public InputFiles {
    files = List.copyOf(files);
  }

  /**
   * Lists the data files below {@code path}. Names that begin with "." are no data, nor are those
   * that begin with "_", but for the folders of a partition column such as "_day=1", as for Spark.
   *
   * @param field the path's place in the spec, for messages
   * @throws InvalidSpecException when the path is missing, unreadable or without files
   */
  static InputFiles below(String path, String field, Configuration configuration) {
    List<InputFile> found = new ArrayList<>();
    try {
      Path root = new Path(path);
      FileSystem fileSystem = root.getFileSystem(configuration);
      collect(fileSystem, fileSystem.getFileStatus(root), found);
    } catch (FileNotFoundException e) {
      throw fault(field, "does not exist", path, "generate or copy the table there first", e);
    } catch (IOException | IllegalArgumentException e) {
      throw fault(field, "can't be read: " + e.getMessage(), path, "check the path and rights", e);
    }
    if (found.isEmpty()) {
      throw fault(
          field, "has no data files", path, "write the table first; zero rows are fine", null);
    }
    found.sort(Comparator.comparing(InputFile::path));
    return new InputFiles(found);
  }

  private static InvalidSpecException fault(
      String field, String problem, String path, String fix, Exception cause) {
    return new InvalidSpecException(
        new Fault(field, problem, path, "a folder or file of Parquet data", fix), cause);
  }

  private static void collect(FileSystem fileSystem, FileStatus status, List<InputFile> found)
      throws IOException {
    if (status.isFile()) {
      FileChecksum checksum = fileSystem.getFileChecksum(status.getPath());
      found.add(
          new InputFile(
              status.getPath().toString(),
              status.getLen(),
              status.getModificationTime(),
              checksum == null ? "" : checksum.toString()));
      return;
    }
    for (FileStatus child : fileSystem.listStatus(status.getPath())) {
      String name = child.getPath().getName();
      boolean hidden = name.startsWith(".") || (name.startsWith("_") && !name.contains("="));
      if (!hidden) {
        collect(fileSystem, child, found);
      }
    }
  }

  static InputFiles concat(List<InputFiles> parts) {
    return new InputFiles(parts.stream().flatMap(part -> part.files().stream()).toList());
  }

  /** Lists the same files anew. */
  public InputFiles again(Configuration configuration) {
    List<InputFile> now = new ArrayList<>();
    for (InputFile file : files) {
      Path path = new Path(file.path());
      try {
        FileSystem fileSystem = path.getFileSystem(configuration);
        collect(fileSystem, fileSystem.getFileStatus(path), now);
      } catch (FileNotFoundException gone) {
        now.add(new InputFile(file.path(), -1, 0, ""));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new InputFiles(now);
  }

  /** An injective text of the list: paths hold no line break, and numbers no space. */
  public byte[] canonicalBytes() {
    StringBuilder text = new StringBuilder();
    for (InputFile file : files) {
      text.append(file.length())
          .append(' ')
          .append(file.modificationTimeMillis())
          .append(' ')
          .append(file.path().length())
          .append(' ')
          .append(file.path())
          .append(' ')
          .append(file.checksum())
          .append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
