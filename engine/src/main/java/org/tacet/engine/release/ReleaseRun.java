package org.tacet.engine.release;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.SparkException;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerIds;
import org.tacet.accountant.ledger.ReservationRequest;
import org.tacet.accountant.randomness.ReleaseKeyStore;
import org.tacet.engine.digest.Sha256;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.plan.ReleasePlanner;
import org.tacet.engine.publish.Manifest;
import org.tacet.engine.publish.OutputTakenException;
import org.tacet.engine.publish.PartitionFolders;
import org.tacet.engine.publish.ReleaseOutput;
import org.tacet.engine.release.ReleaseOutcome.Publication;
import org.tacet.engine.release.ReleaseProgress.Phase;
import org.tacet.engine.source.PublicGroups;
import org.tacet.engine.source.TracedSource;
import org.tacet.engine.spec.GroupsSpec.PublicTable;
import org.tacet.engine.spec.ReleaseSpec;
import scala.Option;

/**
 * A release, from its spec to its published result, in the seven steps of the architecture: plan,
 * reserve, bound, aggregate, noise, publish, commit. Charged before any row is read; published once
 * and whole, or not at all.
 */
public final class ReleaseRun {

  private static final DateTimeFormatter ID_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final SparkSession base;
  private final ReleaseKeyStore keys;
  private final ReleaseProgress progress;
  private final Map<String, Dataset<Row>> datasets;

  /**
   * @param base the session whose Spark context runs the release
   * @param keys where the release's key comes from
   */
  public ReleaseRun(SparkSession base, ReleaseKeyStore keys, ReleaseProgress progress) {
    this(base, keys, progress, Map.of());
  }

  /**
   * The same for a spec whose program gives Datasets.
   *
   * @param datasets by the name of their source
   */
  public ReleaseRun(
      SparkSession base,
      ReleaseKeyStore keys,
      ReleaseProgress progress,
      Map<String, Dataset<Row>> datasets) {
    this.base = base;
    this.keys = keys;
    this.progress = progress;
    this.datasets = Map.copyOf(datasets);
  }

  /**
   * What a run may do beside publishing for the first time.
   *
   * @param overwrite whether an earlier release at the output may be replaced
   * @param chargeAgain whether the release may be charged again when an earlier attempt read its
   *     input and left nothing to publish
   */
  public record Permissions(boolean overwrite, boolean chargeAgain) {

    /** Nothing is replaced; a lost attempt is charged again. */
    public static final Permissions DEFAULT = new Permissions(false, true);
  }

  /** A release id made of the release's name, the time and a few random letters. */
  public static String newReleaseId(String releaseName) {
    return "%s-%s-%s"
        .formatted(
            releaseName.substring(0, Math.min(releaseName.length(), 80)),
            ID_TIME.format(Instant.now()),
            UUID.randomUUID().toString().substring(0, 8));
  }

  /** Plans the release and reads no row of any source. */
  public ReleasePlan plan(ReleaseSpec spec) {
    progress.begins(Phase.PLAN);
    Option<SparkSession> active = SparkSession.getActiveSession();
    try {
      return prepare(spec, ReleaseSession.open(base, spec.timeZone())).plan();
    } finally {
      restore(active);
    }
  }

  /**
   * Runs the release.
   *
   * @param ledger holds the spec's account
   * @throws org.tacet.engine.spec.InvalidSpecException before anything is charged
   * @throws ChargedAgainException when it would be charged a second time, and may not be
   * @throws ReleaseRunsException when another process of this host runs it
   * @throws org.tacet.accountant.ledger.BudgetRefusedException when the account has too little left
   * @throws OutputTakenException when another run took the output after the charge, which stays
   * @throws ReleaseFailedException when Spark or a file system fails after the charge
   */
  public ReleaseOutcome run(
      ReleaseSpec spec, String releaseId, Ledger ledger, Permissions permissions) {
    LedgerIds.requireRelease(releaseId); // before it becomes part of a folder's name
    Option<SparkSession> active = SparkSession.getActiveSession();
    PhaseClock clock =
        new PhaseClock(releaseId, List.of(progress, ReleaseGauges.ofProcess()), System::nanoTime);
    boolean done = false;
    try {
      SparkSession session = ReleaseSession.open(base, spec.timeZone());
      ReleaseOutcome outcome = run(spec, releaseId, ledger, permissions, session, clock);
      done = true;
      clock.published(outcome.publishedRows());
      return outcome;
    } finally {
      if (!done) {
        clock.failed();
      }
      restore(active);
    }
  }

  /** Makes a session the thread's again, or none. */
  static void restore(Option<SparkSession> active) {
    if (active.isDefined()) {
      SparkSession.setActiveSession(active.get());
    } else {
      SparkSession.clearActiveSession();
    }
  }

