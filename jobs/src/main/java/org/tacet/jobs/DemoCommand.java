package org.tacet.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.tacet.engine.release.ReleaseOutcome;
import org.tacet.engine.release.ReleaseProgress;
import org.tacet.engine.release.ReleaseRun;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.spec.ReleaseSpecReader;
import org.tacet.jobs.cluster.HadoopSettings;
import org.tacet.jobs.commandline.ExitCodes;
import org.tacet.jobs.commandline.Terminal;
import org.tacet.jobs.report.LossText;
import org.tacet.jobs.report.PlanReport;
import org.tacet.jobs.report.ReleaseReport;
import org.tacet.jobs.report.TerminalProgress;
import org.tacet.jobs.tpch.TpchGenerator;
import org.tacet.jobs.tpch.TpchRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code demo}: everything once, on sample data, with nothing to prepare. */
@Command(
    name = "demo",
    header = "Shows everything once, on sample data, with nothing to prepare.",
    description = {
      "",
      "Generates sample data, creates an account, shows the plan of a release and runs it: orders, "
          + "customers and revenue by nation and year, private for every customer. Another run "
          + "makes another release on the same data and account.",
      ""
    })
final class DemoCommand implements Callable<Integer> {

  private static final String SPEC = "/org/tacet/jobs/demo.yaml";
  private static final String ACCOUNT = "tpch-customers";
  private static final List<String> TABLES = List.of("customer", "orders", "nation");

  @ParentCommand private TacetCommand tacet;

  @Option(
      names = "--folder",
      paramLabel = "<folder>",
      description = "Where data, ledger and releases lie. Default: ${DEFAULT-VALUE}",
      defaultValue = "tacet-demo")
  private Path folder;

  @Option(
      names = "--scale",
      paramLabel = "<factor>",
      description = "TPC-H scale factor of the sample data. Default: ${DEFAULT-VALUE}",
      defaultValue = "0.1")
  private String scale;

  @Override
  public Integer call() {
    return tacet.spark().run(this::demo);
  }

  private int demo(SparkSession spark) {
    Terminal terminal = tacet.terminal();
    Path data = folder.resolve("data-" + TpchRequest.scale(scale)).toAbsolutePath();
    heading("1. Sample data: the TPC-H tables " + String.join(", ", TABLES));
    generate(spark, data);

    heading("2. An account: what all releases on these customers may cost together");
    Ledger ledger = tacet.ledger(folder.resolve("ledger").toString(), spark);
    createAccount(ledger);

    ReleaseSpec spec = spec(data);
    ReleaseProgress progress = new TerminalProgress(terminal, spark.sparkContext());
    ReleaseRun run = new ReleaseRun(spark, ReleaseKeyStore.inMemory(), progress);
    heading("3. The plan, as release --dry-run prints it: no row is read for it");
    new PlanReport(run.plan(spec)).print(terminal);

    heading("4. The release");
    ReleaseOutcome outcome =
        run.run(spec, ReleaseRun.newReleaseId(spec.name()), ledger, ReleaseRun.Permissions.DEFAULT);
    new ReleaseReport(outcome).print(spark, terminal);

    heading("Where everything lies");
    terminal.line("Data:   " + data);
    terminal.line("Spec:   " + folder.resolve("demo.yaml").toAbsolutePath());
    terminal.line("Ledger: " + folder.resolve("ledger").toAbsolutePath());
    terminal.line("");
    terminal.line("Next, from your shell:");
    terminal.line(
        "  ./spark-submit.sh release %s --set data=%s --ledger %s --output %s --dry-run"
            .formatted(
                folder.resolve("demo.yaml"),
                folder.resolve(data.getFileName()),
                folder.resolve("ledger"),
                folder.resolve("my-release")));
    terminal.line(
        "  ./spark-submit.sh budget show --ledger %s --account %s"
            .formatted(folder.resolve("ledger"), ACCOUNT));
    return ExitCodes.DONE;
  }

  private void heading(String text) {
    Terminal terminal = tacet.terminal();
    terminal.line("");
    terminal.line("== " + text);
  }

  private void generate(SparkSession spark, Path data) {
    List<String> missing =
        TABLES.stream().filter(table -> !Files.exists(data.resolve(table))).toList();
    if (!missing.isEmpty()) {
      TpchGenerator.write(
          spark,
          new TpchRequest(
              TpchRequest.scale(scale), data.toString(), missing, OptionalInt.empty(), false),
          tacet.terminal()::phase);
    }
    tacet.terminal().line(missing.isEmpty() ? "Generated before: " + data : "Written: " + data);
  }

  private void createAccount(Ledger ledger) {
    boolean exists = Files.exists(folder.resolve("ledger")) && ledger.accounts().contains(ACCOUNT);
    if (!exists) {
      ledger.create(
          Account.now(
              ACCOUNT,
              "customers of the sample data",
              ApproximateDp.of("100", "1e-6"),
              LedgerUser.current()));
    }
    tacet
        .terminal()
        .line(
            "Account %s: %s in all; %s left"
                .formatted(
                    ACCOUNT,
                    LossText.of(ledger.statement(ACCOUNT).account().total()),
                    LossText.remaining(ledger.statement(ACCOUNT))));
  }

  /** The spec is also written beside the data, for the user to change. */
  private ReleaseSpec spec(Path data) {
    Path file = folder.resolve("demo.yaml");
    try (java.io.InputStream in = DemoCommand.class.getResourceAsStream(SPEC)) {
      if (!Files.exists(file)) {
        Files.write(file, in.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ReleaseSpecReader.read(
        file.toString(),
        HadoopSettings::ofProcess,
        Map.of("data", data.toString()),
        new Overrides(Optional.of(nextOutput().toString()), Optional.empty(), Optional.empty()));
  }

  private Path nextOutput() {
    int number = 1;
    while (Files.exists(folder.resolve("release-" + number))) {
      number++;
    }
    return folder.resolve("release-" + number).toAbsolutePath();
  }
}
