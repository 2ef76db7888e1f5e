package org.tacet.jobs.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.sql.SparkSession;
import org.tacet.jobs.commandline.Terminal;
import org.tacet.jobs.tpch.TpchGenerator;
import org.tacet.jobs.tpch.TpchRequest;

/** The tables of a case, made on first use. */
final class BenchmarkTables {

  private final SparkSession spark;
  private final Terminal terminal;
  private final Path folder;

  BenchmarkTables(SparkSession spark, Terminal terminal, Path folder) {
    this.spark = spark;
    this.terminal = terminal;
    this.folder = folder;
  }

  /**
   * Makes what is missing.
   *
   * @return the folder that holds one folder a table
   */
  Path make(BenchmarkCase benchmark, double scale, long rows) {
    Path tables =
        benchmark.usesTpch()
            ? folder.resolve("data-" + scale)
            : folder.resolve("data-" + benchmark.name() + "-" + rows);
    if (benchmark.usesTpch()) {
      makeTpch(tables, benchmark.tpchTables(), scale);
    }
    if (benchmark.table().isPresent()) {
      Path table = tables.resolve(benchmark.table().get());
      // Spark's mark: a table half written by a run that ended is written again.
      if (!Files.exists(table.resolve("_SUCCESS"))) {
        terminal.message("making the table " + table);
        String sql =
            BenchmarkResources.text(benchmark.tableSql() + ".table.sql")
                .replace("{rows}", Long.toString(rows));
        TimedQuery.views(spark, tables);
        spark.sql(sql).write().mode("overwrite").parquet(table.toString());
      }
    }
    return tables;
  }

  private void makeTpch(Path tables, List<String> needed, double scale) {
    List<String> missing =
        needed.stream().filter(table -> !Files.exists(tables.resolve(table))).toList();
    if (!missing.isEmpty()) {
      TpchGenerator.write(
          spark,
          new TpchRequest(scale, tables.toString(), missing, OptionalInt.empty(), false),
          terminal::phase);
    }
  }
}