  private ReleaseOutcome run(
      ReleaseSpec spec,
      String releaseId,
      Ledger ledger,
      Permissions permissions,
      SparkSession session,
      PhaseClock clock) {
    clock.begin(Phase.PLAN);
    EndedReleases.tidy(ledger, spec.accounts(), releaseId, session, progress);
    Prepared prepared = prepare(spec, session);
    if (prepared.publicGroups().isPresent() && spec.groups() instanceof PublicTable) {
      PublicGroups.requireDistinct(prepared.publicGroups().get(), spec.consistentGroupings());
    }
    prepared.publicGroups().ifPresent(PartitionFolders.of(prepared.plan())::requireNameable);
    String outputName = ReleaseOutput.nameOf(session, spec.output());
    ReleaseAccounts accounts =
        ReleaseAccounts.of(
            ledger,
            spec,
            request(prepared, releaseId, outputName),
            prepared.source().input().privateTables());
    ReleaseStanding standing =
        ReleaseStanding.of(accounts, session, releaseId, outputName, !permissions.chargeAgain());
    if (standing.kind() == ReleaseStanding.Kind.PUBLISHED) {
      return outcome(prepared, releaseId, Publication.EARLIER, outputName, session, accounts);
    } else if (standing.kind() == ReleaseStanding.Kind.SEALED) {
      return resume(prepared, releaseId, standing.attempt(), permissions, session, accounts, clock);
    }
    ReleaseOutput output =
        ReleaseOutput.prepare(
            session, prepared.plan(), releaseId, standing.attempt(), permissions.overwrite());
    boolean reserved = false;
    try {
      clock.begin(Phase.RESERVE);
      accounts.reserve(standing.attempt());
      reserved = true;
    } finally {
      if (!reserved) {
        output.withdraw();
      }
    }
    return new ReleaseAttempt(
            session,
            prepared.plan(),
            prepared.source(),
            releaseId,
            standing.attempt(),
            accounts,
            output,
            clock)
        .run(prepared.publicGroups(), keys);
  }

  private static ReservationRequest request(
      Prepared prepared, String releaseId, String outputName) {
    ReleaseSpec spec = prepared.plan().spec();
    return new ReservationRequest(
        releaseId,
        spec.name(),
        1,
        prepared.plan().event(),
        prepared.plan().cost(),
        spec.purpose().orElse(""),
        List.of(),
        spec.hash(),
        prepared.source().files().hash(),
        outputName);
  }

  /** Publishes what an earlier run has sealed, as it is (P8). */
  private static ReleaseOutcome resume(
      Prepared prepared,
      String releaseId,
      int attempt,
      Permissions permissions,
      SparkSession session,
      ReleaseAccounts accounts,
      PhaseClock clock) {
    clock.begin(Phase.PUBLISH);
    ReleaseOutput output =
        ReleaseOutput.resume(session, prepared.plan(), releaseId, attempt, permissions.overwrite());
    boolean published = false;
    try {
      output.publish();
      published = true;
      output.finish();
    } catch (OutputTakenException taken) {
      throw new OutputTakenException(
          "release %s was staged by an earlier run; its output %s %s meanwhile and is left alone: the release stays staged, and its charge stays; fix: move away what stands there, and run it again with --release-id %s"
              .formatted(releaseId, output.name(), taken.getMessage(), releaseId),
          taken);
    } catch (SparkException | AnalysisException | UncheckedIOException failed) {
      throw new ReleaseFailedException(
          (published
                  ? "release %s was staged by an earlier run and is published at %s; the one that it replaced could not be deleted (%s): the next run commits its entry, and its charge stays"
                  : "release %s was staged by an earlier run and could not be published at %s (%s): it stays staged, and its charge stays")
              .formatted(releaseId, output.name(), FailureReason.of(failed)),
          failed);
    }
    clock.begin(Phase.COMMIT);
    byte[] manifest =
        ReleaseOutput.publishedManifest(session, output.name(), releaseId).orElseThrow();
    accounts.commit(attempt, Sha256.hex(manifest));
    return outcome(prepared, releaseId, Publication.RESUMED, output.name(), session, accounts);
  }

  private static ReleaseOutcome outcome(
      Prepared prepared,
      String releaseId,
      Publication publication,
      String output,
      SparkSession session,
      ReleaseAccounts accounts) {
    long rows =
        ReleaseOutput.publishedManifest(session, output, releaseId)
            .map(Manifest::publishedRowsIn)
            .orElse(-1L);
    return new ReleaseOutcome(
        prepared.plan(), releaseId, publication, output, rows, accounts.statements());
  }

  private Prepared prepare(ReleaseSpec spec, SparkSession session) {
    TracedSource source = TracedSource.trace(session, spec, datasets);
    ReleasePlan plan = ReleasePlanner.plan(spec, source);
    Optional<Dataset<Row>> publicGroups = PublicGroups.of(session, spec, source);
    UncachedRows.require(source.rows());
    publicGroups.ifPresent(UncachedRows::require);
    PartitionFolders.of(plan);
    return new Prepared(source, plan, publicGroups);
  }

  private record Prepared(
      TracedSource source, ReleasePlan plan, Optional<Dataset<Row>> publicGroups) {}
}
