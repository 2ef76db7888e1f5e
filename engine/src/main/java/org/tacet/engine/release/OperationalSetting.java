package org.tacet.engine.release;

import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * What Spark's configuration may say of a release: where it lies and where it is charged, nothing
 * that the guarantee rests on. An option of the command comes before it, the spec after it.
 */
public enum OperationalSetting {
  LEDGER("spark.tacet.ledger"),
  OUTPUT("spark.tacet.output"),
  OUTPUT_TABLE("spark.tacet.output.table"),
  FORMAT("spark.tacet.format");

  public static final String DEFAULT_LEDGER = "file:tacet-ledger";

  private final String key;

  OperationalSetting(String key) {
    this.key = key;
  }

  /** Its key in Spark's configuration. */
  public String key() {
    return key;
  }

  /** What a session says. */
  public Optional<String> of(SparkSession spark) {
    return Optional.ofNullable(spark.conf().get(key, null));
  }

  /** The launcher and spark-submit also hand Spark's settings over as system properties. */
  public Optional<String> withoutSpark() {
    return Optional.ofNullable(System.getProperty(key));
  }
}
