package org.tacet.udfs.release;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.release.ReleaseOutcome;

/** A published release. All of it but the accounts is public. */
public final class Release {

  private final ReleaseOutcome outcome;
  private final SparkSession session;

  Release(ReleaseOutcome outcome, SparkSession session) {
    this.outcome = outcome;
    this.session = session;
  }

  /** Its id, under which it is in the ledger. */
  public String id() {
    return outcome.releaseId();
  }

  /** Where its rows and its manifest lie. */
  public String output() {
    return outcome.output();
  }

  /** What was published, read where it lies. */
  public Dataset<Row> dataset() {
    return outcome.rows(session);
  }

  /**
   * The guarantee, the bounds, the noise and its intervals, and a hash of each file; JSON.
   *
   * @throws IllegalStateException when the release does not stand at its output any more
   */
  public String manifest() {
    return outcome
        .manifest(session)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "release %s does not stand at %s any more: it was moved, deleted or replaced"
                        .formatted(id(), output())));
  }

  /** Whether an earlier run had published it, so that this one read and charged nothing. */
  public boolean wasPublishedBefore() {
    return outcome.publication() == ReleaseOutcome.Publication.EARLIER;
  }

  /** The plan that was carried out. */
  public ReleasePlan plan() {
    return outcome.plan();
  }

  /** The accounts that were charged, as they stand now; for the trusted side. */
  public List<AccountStatement> accounts() {
    return outcome.accounts();
  }
}
