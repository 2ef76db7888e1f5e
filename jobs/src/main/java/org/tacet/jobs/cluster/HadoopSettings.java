package org.tacet.jobs.cluster;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;

/** Hadoop's configuration where no Spark runs: what commands without Spark read and write with. */
public final class HadoopSettings {

  private static final String OF_HADOOP = "spark.hadoop.";

  /** Files of Spark's settings, with colons between them: by name, since they may hold secrets. */
  private static final String FILES = "tacet.settings.files";

  private HadoopSettings() {}

  /**
   * Hadoop's files from the class path, and over them what Spark's settings say under {@code
   * spark.hadoop.}: those of the files that the launcher names, and those that it and spark-submit
   * hand over as system properties.
   */
  public static Configuration ofProcess() {
    Configuration configuration = new Configuration();
    for (String file : System.getProperty(FILES, "").split(":", -1)) {
      if (Files.isRegularFile(Path.of(file))) {
        add(propertiesIn(Path.of(file)), configuration);
      }
    }
    add(System.getProperties(), configuration);
    return configuration;
  }

  private static void add(Properties settings, Configuration configuration) {
    for (String name : settings.stringPropertyNames()) {
      if (name.startsWith(OF_HADOOP)) {
        configuration.set(name.substring(OF_HADOOP.length()), settings.getProperty(name).trim());
      }
    }
  }

  private static Properties propertiesIn(Path file) {
    try (Reader in = Files.newBufferedReader(file)) {
      Properties settings = new Properties();
      settings.load(in);
      return settings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
