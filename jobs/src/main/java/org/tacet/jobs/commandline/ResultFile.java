package org.tacet.jobs.commandline;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A file of this machine that an option names for a result. Whether it can lie there is checked
 * before anything is computed, and whoever looks sees the old file or the new one.
 */
public final class ResultFile {

  /** Writes the content. */
  @FunctionalInterface
  public interface Content {
    void writeTo(Writer out) throws IOException;
  }

  private final String option;
  private final String given;
  private final Path file;

  /**
   * The file that an option names.
   *
   * @param option as the user writes it, {@code --plot}
   * @throws InvalidArgumentException if no file can be written there
   */
  public ResultFile(String option, String given) {
    this.option = option;
    this.given = given;
    try {
      this.file = Path.of(given).toAbsolutePath();
    } catch (InvalidPathException noPath) {
      throw noPlace("is no path", noPath);
    }
    if (given.isEmpty() || Files.isDirectory(file)) {
      throw noPlace(given.isEmpty() ? "is empty" : "is a folder", null);
    }
    if (!Files.isDirectory(file.getParent())) {
      throw noPlace("has no folder to lie in", null);
    }
  }

  /**
   * Writes the file, in place of one that is there. Its permissions are those of any new file, not
   * a temporary one's.
   *
   * @throws InvalidArgumentException if it can't be written
   */
  public void write(Content content) {
    Path aside = file.resolveSibling(".result-" + UUID.randomUUID());
    try {
      try (Writer out =
          Files.newBufferedWriter(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        content.writeTo(out);
      }
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      throw noPlace("can't be written", failed);
    } finally {
      try {
        Files.deleteIfExists(aside);
      } catch (IOException stays) {
        // Hidden, and of a name that no later run takes.
      }
    }
  }

  private InvalidArgumentException noPlace(String problem, Exception cause) {
    return new InvalidArgumentException(
        option,
        problem,
        "'" + given + "'",
        "a file in a folder that is there and may be written to",
        "correct the path, or create the folder",
        cause);
  }
}
