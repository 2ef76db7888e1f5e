package org.tacet.jobs.cluster;

import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.tacet.jobs.commandline.InvalidArgumentException;

/** Paths and URIs of what outlives a run, and what of them a driver in a cluster can use. */
final class Locations {

  /** Two letters at least, so that a drive letter is not taken for a scheme. */
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):.*");

  private Locations() {}

  static boolean hasScheme(String location) {
    return SCHEME.matcher(location).matches();
  }

  /**
   * Refuses what would lie in the driver's working folder, which is deleted when the driver ends.
   *
   * @param what the option or field, for the message
   * @param defaultScheme what a path without a scheme means
   * @param legal where it may lie instead
   */
  static void requireLasting(String what, String location, String defaultScheme, String legal) {
    boolean local =
        hasScheme(location) ? location.startsWith("file:") : "file".equals(defaultScheme);
    String path = location.replaceFirst("^file:(//)?", "");
    if (local && !path.startsWith("/")) {
      throw new InvalidArgumentException(
          what,
          "is a folder beside the driver, which is gone when a driver in cluster mode ends",
          "'" + location + "'",
          legal,
          "give such a one, for example hdfs:///" + path);
    }
  }

  /** What Hadoop takes a path without a scheme for. */
  static String defaultScheme(Configuration configuration) {
    return FileSystem.getDefaultUri(configuration).getScheme();
  }
}
