package org.tacet.jobs.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import org.tacet.jobs.commandline.InvalidArgumentException;

/**
 * The spec of a release in cluster mode: a file that {@code --files} ships beside the driver, which
 * finds it under its bare name, or a URI.
 *
 * <p>YARN and Kubernetes put the file into the driver's working folder. A standalone cluster does
 * so only once Spark runs; until then the driver reads it where the setting {@code spark.files}
 * says it came from.
 */
public final class ShippedFile {

  private static final String FILES = "spark.files";

  private ShippedFile() {}

  /**
   * Where the driver reads a spec.
   *
   * @param given as on the command line
   * @param properties the system's, among them Spark's settings
   */
  public static String locate(String given, Properties properties) {
    if (DeployMode.of(properties) == DeployMode.CLIENT || Locations.hasScheme(given)) {
      return given;
    }
    String name = bareName(given);
    if (Files.isRegularFile(Path.of(name))) {
      return name;
    }
    return shippedAs(name, properties).orElse(given);
  }

  /**
   * Says, before anything is submitted, that the driver would not find the spec.
   *
   * @throws InvalidArgumentException for a file of this machine that is not shipped
   */
  static void requireShipped(String given, Properties properties) {
    if (Locations.hasScheme(given) && !given.startsWith("file:")) {
      return;
    }
    if (Locations.hasScheme(given) || shippedAs(bareName(given), properties).isEmpty()) {
      String path = given.replaceFirst("^file:(//)?", "");
      throw new InvalidArgumentException(
          "<spec.yaml>",
          "lies on this machine only, and in cluster mode the driver runs on another",
          "'" + given + "'",
          "a file that --files ships, or a URI that the cluster reads, such as hdfs:///spec.yaml",
          "put --files %s before the command, and leave the command as it is with %s"
              .formatted(path, path));
    }
  }

  /** The entry of {@code --files} that has this name, which {@code #name} may have given it. */
  private static Optional<String> shippedAs(String name, Properties properties) {
    return Arrays.stream(properties.getProperty(FILES, "").split(",", -1))
        .map(String::trim)
        .filter(entry -> bareName(entry.substring(entry.indexOf('#') + 1)).equals(name))
        .map(entry -> entry.replaceFirst("#.*", ""))
        .findFirst();
  }

  private static String bareName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
