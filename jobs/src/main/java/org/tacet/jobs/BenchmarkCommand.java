package org.tacet.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.randomness.ReleaseKeyStore;
import org.tacet.engine.ledger.LedgerUser;
import org.tacet.engine.ledger.Ledgers;
import org.tacet.engine.release.ReleaseProgress;
import org.tacet.engine.release.ReleaseRun;
import org.tacet.engine.release.ReleaseSession;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.spec.ReleaseSpecReader;
import org.tacet.jobs.commandline.ExitCodes;
import org.tacet.jobs.commandline.InvalidArgumentException;
import org.tacet.jobs.commandline.Terminal;
import org.tacet.jobs.report.PairedTimings;
import org.tacet.jobs.tpch.TpchGenerator;
import org.tacet.jobs.tpch.TpchRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code benchmark}: what privacy costs in time. */
@Command(
    name = "benchmark",
    header = "Times a release beside the exact query: what privacy costs in time.",
    description = {
      "",
      "Runs conf/benchmark/line-items.yaml and conf/benchmark/line-items.sql, the same join and sink, "
          + "alternating in one JVM. Everything of a release is timed: planning, ledger, bounding, "
          + "noise, staging, manifest. The first pair warms up.",
      ""
    })
final class BenchmarkCommand implements Callable<Integer> {

  private static final String RESOURCES = "/org/tacet/jobs/benchmark/";
  private static final String ACCOUNT = "benchmark";
  private static final List<String> TABLES = List.of("lineitem", "orders", "customer", "nation");

  @ParentCommand private TacetCommand tacet;

  @Option(
      names = "--folder",
      paramLabel = "<folder>",
      description = "Where data and results lie. Default: ${DEFAULT-VALUE}",
      defaultValue = "tacet-benchmark")
  private Path folder;

  @Option(
      names = "--scale",
      paramLabel = "<factor>",
      description = "TPC-H scale factor. Default: ${DEFAULT-VALUE}",
      defaultValue = "1")
  private String scale;

  @Option(
      names = "--pairs",
      paramLabel = "<number>",
      description = "How many timed pairs, 1 to 100. Default: ${DEFAULT-VALUE}",
      defaultValue = "7")
  private int pairs;

  @Override
  public Integer call() {
    if (pairs < 1 || pairs > 100) {
      throw new InvalidArgumentException(
          "--pairs", "is out of range", String.valueOf(pairs), "1 to 100", "such as 7");
    }
    return tacet.spark().run(this::benchmark);
  }

  private int benchmark(SparkSession spark) {
    Path data = folder.resolve("data-" + TpchRequest.scale(scale)).toAbsolutePath();
    List<String> missing =
        TABLES.stream().filter(table -> !Files.exists(data.resolve(table))).toList();
    if (!missing.isEmpty()) {
      TpchGenerator.write(
          spark,
          new TpchRequest(
              TpchRequest.scale(scale), data.toString(), missing, OptionalInt.empty(), false),
          tacet.terminal()::phase);
    }
    Terminal terminal = tacet.terminal();
    PairedTimings timings = new PairedTimings("release", "exact query");
    for (int pair = 0; pair <= pairs; pair++) {
      long exactNanos = time(() -> exact(spark, data));
      long releaseNanos = time(() -> release(spark, data));
      if (pair == 0) {
        terminal.message("warm-up pair done");
      } else {
        timings.add(releaseNanos, exactNanos);
        terminal.message("pair %d of %d: %s".formatted(pair, pairs, timings.last()));
      }
    }
    timings.print(terminal);
    return ExitCodes.DONE;
  }

  private static long time(Runnable work) {
    System.gc(); // what one side left behind is not the other's to collect
    long start = System.nanoTime();
    work.run();
    return System.nanoTime() - start;
  }

  private void exact(SparkSession base, Path data) {
    SparkSession session = ReleaseSession.open(base, ReleaseSpec.DEFAULT_TIME_ZONE);
    for (String table : TABLES) {
      session.read().parquet(data.resolve(table).toString()).createOrReplaceTempView(table);
    }
    session
        .sql(resource("line-items.sql"))
        .coalesce(1)
        .write()
        .parquet(newFolder("exact").toString());
  }

  private void release(SparkSession base, Path data) {
    Path output = newFolder("release");
    ReleaseSpec spec =
        ReleaseSpecReader.parse(
            resource("line-items.yaml"),
            Map.of("data", data.toString()),
            new Overrides(Optional.of(output.toString()), Optional.empty(), Optional.empty()));
    Ledger ledger = Ledgers.open(newFolder("ledger").toString());
    ledger.create(
        Account.now(
            ACCOUNT,
            "customers of the sample data",
            ApproximateDp.of("4", "1e-8"),
            LedgerUser.current()));
    new ReleaseRun(base, ReleaseKeyStore.inMemory(), ReleaseProgress.silent())
        .run(spec, ReleaseRun.newReleaseId(spec.name()), ledger, false);
  }

  private Path newFolder(String name) {
    int number = 1;
    while (Files.exists(folder.resolve(name + "-" + number))) {
      number++;
    }
    return folder.resolve(name + "-" + number).toAbsolutePath();
  }

  private static String resource(String name) {
    try (InputStream in = BenchmarkCommand.class.getResourceAsStream(RESOURCES + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
