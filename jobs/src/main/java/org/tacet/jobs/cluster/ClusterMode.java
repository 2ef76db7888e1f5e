package org.tacet.jobs.cluster;

import java.util.Optional;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.tacet.engine.spec.OutputSpec;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.jobs.commandline.InvalidArgumentException;

/**
 * What a release needs when its driver runs on a machine of the cluster: everything it leaves has
 * to outlive the driver's folder, and what it says has to come back.
 */
public final class ClusterMode {

  private static final String SHARED =
      "a URI that the whole cluster reaches, or an absolute path that every machine mounts";

  /** Machines that share a mount may both append the same entry. */
  private static final String LEDGER =
      "hdfs://<NameNode>/<path>, or postgresql://<host>/<database>; file: on one machine only";

  private final Properties properties;
  private final Configuration configuration;

  /**
   * @param properties the system's, among them Spark's settings
   */
  public ClusterMode(Properties properties, Configuration configuration) {
    this.properties = properties;
    this.configuration = configuration;
  }

  /**
   * Checked where a release is submitted, and again by the driver.
   *
   * @param ledger of the release, the default one included
   * @throws InvalidArgumentException when ledger, output or status would be lost with the driver,
   *     or a failed driver would be started once more, which would charge the account once more
   */
  public void checkLasting(ReleaseSpec spec, String ledger, Optional<String> statusUri) {
    String scheme = Locations.defaultScheme(configuration);
    Locations.requireLasting("ledger", ledger, "file", LEDGER);
    if (spec.output() instanceof OutputSpec.Files files) {
      Locations.requireLasting("output.path", files.path(), scheme, SHARED);
    }
    statusUri.ifPresent(uri -> Locations.requireLasting("--status-uri", uri, scheme, SHARED));
    if ("true".equals(properties.getProperty("spark.driver.supervise"))) {
      throw new InvalidArgumentException(
          "--supervise",
          "would start a failed release again, and charge the account again",
          "a supervised driver",
          "a driver that runs once",
          "leave --supervise and spark.driver.supervise out");
    }
  }

  /**
   * Checked where a release is submitted: the driver finds the spec, and the outcome comes back.
   *
   * @param specFile as on the command line
   */
  public void checkSubmission(String specFile, Optional<String> statusUri) {
    ShippedFile.requireShipped(specFile, properties);
    if (statusUri.isEmpty()) {
      throw new InvalidArgumentException(
          "--status-uri",
          "is missing, and in cluster mode nothing else brings back the outcome",
          "none",
          "a URI that driver and launcher reach",
          "add for example --status-uri hdfs:///tacet/status/my-release.json");
    }
  }
}
