package org.tacet.engine.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileChecksum;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.tacet.engine.digest.Sha256;
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
  public record InputFile(String path, long length, long modificationTimeMillis, String checksum) {

    /** What stands for a file that was listed and is no longer there. */
    static InputFile gone(String path) {
      return new InputFile(path, -1, 0, "");
    }

    boolean isGone() {
      return length < 0;
    }

    /** No other file has this line: a path's length precedes it, and numbers hold no space. */
    private String line() {
      String numbers = length + " " + modificationTimeMillis + " " + path.length();
      return numbers + " " + path + " " + checksum + "\n";
    }
  }

  /** The longest text of a list that an entry of the ledger is to hold in full. */
  static final int MAX_TEXT_CHARACTERS = 200_000;

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

  /** The files of a listing, with what it said of them, and their checksums as of now. */
  static InputFiles of(Collection<FileStatus> listing, Configuration configuration) {
    return new InputFiles(
        listing.stream()
            .map(status -> of(status, configuration))
            .distinct()
            .sorted(Comparator.comparing(InputFile::path))
            .toList());
  }

  private static InputFile of(FileStatus status, Configuration configuration) {
    try {
      FileChecksum checksum =
          status.getPath().getFileSystem(configuration).getFileChecksum(status.getPath());
      return new InputFile(
          status.getPath().toString(),
          status.getLen(),
          status.getModificationTime(),
          checksum == null ? "" : checksum.toString());
    } catch (FileNotFoundException gone) {
      return InputFile.gone(status.getPath().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InvalidSpecException fault(
      String field, String problem, String path, String legal, String fix, Exception cause) {
    return new InvalidSpecException(new Fault(field, problem, path, legal, fix), cause);
  }

  static InputFiles concat(List<InputFiles> parts) {
    return new InputFiles(parts.stream().flatMap(part -> part.files().stream()).toList());
  }

  /** Looks at the same files anew. */
  InputFiles again(Configuration configuration) {
    List<InputFile> now = new ArrayList<>();
    for (InputFile file : files) {
      Path path = new Path(file.path());
      try {
        now.add(of(path.getFileSystem(configuration).getFileStatus(path), configuration));
      } catch (FileNotFoundException gone) {
        now.add(InputFile.gone(file.path()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new InputFiles(now);
  }

  /** An injective text of the list, in UTF-8. */
  public byte[] canonicalBytes() {
    return text(files).getBytes(StandardCharsets.UTF_8);
  }

  /** SHA-256 of {@link #canonicalBytes}, in hex. */
  public String hash() {
    return Sha256.hex(canonicalBytes());
  }

  /**
   * The same text for people and for the ledger: a line a file, of length in bytes, modification
   * time in milliseconds, length of the path, path and checksum. Of a list of more than {@value
   * #MAX_TEXT_CHARACTERS} characters the first files are there, then how many more there are, and
   * the SHA-256 of their lines.
   */
  public String canonicalText() {
    int shown = 0;
    int characters = 0;
    while (shown < files.size()
        && characters + files.get(shown).line().length() <= MAX_TEXT_CHARACTERS) {
      characters += files.get(shown++).line().length();
    }
    if (shown == files.size()) {
      return text(files);
    }
    List<InputFile> rest = files.subList(shown, files.size());
    return "%sand %d more files, sha256 %s\n"
        .formatted(
            text(files.subList(0, shown)),
            rest.size(),
            Sha256.hex(text(rest).getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(List<InputFile> files) {
    return files.stream().map(InputFile::line).collect(Collectors.joining());
  }
}
