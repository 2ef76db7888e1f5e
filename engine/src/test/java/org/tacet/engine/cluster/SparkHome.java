package org.tacet.engine.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What processes of Spark take for its distribution: a folder with links to the jars of this
 * process's class path. The folders on it, which hold Tacet's classes and those of the tests, go
 * the way of an application's own: over the executors' class path.
 */
record SparkHome(Path folder, String applicationClassPath) {

  /** Runs the NameNode of the tests; a Spark has no such jar. */
  private static final String HDFS_SERVER = "hadoop-client-minicluster";

  static SparkHome in(Path parent) throws IOException {
    Path folder = parent.resolve("spark");
    Path jars = Files.createDirectories(folder.resolve("jars"));
    List<String> application = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        application.add(entry);
      } else if (entry.endsWith(".jar") && !path.getFileName().toString().contains(HDFS_SERVER)) {
        Files.createSymbolicLink(jars.resolve(path.getFileName()), path);
      }
    }
    return new SparkHome(folder, String.join(File.pathSeparator, application));
  }

  /** Options for virtual machines that live for seconds, and log as this one does. */
  static List<String> quickStart() {
    return List.of(
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Dlog4j2.configurationFile=" + System.getProperty("log4j2.configurationFile"));
  }

  /** Without the Scala version Spark looks for the folders of its own build. */
  Map<String, String> environment() {
    return Map.of(
        "SPARK_HOME", folder.toString(),
        "SPARK_SCALA_VERSION", "2.13",
        "SPARK_LOCAL_HOSTNAME", "127.0.0.1");
  }
}
