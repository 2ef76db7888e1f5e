package org.tacet.engine.release;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.tacet.engine.catalyst.PrivacyStepStrategy;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The Spark session of one release. It shares the Spark context of the session it is made from: no
 * temporary view, no user function, no setting that could let private rows decide how a job fails
 * (P3) or what a value means.
 */
public final class ReleaseSession {

  /**
   * What is taken over from the caller: settings that decide how fast a query runs and never what
   * its values are. All others go back to Spark's own defaults. Catalogs are taken over too: their
   * settings say where a table lies and how it is reached, secrets included, and nothing that turns
   * a value into another. None of this is in {@link #pinnedSettings}, which are published.
   */
  private static final List<String> TAKEN_OVER =
      List.of(
          "spark.sql.shuffle.partitions",
          "spark.sql.adaptive.",
          "spark.sql.autoBroadcastJoinThreshold",
          "spark.sql.broadcastTimeout",
          "spark.sql.codegen.",
          "spark.sql.join.preferSortMergeJoin",
          "spark.sql.files.maxPartitionBytes",
          "spark.sql.files.openCostInBytes",
          "spark.sql.files.minPartitionNum",
          "spark.sql.parquet.enableVectorizedReader",
          "spark.sql.sources.bucketing.",
          "spark.sql.planChangeLog.");

  /** A catalog's settings are its own: Spark knows none of them to be a setting. */
  private static final String CATALOGS = "spark.sql.catalog.";

  private ReleaseSession() {}

  /**
   * Settings that hold whatever the caller's session says; they are named in the manifest.
   *
   * @param timeZone the spec's
   */
  public static Map<String, String> pinnedSettings(String timeZone) {
    Map<String, String> settings = new LinkedHashMap<>();
    // Division by zero, overflow and bad casts are null or wrap; under ANSI they would raise (P3).
    settings.put("spark.sql.ansi.enabled", "false");
    settings.put("spark.sql.session.timeZone", timeZone);
    settings.put("spark.sql.caseSensitive", "false");
    // EXCEPTION, the default of these four, fails a job on certain private dates.
    settings.put("spark.sql.legacy.timeParserPolicy", "CORRECTED");
    settings.put("spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED");
    settings.put("spark.sql.parquet.int96RebaseModeInRead", "CORRECTED");
    settings.put("spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED");
    // Skipped files would make the result depend on the state of the disk.
    settings.put("spark.sql.files.ignoreCorruptFiles", "false");
    settings.put("spark.sql.files.ignoreMissingFiles", "false");
    // Inference reads private values out of folder names.
    settings.put("spark.sql.sources.partitionColumnTypeInference.enabled", "false");
    settings.put("spark.sql.parquet.mergeSchema", "false");
    // Splitting a skewed partition would spread one unit over several tasks.
    settings.put("spark.sql.adaptive.forceOptimizeSkewedJoin", "false");
    settings.put("spark.sql.decimalOperations.allowPrecisionLoss", "true");
    settings.put("spark.sql.parquet.compression.codec", "snappy");
    // Published rows are few: what keeps them may have fewer partitions than the sums before it.
    settings.put("spark.sql.optimizer.canChangeCachedPlanOutputPartitioning", "true");
    // In a query, parquet.`/path` would be files that no catalog and no source of the spec names.
    settings.put("spark.sql.runSQLOnFiles", "false");
    return settings;
  }

  private static boolean isTakenOver(String setting) {
    return TAKEN_OVER.stream().anyMatch(setting::startsWith);
  }

  /**
   * Opens a session beside {@code base} and makes it the active one of this thread, until the
   * caller sets another.
   */
  public static SparkSession open(SparkSession base, String timeZone) {
    SparkSession session = base.newSession();
    CollectionConverters.asJava(session.conf().getAll()).keySet().stream()
        .filter(setting -> setting.startsWith("spark.sql.") && session.conf().isModifiable(setting))
        .forEach(session.conf()::unset);
    CollectionConverters.asJava(base.conf().getAll())
        .forEach(
            (setting, value) -> {
              boolean ofSpark = isTakenOver(setting) && session.conf().isModifiable(setting);
              if (ofSpark || setting.startsWith(CATALOGS)) {
                session.conf().set(setting, value);
              }
            });
    pinnedSettings(timeZone).forEach(session.conf()::set);
    PrivacyStepStrategy.install(session);
    // Catalyst decides between ANSI and legacy arithmetic by the session active on the thread.
    SparkSession.setActiveSession(session);
    return session;
  }
}
