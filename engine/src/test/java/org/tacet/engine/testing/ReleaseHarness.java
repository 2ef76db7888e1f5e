package org.tacet.engine.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.engine.ledger.Ledgers;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.release.ReleaseOutcome;
import org.tacet.engine.release.ReleaseProgress;
import org.tacet.engine.release.ReleaseRun;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.spec.ReleaseSpecReader;

/** Writes tables, runs specs on them and reads what was published, in a folder of its own. */
public final class ReleaseHarness {

  public static final String ACCOUNT = "test";

  private final Path folder;
  private final SparkSession session;
  private final Ledger ledger;

  public ReleaseHarness(Path folder, SparkSession session) {
    this.folder = folder;
    this.session = session;
    this.ledger = Ledgers.open(folder.resolve("ledger").toString());
    ledger.create(Account.now(ACCOUNT, "customer", ApproximateDp.of("1000000", "0.5"), "tests"));
  }

  public Path folder() {
    return folder;
  }

  public Ledger ledger() {
    return ledger;
  }

  public SparkSession session() {
    return session;
  }

  /** Writes rows as a Parquet table of this name, in one file a part. */
  public ReleaseHarness table(String name, String ddl, List<Row> rows, int parts) {
    session
        .createDataFrame(rows, StructType.fromDDL(ddl))
        .repartition(parts)
        .write()
        .mode("overwrite")
        .parquet(folder.resolve(name).toString());
    return this;
  }

  public ReleaseHarness table(String name, String ddl, List<Row> rows) {
    return table(name, ddl, rows, 1);
  }

  /** Parses a spec in which {@code DATA} stands for this folder; {@code output} is a name in it. */
  public ReleaseSpec spec(String yaml, String output) {
    return ReleaseSpecReader.parse(
        yaml.replace("DATA", folder.toString()),
        Map.of(),
        new Overrides(
            java.util.Optional.of(folder.resolve(output).toString()),
            java.util.Optional.empty(),
            java.util.Optional.empty()));
  }

  /** Plans a release and runs nothing. */
  public ReleasePlan plan(String yaml, String output) {
    return plan(spec(yaml, output));
  }

  /** Plans a spec as it is. */
  public ReleasePlan plan(ReleaseSpec spec) {
    return new ReleaseRun(
            session, releaseId -> FixedReleaseKeys.numbered(0), ReleaseProgress.silent())
        .plan(spec);
  }

  /** Runs a release with the key of this number. */
  public ReleaseOutcome release(String yaml, String output, long key) {
    return release(yaml, output, key, ReleaseProgress.silent());
  }

  /** As {@link #release(String, String, long)}; may replace an earlier release at the output. */
  public ReleaseOutcome release(String yaml, String output, long key, boolean overwrite) {
    return release(spec(yaml, output), key, ReleaseProgress.silent(), overwrite);
  }

  public ReleaseOutcome release(String yaml, String output, long key, ReleaseProgress progress) {
    return release(spec(yaml, output), key, progress, false);
  }

  /** Runs a spec as it is. */
  public ReleaseOutcome release(
      ReleaseSpec spec, long key, ReleaseProgress progress, boolean overwrite) {
    return new ReleaseRun(session, releaseId -> FixedReleaseKeys.numbered(key), progress)
        .run(
            spec,
            ReleaseRun.newReleaseId(spec.name()),
            ledger,
            new ReleaseRun.Permissions(overwrite, true));
  }

  /** Runs a release under an id, as a scheduler does that may run it again. */
  public ReleaseOutcome releaseUnder(
      String releaseId, String yaml, String output, long key, ReleaseRun.Permissions permissions) {
    return new ReleaseRun(session, id -> FixedReleaseKeys.numbered(key), ReleaseProgress.silent())
        .run(spec(yaml, output), releaseId, ledger, permissions);
  }

  /** What a release published, in the order of its files. */
  public List<Row> published(String output) {
    return session.read().parquet(folder.resolve(output).toString()).collectAsList();
  }

  /** The bytes of the published data files, by name. */
  public Map<String, byte[]> publishedBytes(String output) {
    try (Stream<Path> files = Files.list(folder.resolve(output))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .collect(
              java.util.stream.Collectors.toMap(
                  file -> file.getFileName().toString(), ReleaseHarness::bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
