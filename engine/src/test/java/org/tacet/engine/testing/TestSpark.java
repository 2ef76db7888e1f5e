package org.tacet.engine.testing;

import org.apache.spark.sql.SparkSession;

/** The Spark of the tests: one local context a JVM, Kryo registration required. */
public final class TestSpark {

  /** The property that sets another master, for a process of its own. */
  public static final String MASTER = "tacet.test.master";

  private static SparkSession session;

  private TestSpark() {}

  /** A new session of the shared context; what a test sets on it stays with it. */
  public static synchronized SparkSession session() {
    if (session == null) {
      session =
          SparkSession.builder()
              .master(System.getProperty(MASTER, "local[2]"))
              .appName("tacet-tests")
              .config("spark.ui.enabled", "false")
              .config("spark.driver.host", "127.0.0.1")
              .config("spark.sql.shuffle.partitions", "4")
              .config(
                  "spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/warehouse")
              .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
              .config("spark.kryo.registrationRequired", "true")
              .config("spark.kryo.registrator", "org.tacet.engine.catalyst.TacetKryoRegistrator")
              .getOrCreate();
      session.sparkContext().setLogLevel("ERROR");
    }
    return session.newSession();
  }
}
