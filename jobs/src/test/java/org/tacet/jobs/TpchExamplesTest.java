package org.tacet.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tacet.jobs.benchmark.BenchmarkCase;

/** {@code conf/examples/tpch}: TPC-H's queries as releases, beside the exact ones. */
class TpchExamplesTest {

  @TempDir private static Path folder;

  static Stream<String> queries() {
    return BenchmarkCase.TPCH.stream().map(BenchmarkCase::name);
  }

  @ParameterizedTest
  @MethodSource("queries")
  void publishesWhatTheExactQuerySays(String name) {
    CommandRun run =
        CommandRun.of(
            "benchmark",
            "--case",
            name,
            "--scale",
            "0.01",
            "--rounds",
            "1",
            "--cold",
            "--folder",
            folder.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();

    Dataset<Row> released = newest("release");
    Dataset<Row> exact = newest(name);
    assertThat(released.columns())
        .as("groups and aggregates are named alike")
        .containsExactlyInAnyOrder(exact.columns());
    assertThat(released.count()).isPositive();
    assertThat(released.except(exact.select(columns(released))).count())
        .as("noised rows")
        .isPositive();
  }

  private static org.apache.spark.sql.Column[] columns(Dataset<Row> rows) {
    return Arrays.stream(rows.columns())
        .map(org.apache.spark.sql.functions::col)
        .toArray(org.apache.spark.sql.Column[]::new);
  }

  /** Each run leaves its results under the next number. */
  private static Dataset<Row> newest(String side) {
    List<Path> runs =
        Stream.iterate(1, number -> number + 1)
            .map(number -> folder.resolve(side + "-" + number))
            .takeWhile(path -> path.toFile().exists())
            .toList();
    return SparkTestSession.shared().read().parquet(runs.get(runs.size() - 1).toString());
  }
}
