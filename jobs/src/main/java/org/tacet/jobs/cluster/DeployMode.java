package org.tacet.jobs.cluster;

import java.util.Properties;

/** Where the driver of a Spark application runs. */
public enum DeployMode {
  /** In the process that the user started. */
  CLIENT,

  /** On a machine of the cluster, whose folders the user does not see. */
  CLUSTER;

  private static final String SETTING = "spark.submit.deployMode";

  /** A driver in Kubernetes is started once more there, by a spark-submit in client mode. */
  private static final String SUBMITTED_IN_DRIVER = "spark.kubernetes.submitInDriver";

  /**
   * Of this process.
   *
   * @param properties the system's, among them Spark's settings
   */
  public static DeployMode of(Properties properties) {
    boolean cluster =
        "cluster".equals(properties.getProperty(SETTING))
            || "true".equals(properties.getProperty(SUBMITTED_IN_DRIVER));
    return cluster ? CLUSTER : CLIENT;
  }
}
