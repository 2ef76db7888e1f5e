package org.tacet.jobs.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.tacet.jobs.commandline.InvalidArgumentException;

/**
 * The file in which a driver says how far it is. Each status is written aside and renamed over the
 * one before, so that a reader finds one or the other, whole.
 */
public final class StatusFile {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private final String uri;
  private final Configuration configuration;

  /**
   * @param uri of a file, on a file system of Hadoop's; a plain path lies on its default one
   */
  public StatusFile(String uri, Configuration configuration) {
    this.uri = uri;
    this.configuration = configuration;
  }

  /**
   * Writes the first status of a run.
   *
   * @throws InvalidArgumentException when no file can be written there
   */
  void writeFirst(ReleaseStatus status) {
    try {
      write(status);
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidArgumentException(
          "--status-uri",
          "can't be written (%s)".formatted(e.getClass().getSimpleName()),
          "'" + uri + "'",
          "a file that may be made or replaced, such as hdfs:///tacet/status/my-release.json",
          "choose another, or mend the rights; nothing was charged",
          e);
    }
  }

  void write(ReleaseStatus status) throws IOException {
    Path path = new Path(uri);
    FileSystem fileSystem = fileSystem(path);
    Path target = fileSystem.makeQualified(path);
    if (fileSystem.exists(target) && !fileSystem.getFileStatus(target).isFile()) {
      throw new IOException("there is a folder");
    }
    Path aside =
        new Path(target.getParent(), ".%s.%s".formatted(target.getName(), UUID.randomUUID()));
    boolean moved = false;
    try {
      try (FSDataOutputStream out = fileSystem.create(aside, false)) {
        out.write(MAPPER.writeValueAsBytes(status));
        out.hsync();
      }
      replace(fileSystem, aside, target);
      moved = true;
    } finally {
      if (!moved) {
        fileSystem.delete(aside, false);
      }
    }
  }

  private FileSystem fileSystem(Path path) throws IOException {
    FileSystem fileSystem = path.getFileSystem(configuration);
    // Without checksum files, whose names would outlive what they belong to.
    return fileSystem instanceof LocalFileSystem local ? local.getRaw() : fileSystem;
  }

  /** On a local disk Hadoop deletes the target first, and a reader would find nothing. */
  private void replace(FileSystem fileSystem, Path aside, Path target) throws IOException {
    if ("file".equals(fileSystem.getUri().getScheme())) {
      Files.move(
          java.nio.file.Path.of(aside.toUri().getPath()),
          java.nio.file.Path.of(target.toUri().getPath()),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } else {
      FileContext.getFileContext(fileSystem.getUri(), configuration)
          .rename(aside, target, Options.Rename.OVERWRITE);
    }
  }

  /**
   * The status, unless there is none.
   *
   * @throws InvalidArgumentException when the file can't be read or holds something else
   */
  public Optional<ReleaseStatus> read() {
    try {
      Path path = new Path(uri);
      try (InputStream in = fileSystem(path).open(path)) {
        return Optional.of(MAPPER.readValue(in.readAllBytes(), ReleaseStatus.class));
      }
    } catch (FileNotFoundException missing) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw unreadable("holds no status of this version of Tacet", e);
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable("can't be read (%s)".formatted(e.getClass().getSimpleName()), e);
    }
  }

  private InvalidArgumentException unreadable(String problem, Exception cause) {
    return new InvalidArgumentException(
        "the status",
        problem,
        "'" + uri + "'",
        "the URI that release was given as --status-uri",
        "give that one",
        cause);
  }
}
