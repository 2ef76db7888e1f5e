package org.tacet.engine.publish;

import java.util.List;
import java.util.Optional;
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
   * @param attempt which attempt at the release it is, at least 1: each is staged by itself, so
   *     that an earlier one that still runs does not write into it
   * @param overwrite whether an earlier release there may be replaced
   * @throws org.tacet.engine.spec.InvalidSpecException when it may not, or can't, be written
   */
  static ReleaseOutput prepare(
      SparkSession session, ReleasePlan plan, String releaseId, int attempt, boolean overwrite) {
    OutputSpec output = plan.spec().output();
    if (output instanceof OutputSpec.Table table) {
      CatalogTable named = new CatalogTable(session, table);
      Optional<String> replaces =
          new TableChecks(named, table.name())
              .check(plan.publishedSchema(), releaseId, attempt, overwrite);
      return named.isInSessionCatalog()
          ? new SessionTable(named, plan.publishedSchema(), releaseId, attempt)
          : new StagedTable(named, releaseId, replaces);
    }
    return StagedOutput.create(
        (OutputSpec.Files) output,
        PartitionFolders.of(plan),
        releaseId,
        attempt,
        overwrite,
        session.sessionState().newHadoopConf());
  }

  /**
   * What {@link #name} will say of an output, which is not looked at.
   *
   * @throws org.tacet.engine.spec.InvalidSpecException when there can be no such output
   */
  static String nameOf(SparkSession session, OutputSpec output) {
    return output instanceof OutputSpec.Table table
        ? new CatalogTable(session, table).ledgerName()
        : StagedOutput.nameOf((OutputSpec.Files) output, session.sessionState().newHadoopConf());
  }

  /**
   * The output of an attempt that is sealed, as {@link #sealedManifest} found it, and was not
   * published: what remains is to {@link #publish} and to {@link #finish}.
   *
   * @throws org.tacet.engine.spec.InvalidSpecException when something stands there that may not be
   *     replaced
   */
  static ReleaseOutput resume(
      SparkSession session, ReleasePlan plan, String releaseId, int attempt, boolean overwrite) {
    OutputSpec output = plan.spec().output();
    if (output instanceof OutputSpec.Table table) {
      CatalogTable named = new CatalogTable(session, table);
      new TableChecks(named, table.name()).checkPlace(plan.publishedSchema(), releaseId, overwrite);
      return new SessionTable(named, plan.publishedSchema(), releaseId, attempt);
    }
    return StagedOutput.resume(
        (OutputSpec.Files) output,
        PartitionFolders.of(plan),
        releaseId,
        attempt,
        overwrite,
        session.sessionState().newHadoopConf());
  }

  /**
   * The manifest of {@code releaseId}, if that release stands at {@code output}.
   *
   * @param output as {@link #name} gave it to the ledger
   */
  static Optional<byte[]> publishedManifest(SparkSession session, String output, String releaseId) {
    return LeftOutput.at(session, output, releaseId, 1).publishedManifest();
  }

  /**
   * The manifest of an attempt that is staged completely and not published: all files that the
   * manifest names lie there, byte for byte, and no others. Such an attempt may be {@link #resume
   * resumed}, by whichever process, for what it publishes was drawn once (P8). Always empty for a
   * table of a catalog that stages nothing before it creates the table.
   *
   * @param output as {@link #name} gave it to the ledger
   */
  static Optional<byte[]> sealedManifest(
      SparkSession session, String output, String releaseId, int attempt) {
    return LeftOutput.at(session, output, releaseId, attempt).sealedManifest();
  }

  /**
   * Settles what became of the earlier release that an ended attempt was replacing: readers find it
   * again, unless a release stands there now, and then it is deleted. What is staged stays.
   *
   * @param output as {@link #name} gave it to the ledger
   */
  static void settleReplaced(SparkSession session, String output, String releaseId, int attempt) {
    LeftOutput.at(session, output, releaseId, attempt).settleReplaced();
  }

  /**
   * Deletes, unread, what an ended attempt had staged (P8); an earlier release that it was
   * replacing is put back.
   *
   * @param output as {@link #name} gave it to the ledger
   * @return whether anything was staged
   */
  static boolean discard(SparkSession session, String output, String releaseId, int attempt) {
    return LeftOutput.at(session, output, releaseId, attempt).discard();
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

  /**
   * The data files that will be published, in order; none for a table of a catalog that writes its
   * files itself.
   */
  List<PublishedFile> files();

  /** Puts the manifest beside what is staged. Afterwards nothing of it changes. */
  void seal(byte[] manifest);

  /** Whether what is sealed outlives this run, for {@link #resume} to publish. */
  boolean isResumable();

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

  /**
   * Gives up an output that this run has staged nothing in. What another run of the same attempt
   * has staged stays.
   */
  void withdraw();

  /** Deletes what was staged, and puts an earlier release back that was to be replaced. */
  void discard();
}
