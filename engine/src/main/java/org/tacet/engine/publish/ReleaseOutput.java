package org.tacet.engine.publish;

import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkException;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.spec.OutputSpec;

/**
 * Where one release is published. Readers see nothing of it before {@link #publish}, which shows
 * all of it at once, and takes nothing from another release.
 */
public sealed interface ReleaseOutput permits StagedOutput, StagedTable, SessionTable {

  /**
   * Checks that the output may be written and prepares it: what can't be written fails here, before
   * anything is charged.
   *
   * @param session the release's own
   * @param overwrite whether an earlier release there may be replaced
   * @throws org.tacet.engine.spec.InvalidSpecException when it may not, or can't, be written
   */
  static ReleaseOutput prepare(
      SparkSession session, ReleasePlan plan, String releaseId, boolean overwrite) {
    OutputSpec output = plan.spec().output();
    if (output instanceof OutputSpec.Table table) {
      CatalogTable named = new CatalogTable(session, table);
      Optional<String> replaces =
          new TableChecks(named, table.name()).check(plan.publishedSchema(), releaseId, overwrite);
      return named.isInSessionCatalog()
          ? new SessionTable(named, plan.publishedSchema(), releaseId)
          : new StagedTable(named, releaseId, replaces);
    }
    Configuration configuration = session.sessionState().newHadoopConf();
    PartitionFolders folders = PartitionFolders.of(plan);
    return StagedOutput.create(
        (OutputSpec.Files) output, folders, releaseId, overwrite, configuration);
  }

  /**
   * The manifest of {@code releaseId}, if that release stands at {@code output}.
   *
   * @param output as {@link #name} gave it to the ledger
   */
  static Optional<byte[]> publishedManifest(SparkSession session, String output, String releaseId) {
    Optional<CatalogTable> table = CatalogTable.named(session, output);
    return table.isPresent()
        ? table.get().manifest(releaseId)
        : StagedOutput.publishedManifest(output, releaseId, session.sessionState().newHadoopConf());
  }

  /**
   * Deletes, unread, what an ended attempt had staged (P8).
   *
   * @param output as {@link #name} gave it to the ledger
   * @return whether there was anything
   */
  static boolean discard(SparkSession session, String output, String releaseId) {
    Optional<CatalogTable> table = CatalogTable.named(session, output);
    return table.isPresent()
        ? table.get().deleteLocation(releaseId)
        : StagedOutput.discard(output, releaseId, session.sessionState().newHadoopConf());
  }

  /** The output as the ledger and messages name it. */
  String name();

  /**
   * Computes the noised rows, once, and stages them.
   *
   * @param groupColumns how many leading columns are the group
   * @return how many rows there are
   * @throws SparkException when a Spark job fails; Scala does not announce it
   */
  long stage(Dataset<Row> noised, int groupColumns) throws SparkException;

  /** The data files that will be published, in order; a table lists none. */
  List<PublishedFile> files();

  /** Puts the manifest beside what is staged. Afterwards nothing of it changes. */
  void seal(byte[] manifest);

  /**
   * Shows the release to readers, in one step.
   *
   * @throws OutputTakenException when another run has taken the output meanwhile
   */
  void publish() throws SparkException, AnalysisException;

  /**
   * Lets go, after publishing, of what is no longer needed: the release that was replaced, the rows
   * that were kept.
   *
   * @throws java.io.UncheckedIOException when something stays; the release is published all the
   *     same
   */
  void finish();

  /** Deletes what was staged. */
  void discard();
}
