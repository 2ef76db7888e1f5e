package org.tacet.engine.spec;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * The text of a spec, from where its author keeps it: a plain path is a file of this machine, a URI
 * ({@code hdfs:}, {@code file:}, ...) names a file system of Hadoop's.
 */
final class SpecFile {

  /** Two letters at least, so that a drive letter is not taken for a scheme. */
  private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  private final String location;

  SpecFile(String location) {
    this.location = location;
  }

  /**
   * Reads the text.
   *
   * @param configuration asked for a URI only: Hadoop takes a while to load
   * @throws InvalidSpecException when there is no file, or none that can be read
   */
  String read(Supplier<Configuration> configuration) {
    try {
      byte[] bytes = URI.matcher(location).matches() ? remote(configuration.get()) : local();
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (NoSuchFileException | FileNotFoundException missing) {
      throw unreadable("does not exist", "give the path of a spec", missing);
    } catch (CharacterCodingException notText) {
      throw unreadable("is not text in UTF-8", "save it as UTF-8", notText);
    } catch (UnsupportedFileSystemException unknown) {
      throw unreadable(
          "lies on a file system that Hadoop does not know here",
          "add its jars with --jars or --packages, or give another path",
          unknown);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw unreadable(
          isFolder() ? "is a directory" : "can't be read",
          "give the path of a file that you may read",
          unreadable);
    }
  }

  private byte[] local() throws IOException {
    return Files.readAllBytes(java.nio.file.Path.of(location));
  }

  private byte[] remote(Configuration configuration) throws IOException {
    Path path = new Path(location);
    try (InputStream in = path.getFileSystem(configuration).open(path)) {
      return in.readAllBytes();
    }
  }

  private boolean isFolder() {
    try {
      return Files.isDirectory(java.nio.file.Path.of(location));
    } catch (InvalidPathException notLocal) {
      return false;
    }
  }

  private InvalidSpecException unreadable(String problem, String fix, Exception cause) {
    return new InvalidSpecException(
        List.of(new Fault(location, problem, "", "a YAML file in UTF-8", fix)), cause);
  }
}
