package org.tacet.jobs;

import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Which ledger a command uses: its {@code --ledger}, then {@code spark.tacet.ledger}, then the
 * spec's, then {@link #DEFAULT}.
 */
final class LedgerSetting {

  static final String SPARK_KEY = "spark.tacet.ledger";
  static final String DEFAULT = "file:tacet-ledger";

  private LedgerSetting() {}

  static Optional<String> ofSpark(SparkSession spark) {
    return Optional.ofNullable(spark.conf().get(SPARK_KEY, null));
  }

  /** The launcher hands Spark's settings to commands without Spark as system properties. */
  static Optional<String> withoutSpark() {
    return Optional.ofNullable(System.getProperty(SPARK_KEY));
  }
}
