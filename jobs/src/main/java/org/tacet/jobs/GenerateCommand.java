package org.tacet.jobs;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.tacet.jobs.commandline.ConsoleTable;
import org.tacet.jobs.commandline.ConsoleTable.Column;
import org.tacet.jobs.commandline.ExitCodes;
import org.tacet.jobs.commandline.Terminal;
import org.tacet.jobs.tpch.TpchGenerator;
import org.tacet.jobs.tpch.TpchRequest;
import org.tacet.jobs.tpch.WrittenTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code generate}: sample data, the TPC-H tables as Parquet. */
@Command(
    name = "generate",
    header = "Writes sample data: the TPC-H tables as Parquet, one folder a table.")
final class GenerateCommand implements Callable<Integer> {

  @ParentCommand private TacetCommand tacet;

  @Option(
      names = "--scale",
      paramLabel = "<factor>",
      description =
          "TPC-H scale factor, 0.0001 to 100000; 1 is 6 million line items, 8.7 million rows. Default: ${DEFAULT-VALUE}",
      defaultValue = "0.1")
  private String scale;

  @Option(
      names = "--output",
      paramLabel = "<folder>",
      required = true,
      description = "Folder (a path or a URI) that gets one folder a table.")
  private String output;

  @Option(
      names = "--tables",
      paramLabel = "<name,...>",
      description =
          "Tables to write: customer, orders, lineitem, part, partsupp, supplier, nation, region. Default: all")
  private String tables;

  @Option(
      names = "--parts",
      paramLabel = "<number>",
      description =
          "Tasks, and files, a table, 1 to 10000; the rows are the same. Default: by size and cores")
  private String parts;

  @Option(names = "--overwrite", description = "Replaces tables that are there already.")
  private boolean overwrite;

  @Override
  public Integer call() {
    TpchRequest request =
        new TpchRequest(
            TpchRequest.scale(scale),
            output,
            tables == null ? TpchRequest.allTables() : names(tables),
            parts == null ? OptionalInt.empty() : OptionalInt.of(TpchRequest.parts(parts)),
            overwrite);
    return tacet.spark().run(spark -> generate(spark, request));
  }

  private int generate(SparkSession spark, TpchRequest request) {
    Terminal terminal = tacet.terminal();
    List<WrittenTable> written = TpchGenerator.write(spark, request, terminal::phase);
    ConsoleTable table =
        new ConsoleTable(
            Column.text("table"),
            Column.number("rows"),
            Column.number("bytes"),
            Column.text("folder"));
    for (WrittenTable one : written) {
      table.row(
          one.name(),
          ConsoleTable.grouped(one.rows()),
          ConsoleTable.grouped(one.bytes()),
          one.folder());
    }
    terminal.print(table);
    return ExitCodes.DONE;
  }

  private static List<String> names(String commaSeparated) {
    return Arrays.stream(commaSeparated.split(",", -1)).map(String::strip).toList();
  }
}
