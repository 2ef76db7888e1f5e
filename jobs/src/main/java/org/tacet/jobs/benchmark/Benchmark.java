package org.tacet.jobs.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.randomness.ReleaseKeyStore;
import org.tacet.engine.ledger.LedgerUser;
import org.tacet.engine.ledger.Ledgers;
import org.tacet.engine.release.ReleaseProgress;
import org.tacet.engine.release.ReleaseRun;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.spec.ReleaseSpecReader;
import org.tacet.jobs.commandline.Terminal;

/**
 * Rounds of a release and the queries beside it, in one JVM and in turns. Everything of a release
 * is timed: planning, ledger, bounding, noise, staging, manifest, publishing.
 */
public final class Benchmark {

  /**
   * Java's compiler works on the same cores as Spark; after so many rounds little is left to it.
   */
  private static final int WARM_UP_ROUNDS = 3;

  private static final String ACCOUNT = "benchmark";
  private static final String RELEASE = "release";

  private final SparkSession spark;
  private final Terminal terminal;
  private final Path folder;
  private final BenchmarkCase benchmark;

  public Benchmark(SparkSession spark, Terminal terminal, Path folder, BenchmarkCase benchmark) {
    this.spark = spark;
    this.terminal = terminal;
    this.folder = folder;
    this.benchmark = benchmark;
  }

  /**
   * Makes the tables, runs rounds that warm up, and then those that count.
   *
   * @param others what to time beside the case's baseline
   * @param warmsUp whether there are rounds that do not count
   */
  public RoundTimings run(
      double scale, long rows, int rounds, List<String> others, boolean warmsUp) {
    Path tables = new BenchmarkTables(spark, terminal, folder).make(benchmark, scale, rows);
    List<String> names = new ArrayList<>(List.of(RELEASE, benchmark.baseline()));
    names.addAll(others);
    RoundTimings timings = new RoundTimings(names);
    for (int round = warmsUp ? 1 - WARM_UP_ROUNDS : 1; round <= rounds; round++) {
      // The release goes last, so that nothing runs on what it has warmed.
      for (int index = names.size() - 1; index >= 0; index--) {
        time(timings, names.get(index), tables, round > 0);
      }
      if (round == 0) {
        terminal.message("warm-up done");
      } else if (round > 0) {
        terminal.message("round %d of %d: %s".formatted(round, rounds, timings.last()));
      }
    }
    return timings;
  }

  private void time(RoundTimings timings, String name, Path tables, boolean counts) {
    System.gc(); // what one side left behind is not the other's to collect
    PeakMemory.reset();
    long start = System.nanoTime();
    if (name.equals(RELEASE)) {
      release(benchmark.release(), newFolder(RELEASE), tables);
    } else if (benchmark.isComparedToRelease()) {
      release(name, newFolder(name), tables);
    } else {
      TimedQuery.run(spark, tables, name, newFolder(name));
    }
    long nanos = System.nanoTime() - start;
    if (counts) {
      timings.add(name, nanos / 1e9, PeakMemory.mebibytes());
    }
  }

  private void release(String name, Path output, Path tables) {
    ReleaseSpec spec =
        ReleaseSpecReader.parse(
            BenchmarkResources.text(name + ".yaml"),
            Map.of("data", tables.toString()),
            new Overrides(Optional.of(output.toString()), Optional.empty(), Optional.empty()));
    Ledger ledger = Ledgers.open(newFolder("ledger").toString());
    ledger.create(
        Account.now(
            ACCOUNT,
            "units of the sample data",
            ApproximateDp.of("10", "1e-8"),
            LedgerUser.current()));
    new ReleaseRun(spark, ReleaseKeyStore.inMemory(), ReleaseProgress.silent())
        .run(spec, ReleaseRun.newReleaseId(spec.name()), ledger, ReleaseRun.Permissions.DEFAULT);
  }

  private Path newFolder(String name) {
    int number = 1;
    while (Files.exists(folder.resolve(name + "-" + number))) {
      number++;
    }
    return folder.resolve(name + "-" + number).toAbsolutePath();
  }
}
