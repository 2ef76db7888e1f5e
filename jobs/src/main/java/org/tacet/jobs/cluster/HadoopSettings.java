package org.tacet.jobs.cluster;

import org.apache.hadoop.conf.Configuration;

/** Hadoop's configuration where no Spark runs: what commands without Spark read and write with. */
public final class HadoopSettings {

  private static final String OF_HADOOP = "spark.hadoop.";

  private HadoopSettings() {}

  /**
   * Hadoop's files from the class path, and over them what Spark's settings say under {@code
   * spark.hadoop.}: spark-submit and the launcher hand those over as system properties.
   */
  public static Configuration ofProcess() {
    Configuration configuration = new Configuration();
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith(OF_HADOOP))
        .forEach(
            name ->
                configuration.set(name.substring(OF_HADOOP.length()), System.getProperty(name)));
    return configuration;
  }
}
