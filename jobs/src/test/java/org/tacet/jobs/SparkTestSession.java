package org.tacet.jobs;

import org.apache.spark.sql.SparkSession;
import org.tacet.jobs.commandline.SparkRunner;

/** One session for all tests of this JVM: two cores, no UI, no network, few shuffle partitions. */
public final class SparkTestSession {

  private static final SparkSession SHARED =
      SparkSession.builder()
          .master("local[2]")
          .appName("tacet tests")
          .config("spark.ui.enabled", "false")
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1")
          .config("spark.sql.shuffle.partitions", "4")
          .config("spark.sql.session.timeZone", "UTC")
          .config("spark.sql.warehouse.dir", "target/spark-warehouse")
          .getOrCreate();

  private SparkTestSession() {}

  public static SparkSession shared() {
    return SHARED;
  }

  /** Runs commands in the shared session, and leaves it running. */
  public static SparkRunner runner() {
    return work -> work.applyAsInt(SHARED);
  }
}
