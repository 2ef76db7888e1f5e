package org.tacet.engine.source;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * How a place at which a table is registered is compared with one that is read. A place with a
 * slash is a path: {@code /data/orders}, {@code file:/data/orders}, {@code hdfs://name/orders}. Any
 * other is the name of a table in a catalog: {@code spark_catalog.shop.orders}.
 */
public final class TablePlace {

  private static final String LOCAL = "file";
  private static final String DEFAULT_HDFS_PORT = ":8020";

  private TablePlace() {}

  /**
   * Whether {@code place} is {@code registered} or lies in it. Paths are compared folder by folder,
   * on the same file system; a path without a scheme is one of the local disk, where symbolic links
   * are followed. Names of tables are compared without regard to case.
   */
  public static boolean covers(String registered, String place) {
    if (!isPath(registered) || !isPath(place)) {
      return !isPath(registered) && !isPath(place) && folded(registered).equals(folded(place));
    }
    URI folder = new Path(registered).toUri();
    URI inside = new Path(place).toUri();
    return scheme(folder).equals(scheme(inside))
        && authority(folder).equals(authority(inside))
        && (isIn(folder.getPath(), inside.getPath())
            || real(folder).filter(path -> isIn(path, real(inside).orElse(""))).isPresent());
  }

  private static boolean isPath(String place) {
    return place.contains("/");
  }

  private static String folded(String name) {
    return name.replace("`", "").toLowerCase(Locale.ROOT);
  }

  private static String scheme(URI path) {
    return path.getScheme() == null ? LOCAL : path.getScheme().toLowerCase(Locale.ROOT);
  }

  private static String authority(URI path) {
    String authority =
        path.getAuthority() == null ? "" : path.getAuthority().toLowerCase(Locale.ROOT);
    return scheme(path).equals("hdfs") && authority.endsWith(DEFAULT_HDFS_PORT)
        ? authority.substring(0, authority.length() - DEFAULT_HDFS_PORT.length())
        : authority;
  }

  private static boolean isIn(String folder, String path) {
    return path.equals(folder) || path.startsWith(folder.endsWith("/") ? folder : folder + "/");
  }

  /** Where a local path leads by its symbolic links; none for a path that is not there. */
  private static Optional<String> real(URI path) {
    if (!scheme(path).equals(LOCAL)) {
      return Optional.empty();
    }
    try {
      return Optional.of(java.nio.file.Path.of(path.getPath()).toRealPath().toString());
    } catch (IOException | IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty();
    }
  }
}
