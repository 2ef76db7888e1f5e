package org.tacet.engine.release;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkException;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.tacet.accountant.ledger.LedgerHead;
import org.tacet.accountant.randomness.KeyedFunction;
import org.tacet.accountant.randomness.ReleaseKey;
import org.tacet.accountant.randomness.ReleaseKeyStore;
import org.tacet.engine.digest.Sha256;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.plan.ReleasePlanner;
import org.tacet.engine.publish.Manifest;
import org.tacet.engine.publish.OutputTakenException;
import org.tacet.engine.publish.ReleaseOutput;
import org.tacet.engine.release.ReleaseOutcome.Publication;
import org.tacet.engine.release.ReleaseProgress.Phase;
import org.tacet.engine.source.TracedSource;

/**
 * What happens after the charge: bound, aggregate, noise, publish, commit; and what is said and
 * left when one of these fails.
 */
final class ReleaseAttempt {

  private final SparkSession session;
  private ReleasePlan plan;
  private final TracedSource source;
  private final String releaseId;
  private final int attempt;
  private final ReleaseAccounts accounts;
  private final ReleaseOutput output;
  private final PhaseClock clock;
  private Phase phase = Phase.RESERVE;
  private boolean reading;
  private boolean isSealed;
  private boolean published;

  ReleaseAttempt(
      SparkSession session,
      ReleasePlan plan,
      TracedSource source,
      String releaseId,
      int attempt,
      ReleaseAccounts accounts,
      ReleaseOutput output,
      PhaseClock clock) {
    this.session = session;
    this.plan = plan;
    this.source = source;
    this.releaseId = releaseId;
    this.attempt = attempt;
    this.accounts = accounts;
    this.output = output;
    this.clock = clock;
  }

  ReleaseOutcome run(Optional<Dataset<Row>> publicGroups, ReleaseKeyStore keys) {
    try {
      return attempt(publicGroups, keys);
    } catch (RuntimeException | SparkException | AnalysisException e) {
      throw failed(e);
    } finally {
      session.sparkContext().clearJobGroup();
    }
  }

  /** Scala announces none of what it throws. */
  private ReleaseOutcome attempt(Optional<Dataset<Row>> publicGroups, ReleaseKeyStore keys)
      throws SparkException, AnalysisException {
    begin(Phase.BOUND);
    ReleaseKey key = keys.keyFor(releaseId);
    PrivateAggregation aggregation = new PrivateAggregation(plan, source, publicGroups, key);
    Dataset<Row> noised = aggregation.noised();
    List<LedgerHead> heads = accounts.markReading(attempt, inputFiles());
    reading = true;
    if (plan.automaticBounds().isPresent()) {
      plan = ReleasePlanner.withBounds(plan, source, aggregation.noisedBins());
      noised = new PrivateAggregation(plan, source, publicGroups, key).noised();
    }

    begin(Phase.NOISE);
    if (!plan.spec().privacy().noiseSource().isExact()) {
      noised = DrawnRows.of(noised);
    }
    if (plan.spec().consistentGroupings()) {
      noised = ConsistentGroupings.of(plan, noised);
    }
    long rows = output.stage(noised, plan.publishedGroups().size());

    begin(Phase.SEAL);
    byte[] manifest = manifest(key, heads, rows);
    requireUnchangedInput();
    output.seal(manifest);
    isSealed = output.isResumable();

    begin(Phase.PUBLISH);
    output.publish();
    published = true;
    output.finish();

    begin(Phase.COMMIT);
    accounts.commit(attempt, Sha256.hex(manifest));
    return new ReleaseOutcome(
        plan, releaseId, Publication.NEW, output.name(), rows, accounts.statements());
  }

  private String inputFiles() {
    String files = source.files().canonicalText();
    return files.isEmpty() ? "no files" : files;
  }

  private void begin(Phase next) {
    phase = next;
    session.sparkContext().setJobGroup(releaseId, "tacet " + releaseId + " " + next.word(), false);
    clock.begin(next);
  }

  private byte[] manifest(ReleaseKey key, List<LedgerHead> heads, long rows) {
    return Manifest.of(
        plan,
        releaseId,
        Instant.now(),
        new KeyedFunction(key).commitment(source.files().canonicalBytes()),
        heads,
        rows,
        output.files(),
        ReleaseSession.pinnedSettings(plan.spec().timeZone()),
        session.version());
  }

  private void requireUnchangedInput() {
    source
        .input()
        .change(session)
        .ifPresent(
            change -> {
              throw new InputChangedException(change);
            });
  }

  private RuntimeException failed(Exception cause) {
    String charge = whatOfTheCharge(cause);
    if (!reading) {
      settle(cause, output::withdraw); // who goes on with the same attempt stages there too
    } else if (!published && !isKept(cause)) {
      settle(cause, output::discard);
    }
    if (cause instanceof OutputTakenException) {
      return new OutputTakenException(
          "release %s: the output %s %s while the release ran and is left alone; %s, and its ledger entry stays in state reading; fix: choose another output for the next run, which is charged anew"
              .formatted(releaseId, output.name(), cause.getMessage(), charge),
          cause);
    }
    return new ReleaseFailedException(
        "release %s failed in phase %s (%s): %s"
            .formatted(releaseId, phase.word(), FailureReason.of(cause), charge),
        cause);
  }

  /** What is sealed is one draw, which the same id publishes at no charge (P8). */
  private boolean isKept(Exception cause) {
    return isSealed && !(cause instanceof OutputTakenException);
  }

  private String whatOfTheCharge(Exception cause) {
    if (!published && isKept(cause)) {
      return "all is staged and nothing published; the charge of %s stays, and the next run with --release-id %s publishes what is staged at no charge"
          .formatted(plan.cost(), releaseId);
    } else if (published) {
      return "the result is published at %s; the next run commits its entry"
          .formatted(output.name());
    } else if (!reading && refunded(cause)) {
      return "nothing was read or published; the charge is refunded";
    }
    return "nothing was published; the charge of %s stays".formatted(plan.cost());
  }

  /** Another process may have gone on with the same reservation, and then its charge stays. */
  private boolean refunded(Exception cause) {
    try {
      return accounts.abandon(attempt);
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
      return false;
    }
  }

  /** Cleans up after a failure, which stays the one that is reported when this fails too. */
  private static void settle(Exception cause, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }
}
