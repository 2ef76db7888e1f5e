package org.tacet.jobs.cluster;

import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.tacet.jobs.commandline.InvalidArgumentException;

/** The Spark that Tacet runs on: 4.0 or newer, for Scala 2.13, in the driver's own process. */
public final class SparkRequirements {

  private static final int OLDEST_MAJOR_VERSION = 4;
  private static final String SCALA = "2.13";
  private static final String A_CLASS_OF_SPARK = "org/apache/spark/sql/SparkSession.class";

  private SparkRequirements() {}

  /**
   * Checks that Spark's own classes are there, without which no command can even be described. A
   * spark-submit that starts a client of Spark Connect leaves them out.
   *
   * @param properties the system's, among them Spark's settings
   * @throws InvalidArgumentException when they are not
   */
  public static void checkPresent(Properties properties, Map<String, String> environment) {
    if (SparkRequirements.class.getClassLoader().getResource(A_CLASS_OF_SPARK) == null) {
      checkNoConnect(properties, environment);
      throw new InvalidArgumentException(
          "Spark",
          "is not on the class path",
          "no Spark",
          "Spark %d.0 or newer for Scala %s".formatted(OLDEST_MAJOR_VERSION, SCALA),
          "start with ./spark-submit.sh or with the spark-submit of such a Spark");
    }
  }

  /**
   * Checks the versions found on the class path.
   *
   * @param spark as in "4.1.0"
   * @param scala as in "2.13.17"
   * @throws InvalidArgumentException when Tacet does not run on them
   */
  public static void checkVersions(String spark, String scala) {
    if (majorVersion(spark) < OLDEST_MAJOR_VERSION || !scala.startsWith(SCALA + ".")) {
      throw new InvalidArgumentException(
          "Spark",
          "is not one that Tacet runs on",
          "Spark %s for Scala %s".formatted(spark, scala),
          "Spark %d.0 or newer for Scala %s".formatted(OLDEST_MAJOR_VERSION, SCALA),
          "submit with the spark-submit of such a Spark");
    }
  }

  private static int majorVersion(String version) {
    String digits = version.replaceFirst("[^0-9].*", "");
    return digits.isEmpty() || digits.length() > 9 ? 0 : Integer.parseInt(digits);
  }

  /**
   * A session of Spark Connect is a client of a Spark that runs elsewhere. A release needs the
   * planner in its own process: it plans operators there, and keeps the key in that memory.
   *
   * @param properties the system's, among them Spark's settings
   * @throws InvalidArgumentException when Spark would start as a client
   */
  public static void checkNoConnect(Properties properties, Map<String, String> environment) {
    Optional<String> asked =
        Optional.ofNullable(properties.getProperty("spark.api.mode"))
            .filter("connect"::equalsIgnoreCase)
            .map(mode -> "spark.api.mode")
            .or(() -> ifSet("spark.remote", properties.getProperty("spark.remote")))
            .or(() -> ifSet("SPARK_REMOTE", environment.get("SPARK_REMOTE")));
    if (asked.isPresent()) {
      throw new InvalidArgumentException(
          asked.get(),
          "asks for Spark Connect, and a release runs in Spark's own driver",
          "a Spark Connect session",
          "spark.api.mode=classic, and neither spark.remote nor SPARK_REMOTE",
          "take it out, and name the cluster with --master");
    }
  }

  private static Optional<String> ifSet(String name, String value) {
    return Optional.ofNullable(value).filter(text -> !text.isBlank()).map(text -> name);
  }
}
