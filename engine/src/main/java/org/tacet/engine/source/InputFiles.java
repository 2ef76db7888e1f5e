package org.tacet.engine.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileChecksum;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.SourceInput;

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
   * Requires a data file below {@code path}. Names that begin with "." are no data, nor are those
   * that begin with "_", but for the folders of a partition column such as "_day=1", as for Spark.
   *
   * @param field the path's place in the spec, for messages
   * @throws InvalidSpecException when the path is missing, unreadable or without files
   */
  static void requireAny(SourceInput.Files input, String field, Configuration configuration) {
    String path = input.path();
    String legal = "a folder or file of " + input.format().title() + " data";
    boolean found;
    try {
      Path root = new Path(path);
      FileSystem fileSystem = root.getFileSystem(configuration);
      found = hasFile(fileSystem, fileSystem.getFileStatus(root));
    } catch (FileNotFoundException e) {
      throw fault(
          field, "does not exist", path, legal, "generate or copy the table there first", e);
    } catch (IOException | IllegalArgumentException e) {
      throw fault(
          field,
          "can't be read: " + UnreadableFile.why(e),
          path,
          legal,
          "check the path and rights",
          e);
    }
    if (!found) {
      throw fault(
          field,
          "has no data files",
          path,
          legal,
          "write the table first; zero rows are fine",
          null);
    }
  }

  private static boolean hasFile(FileSystem fileSystem, FileStatus status) throws IOException {
    if (status.isFile()) {
      return true;
    }
    for (FileStatus child : fileSystem.listStatus(status.getPath())) {
      String name = child.getPath().getName();
      boolean hidden = name.startsWith(".") || (name.startsWith("_") && !name.contains("="));
      if (!hidden && hasFile(fileSystem, child)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The files that Spark has listed for {@code rows} and will read, whatever is added to their
   * folder from now on. Those that a filter on folders leaves out are among them.
   */
  static InputFiles readBy(Dataset<Row> rows, Configuration configuration) {
    List<InputFile> listed =
        listed(RowExpressions.planOf(rows))
            .map(uri -> new Path(URI.create(uri)).toString())
            .distinct()
            .sorted()
            .map(path -> new InputFile(path, 0, 0, ""))
            .toList();
    return new InputFiles(listed).again(configuration);
  }

  private static Stream<String> listed(LogicalPlan plan) {
    return plan instanceof LogicalRelation relation
            && relation.relation() instanceof HadoopFsRelation files
        ? Arrays.stream(files.location().inputFiles())
        : ScalaCollections.list(plan.children()).stream().flatMap(InputFiles::listed);
  }

  private static InvalidSpecException fault(
      String field, String problem, String path, String legal, String fix, Exception cause) {
    return new InvalidSpecException(new Fault(field, problem, path, legal, fix), cause);
  }

  static InputFiles concat(List<InputFiles> parts) {
    return new InputFiles(parts.stream().flatMap(part -> part.files().stream()).toList());
  }

  /** Looks at the same files anew. */
  public InputFiles again(Configuration configuration) {
    List<InputFile> now = new ArrayList<>();
    for (InputFile file : files) {
      Path path = new Path(file.path());
      try {
        FileSystem fileSystem = path.getFileSystem(configuration);
        FileStatus status = fileSystem.getFileStatus(path);
        FileChecksum checksum = fileSystem.getFileChecksum(path);
        now.add(
            new InputFile(
                file.path(),
                status.getLen(),
                status.getModificationTime(),
                checksum == null ? "" : checksum.toString()));
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
