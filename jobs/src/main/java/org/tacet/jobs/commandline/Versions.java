package org.tacet.jobs.commandline;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The versions of what runs here: Tacet, Spark when it is on the class path, Java. */
public final class Versions implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {
      "Tacet " + tacet(),
      "Spark " + spark().orElse("not found"),
      "Java " + System.getProperty("java.version")
    };
  }

  /** Tacet's own version, as Maven wrote it into the jar. */
  public static String tacet() {
    return property("/org/tacet/jobs/version.properties")
        .orElseThrow(() -> new IllegalStateException("version.properties is missing from the jar"));
  }

  /** Spark's version, read from the file in its jar: no Spark class is loaded for it. */
  public static Optional<String> spark() {
    return property("/spark-version-info.properties");
  }

  private static Optional<String> property(String resource) {
    try (InputStream file = Versions.class.getResourceAsStream(resource)) {
      if (file == null) {
        return Optional.empty();
      }
      Properties properties = new Properties();
      properties.load(file);
      return Optional.ofNullable(properties.getProperty("version"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
