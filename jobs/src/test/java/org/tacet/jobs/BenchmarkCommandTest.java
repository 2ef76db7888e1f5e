package org.tacet.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tacet.jobs.benchmark.BenchmarkCase;

/** {@code benchmark}: every case and every query runs, on small tables. */
final class BenchmarkCommandTest {

  @TempDir private Path folder;

  static Stream<String> cases() {
    return BenchmarkCase.ALL.stream()
        .filter(each -> !BenchmarkCase.TPCH.contains(each)) // TpchExamplesTest runs them
        .map(BenchmarkCase::name);
  }

  private static BenchmarkCase named(String name) {
    return BenchmarkCase.ALL.stream().filter(one -> one.name().equals(name)).findFirst().get();
  }

  private CommandRun benchmark(String name, String... more) {
    BenchmarkCase benchmark = named(name);
    List<String> arguments =
        new ArrayList<>(
            List.of("benchmark", "--case", name, "--folder", folder.toString(), "--rounds", "1"));
    arguments.addAll(
        benchmark.usesTpch() ? List.of("--scale", "0.001") : List.of("--rows", "3000"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyCaseIsTimedAgainstAllItsQueries(String name) throws IOException {
    BenchmarkCase benchmark = named(name);
    String others = String.join(",", benchmark.others());
    CommandRun run =
        others.isEmpty()
            ? benchmark(name, "--cold")
            : benchmark(name, "--cold", "--against", others);

    assertThat(run.exitCode()).as(run.err()).isZero();
    List<String> sides = new ArrayList<>(List.of(benchmark.baseline()));
    sides.addAll(benchmark.others());
    for (String side : sides) {
      assertThat(run.out()).containsPattern("release / " + side + " +[0-9.]+ +[0-9.]+ +[0-9.]+");
    }
    assertThat(run.err()).contains("round 1 of 1: release ").doesNotContain("warm-up");
    try (Stream<Path> results = Files.list(folder)) {
      assertThat(results.map(result -> result.getFileName().toString()))
          .contains("release-1", "ledger-1", benchmark.baseline() + "-1");
    }
  }

  /**
   * What is compared answers one question: sums over visitors and places are the sums over rows.
   */
  @Test
  void theExactQueriesAgree() {
    CommandRun run = benchmark("visits", "--cold", "--against", "visits-group-by");
    assertThat(run.exitCode()).as(run.err()).isZero();
    List<Row> byVisitor = read("visits-1", "place", "visits", "cast(round(spent * 100) as bigint)");
    List<Row> byRow =
        read("visits-group-by-1", "place", "visits", "cast(round(spent * 100) as bigint)");
    assertThat(byVisitor).isNotEmpty().isEqualTo(byRow);
  }

  private List<Row> read(String output, String... columns) {
    return SparkTestSession.shared()
        .read()
        .parquet(folder.resolve(output).toString())
        .selectExpr(columns)
        .orderBy("place")
        .collectAsList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--case | nothing | --case: is no case; given 'nothing'; legal: line-items, joined-line-items, statistics",
        "--rounds | 0 | --rounds: is out of range; given 0; legal: 1 to 100",
        "--rows | 5 | --rows: is not for the case line-items; given 5",
        "--against | visits | --against: is no query of the case line-items; given 'visits'; legal: none",
        "--scale | many | --scale: ",
      })
  void aBadArgumentIsRefusedBeforeSparkStarts(String option, String value, String message) {
    CommandRun run =
        CommandRun.withoutSpark("benchmark", "--folder", folder.toString(), option, value);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(folder).isEmptyDirectory();
  }
}
