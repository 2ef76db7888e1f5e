package org.tacet.jobs;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.tacet.jobs.benchmark.Benchmark;
import org.tacet.jobs.benchmark.BenchmarkCase;
import org.tacet.jobs.commandline.ExitCodes;
import org.tacet.jobs.commandline.InvalidArgumentException;
import org.tacet.jobs.tpch.TpchRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code benchmark}: what privacy costs in time. */
@Command(
    name = "benchmark",
    header = "Times a release beside exact queries: what privacy costs in time.",
    description = {
      "",
      "Runs a release of conf/benchmark and the exact query of the same name, on the same tables, "
          + "with the same settings and the same sink, in turns in one JVM. Everything of a release "
          + "is timed: planning, ledger, bounding, noise, staging, manifest. Three rounds before the "
          + "timed ones warm up.",
      ""
    },
    footer = {
      "",
      "Cases: line-items (TPC-H, with its join), joined-line-items (the join done), visits (many "
          + "units in many groups), giant-visitor (a tenth of all rows is one unit's), many-places "
          + "(a million published groups). On the joined line items also: statistics (count, sum, "
          + "mean, variance, quantiles), one-sum, one-mean and ten-aggregates (beside one-sum),"
          + " two-groupings (beside the finer one alone). TPC-H's own queries as releases, of"
          + " conf/examples/tpch: tpch-q1, q3, q4, q5, q6, q10, q12, q13, q14."
    })
final class BenchmarkCommand implements Callable<Integer> {

  @ParentCommand private TacetCommand tacet;

  @Option(
      names = "--case",
      paramLabel = "<name>",
      description = "Which release. Default: ${DEFAULT-VALUE}",
      defaultValue = "line-items")
  private String caseName;

  @Option(
      names = "--folder",
      paramLabel = "<folder>",
      description = "Where data and results lie. Default: ${DEFAULT-VALUE}",
      defaultValue = "tacet-benchmark")
  private Path folder;

  @Option(
      names = "--scale",
      paramLabel = "<factor>",
      description = "TPC-H scale factor of the cases on its tables. Default: ${DEFAULT-VALUE}",
      defaultValue = "1")
  private String scale;

  @Option(
      names = "--rows",
      paramLabel = "<number>",
      description = "Rows of the other cases' tables, 1 to 10^10. Default: the case's own")
  private Long rows;

  @Option(
      names = {"--rounds", "--pairs"},
      paramLabel = "<number>",
      description = "How many timed rounds, 1 to 100. Default: ${DEFAULT-VALUE}",
      defaultValue = "7")
  private int rounds;

  @Option(
      names = "--cold",
      description = "Runs no rounds to warm up: for tables where one round takes minutes.")
  private boolean cold;

  @Option(
      names = "--against",
      paramLabel = "<query>",
      split = ",",
      description = "Further queries of the case to time in every round.")
  private List<String> against = List.of();

  @Override
  public Integer call() {
    BenchmarkCase benchmark = benchmarkCase();
    double scaleFactor = TpchRequest.scale(scale);
    if (rounds < 1 || rounds > 100) {
      throw new InvalidArgumentException(
          "--rounds", "is out of range", String.valueOf(rounds), "1 to 100", "such as 7");
    }
    for (String query : against) {
      if (!benchmark.others().contains(query)) {
        throw new InvalidArgumentException(
            "--against",
            "is no query of the case " + benchmark.name(),
            "'" + query + "'",
            benchmark.others().isEmpty() ? "none" : String.join(", ", benchmark.others()),
            "choose among them, or leave the option out");
      }
    }
    long tableRows = tableRows(benchmark);
    return tacet.spark().run(spark -> run(spark, benchmark, scaleFactor, tableRows));
  }

  private BenchmarkCase benchmarkCase() {
    return BenchmarkCase.ALL.stream()
        .filter(one -> one.name().equals(caseName))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidArgumentException(
                    "--case",
                    "is no case",
                    "'" + caseName + "'",
                    BenchmarkCase.ALL.stream()
                        .map(BenchmarkCase::name)
                        .collect(Collectors.joining(", ")),
                    "choose one of them"));
  }

  private long tableRows(BenchmarkCase benchmark) {
    if (rows == null) {
      return benchmark.rows();
    }
    if (benchmark.usesTpch()) {
      throw new InvalidArgumentException(
          "--rows",
          "is not for the case " + benchmark.name(),
          rows.toString(),
          "cases on tables of their own",
          "give --scale instead");
    }
    if (rows < 1 || rows > 10_000_000_000L) {
      throw new InvalidArgumentException(
          "--rows", "is out of range", rows.toString(), "1 to 10^10", "such as 20000000");
    }
    return rows;
  }

  private int run(SparkSession spark, BenchmarkCase benchmark, double scaleFactor, long tableRows) {
    new Benchmark(spark, tacet.terminal(), folder.toAbsolutePath(), benchmark)
        .run(scaleFactor, tableRows, rounds, against, !cold)
        .print(tacet.terminal());
    return ExitCodes.DONE;
  }
}
