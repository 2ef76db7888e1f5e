package org.tacet.udfs.release;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.randomness.ReleaseKeyStore;
import org.tacet.engine.ledger.Ledgers;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.release.OperationalSetting;
import org.tacet.engine.release.ReleaseOutcome;
import org.tacet.engine.release.ReleaseProgress;
import org.tacet.engine.release.ReleaseRun;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.spec.ReleaseSpecReader;

/**
 * A release as it is asked for: what is published, at what price, and where. Immutable. A name, an
 * account, an epsilon and a place are needed; {@link #plan} and {@link #release} tell all that is
 * missing or wrong at once.
 */
public final class ReleaseRequest {

  private final SpecDocument document;
  private final Optional<String> releaseId;
  private final ReleaseRun.Permissions permissions;
  private final ReleaseProgress progress;

  private ReleaseRequest(
      SpecDocument document,
      Optional<String> releaseId,
      ReleaseRun.Permissions permissions,
      ReleaseProgress progress) {
    this.document = document;
    this.releaseId = releaseId;
    this.permissions = permissions;
    this.progress = progress;
  }

  static ReleaseRequest of(SpecDocument document, List<Aggregate> aggregates) {
    return new ReleaseRequest(
        document.with("aggregates", aggregates.stream().map(Aggregate::fields).toList()),
        Optional.empty(),
        ReleaseRun.Permissions.DEFAULT,
        ReleaseProgress.silent());
  }

  private ReleaseRequest with(SpecDocument changed) {
    return new ReleaseRequest(changed, releaseId, permissions, progress);
  }

  private ReleaseRequest with(ReleaseRun.Permissions changed) {
    return new ReleaseRequest(document, releaseId, changed, progress);
  }

  /** The release's name, an id; needed. */
  public ReleaseRequest named(String name) {
    return with(document.with("release", name));
  }

  /** The ledger accounts that pay, each the whole price; needed, at least one. */
  public ReleaseRequest within(String... accounts) {
    return within(List.of(accounts));
  }

  /** The accounts that pay, in a list. */
  public ReleaseRequest within(List<String> accounts) {
    return with(
        document.with("account", accounts.size() == 1 ? accounts.get(0) : List.copyOf(accounts)));
  }

  /**
   * Where the accounts are kept: {@code file:<folder>}, {@code hdfs://<NameNode>/<folder>} or
   * {@code postgresql://<host>/<database>}. Else the session's setting {@code spark.tacet.ledger}
   * says so, else it is {@code file:tacet-ledger}.
   */
  public ReleaseRequest ledger(String address) {
    return with(document.with("ledger", address));
  }

  /** What it is for, where an account has limits of purposes. */
  public ReleaseRequest purpose(String purpose) {
    return with(document.with("purpose", purpose));
  }

  /** The guarantee's epsilon, above 0; needed. A double counts as the decimal that Java prints. */
  public ReleaseRequest epsilon(Number epsilon) {
    return with(document.with("privacy", "epsilon", epsilon));
  }

  /** Its delta, above 0 and below 1; private groups and Gaussian noise need one. */
  public ReleaseRequest delta(Number delta) {
    return with(document.with("privacy", "delta", delta));
  }

  /**
   * The kind of noise.
   *
   * @param kind {@code laplace}, which it is without this, {@code gaussian} or {@code auto}
   */
  public ReleaseRequest noise(String kind) {
    return with(document.with("privacy", "noise", kind));
  }

  /**
   * Any other field of a spec's {@code privacy}, such as {@code population} or {@code
   * allow_large_epsilon} (docs/spec.md).
   */
  public ReleaseRequest privacy(String field, Object value) {
    return with(document.with("privacy", field, value));
  }

  /** Publishes a confidence interval beside each value; above 0 and below 1, such as 0.95. */
  public ReleaseRequest intervals(Number confidence) {
    return with(document.with("intervals", confidence));
  }

