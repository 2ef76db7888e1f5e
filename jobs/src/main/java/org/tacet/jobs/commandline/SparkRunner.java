package org.tacet.jobs.commandline;

import java.util.function.ToIntFunction;
import org.apache.spark.sql.SparkSession;
import org.tacet.jobs.cluster.SparkRequirements;

/** Gives a command its Spark session. Commands that need none never start one. */
@FunctionalInterface
public interface SparkRunner {

  /** Runs {@code work} in a session and returns its exit code. */
  int run(ToIntFunction<SparkSession> work);

  /**
   * The session that spark-submit's settings describe, stopped before the exit code is returned:
   * ending the process while the context runs would leave a cluster to guess how the application
   * ended.
   */
  static SparkRunner ofProcess() {
    return work -> {
      SparkRequirements.checkNoConnect(System.getProperties(), System.getenv());
      SparkRequirements.checkVersions(
          Versions.spark().orElse("of no known version"),
          scala.util.Properties.versionNumberString());
      SparkSession session = SparkSession.builder().getOrCreate();
      try {
        return work.applyAsInt(session);
      } finally {
        session.stop();
      }
    };
  }
}