  /** Publishes the standard deviation of its noise beside each value that has one. */
  public ReleaseRequest standardDeviations() {
    return with(document.with("standard_deviations", true));
  }

  /** The zone in which dates and timestamps are read and cut; UTC without this. */
  public ReleaseRequest timeZone(String zone) {
    return with(document.with("time_zone", zone));
  }

  /** Publishes to a folder of Parquet that does not exist yet: a path or URI. */
  public ReleaseRequest toFolder(String path) {
    return with(document.with("output", "path", path));
  }

  /** Publishes to a folder of csv that does not exist yet: a path or URI. */
  public ReleaseRequest toCsv(String path) {
    return with(document.with("output", "path", path).with("output", "format", "csv"));
  }

  /** Publishes to a table that does not exist yet: {@code [catalog.]database.table}. */
  public ReleaseRequest toTable(String name) {
    return with(document.with("output", "table", name));
  }

  /** Puts the files of a folder into folders named by the values of these group columns. */
  public ReleaseRequest partitionBy(String... columns) {
    return partitionBy(List.of(columns));
  }

  /** The same, the columns in a list. */
  public ReleaseRequest partitionBy(List<String> columns) {
    return with(document.with("output", "partition_by", List.copyOf(columns)));
  }

  /**
   * The release's id. Under the id of an earlier run that was interrupted, that one is completed;
   * under that of a published one nothing is done or charged. Without this it is a new one.
   */
  public ReleaseRequest releaseId(String id) {
    return new ReleaseRequest(document, Optional.of(id), permissions, progress);
  }

  /** Lets an earlier release at the output be replaced. */
  public ReleaseRequest overwrite() {
    return with(new ReleaseRun.Permissions(true, permissions.chargeAgain()));
  }

  /** Fails where a release whose id was charged before would have to be charged once more. */
  public ReleaseRequest chargeOnce() {
    return with(new ReleaseRun.Permissions(permissions.overwrite(), false));
  }

  /** Has somebody told how far the release is. */
  public ReleaseRequest progress(ReleaseProgress listener) {
    return new ReleaseRequest(document, releaseId, permissions, listener);
  }

  /**
   * The spec that was described.
   *
   * @throws InvalidSpecException with everything that is missing or wrong in it
   */
  public ReleaseSpec spec() {
    return ReleaseSpecReader.of(document.fields());
  }

  /**
   * Traces every row to a unit, calibrates the noise and computes the price. Reads no row, charges
   * nothing and needs no ledger.
   *
   * @throws InvalidSpecException with everything that is wrong
   */
  public ReleasePlan plan() {
    return run().plan(spec());
  }

  /**
   * Charges the accounts, reads the tables and publishes the result.
   *
   * @throws InvalidSpecException with everything that is wrong, before anything is charged
   * @throws org.tacet.accountant.ledger.BudgetRefusedException when an account has too little left
   * @throws org.tacet.engine.release.ReleaseFailedException when Spark or a file system fails after
   *     the charge
   */
  public Release release() {
    ReleaseSpec spec = spec();
    SparkSession session = session();
    ReleaseOutcome outcome =
        run()
            .run(
                spec,
                releaseId.orElseGet(() -> ReleaseRun.newReleaseId(spec.name())),
                ledger(spec, session),
                permissions);
    return new Release(outcome, session);
  }

  private ReleaseRun run() {
    return new ReleaseRun(session(), ReleaseKeyStore.inMemory(), progress, document.datasets());
  }

  /** Of the Datasets; where there are none, the thread's. */
  private SparkSession session() {
    return document.datasets().values().stream()
        .findFirst()
        .<SparkSession>map(rows -> rows.sparkSession())
        .orElseGet(SparkSession::active);
  }

  private static Ledger ledger(ReleaseSpec spec, SparkSession session) {
    return Ledgers.open(
        spec.ledger()
            .or(() -> OperationalSetting.LEDGER.of(session))
            .orElse(OperationalSetting.DEFAULT_LEDGER),
        session.sessionState().newHadoopConf());
  }
}
