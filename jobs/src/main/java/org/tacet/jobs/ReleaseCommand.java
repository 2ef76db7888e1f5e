package org.tacet.jobs;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import org.tacet.accountant.ledger.LedgerIds;
import org.tacet.accountant.randomness.ReleaseKeyStore;
import org.tacet.engine.release.OperationalSetting;
import org.tacet.engine.release.ReleaseOutcome;
import org.tacet.engine.release.ReleaseRun;
import org.tacet.engine.spec.OutputSpec;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.spec.ReleaseSpecReader;
import org.tacet.jobs.cluster.ClusterMode;
import org.tacet.jobs.cluster.DeployMode;
import org.tacet.jobs.cluster.HadoopSettings;
import org.tacet.jobs.cluster.ShippedFile;
import org.tacet.jobs.commandline.ExitCodes;
import org.tacet.jobs.commandline.InvalidArgumentException;
import org.tacet.jobs.commandline.Terminal;
import org.tacet.jobs.report.JsonProgress;
import org.tacet.jobs.report.PlanReport;
import org.tacet.jobs.report.ReleaseReport;
import org.tacet.jobs.report.TerminalProgress;
import org.tacet.jobs.status.StatusReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code release}: from a spec to a published release. */
@Command(
    name = "release",
    header = "Releases differentially private statistics as a spec says.",
    description = {
      "",
      "Charges the account, reads the sources, bounds what each privacy unit contributes, adds noise "
          + "and publishes the result. Privacy parameters (unit, bounds, epsilon, delta, account) "
          + "come from the spec alone.",
      ""
    },
    footer = {
      "",
      "The fields of a spec: docs/spec.md, and conf/release.schema.json for editors.",
      "A complete spec to start from: conf/demo.yaml",
      "",
      "Exit codes: 0 published, now or by an earlier run under the same id, 2 bad spec or command "
          + "line, 3 budget refused, 4 ledger busy, 5 would be charged again (--charge-once), "
          + "1 anything else."
    })
final class ReleaseCommand implements Callable<Integer> {

  @ParentCommand private TacetCommand tacet;

  @Parameters(
      paramLabel = "<spec.yaml>",
      description = "The spec, a YAML file: a path, or a URI such as hdfs:///spec.yaml")
  private String specFile;

  @Option(
      names = "--set",
      paramLabel = "<name=value>",
      description = "Gives a parameter that the spec declares its value. May be repeated.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--dry-run",
      description =
          "Prints the plan, the noise, the expected 95 %% errors, which groups are likely to be "
              + "published, and the cost. Reads no rows, charges nothing and needs no ledger.")
  private boolean dryRun;

  @Option(
      names = "--output",
      paramLabel = "<path>",
      description = "The folder to publish to, instead of the spec's output.")
  private String output;

  @Option(
      names = "--output-table",
      paramLabel = "<catalog.database.name>",
      description = "The table to publish to, instead of the spec's output.")
  private String outputTable;

  @Option(
      names = "--format",
      paramLabel = "<format>",
      description = "parquet or csv, instead of the spec's output.format.")
  private String format;

  @Option(
      names = "--ledger",
      paramLabel = "<uri>",
      description =
          "The ledger: a plain path, file:<folder>, hdfs://<NameNode>/<folder> or "
              + "postgresql://<host>/<database>. Default: spark.tacet.ledger, else the spec's, else file:tacet-ledger")
  private String ledger;

  @Option(
      names = "--release-id",
      paramLabel = "<id>",
      description =
          "The release's id: "
              + LedgerIds.LEGAL_RELEASE
              + ". Default: made of name, time and chance")
  private String releaseId;

  @Option(names = "--overwrite", description = "Replaces an earlier release at the output.")
  private boolean overwrite;

  @Option(
      names = "--charge-once",
      description =
          "For schedulers that run a failed release again under its id: what an earlier run has "
              + "reserved, staged or published is made use of as always, but where a new attempt would "
              + "be charged again, the command ends with exit code 5.")
  private boolean chargeOnce;

  @Option(
      names = StatusReport.OPTION,
      paramLabel = "<uri>",
      description =
          "A file that is told how the release goes: state, exit code, messages and the published "
              + "table, as JSON. In cluster mode the launcher reads it.")
  private String statusUri;

  @Option(
      names = "--check",
      hidden = true,
      description =
          "Checks the spec, the options and what cluster mode asks for, and starts no Spark.")
  private boolean check;

  @Option(
      names = "--progress",
      paramLabel = "<form>",
      description =
          "How progress is told on the error stream: text (default) or json, a line a phase.")
  private String progressForm = Progress.TEXT.word();

  private Progress progress = Progress.TEXT;

  /** How progress is told. */
  private enum Progress {
    TEXT,
    JSON;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Progress of(String word) {
      for (Progress form : values()) {
        if (form.word().equals(word.toLowerCase(Locale.ROOT))) {
          return form;
        }
      }
      throw new InvalidArgumentException(
          "--progress", "is not a form of progress", "'" + word + "'", "text, json", "choose one");
    }
  }

  @Override
  public Integer call() {
    if (!check) {
      tacet.status().begin();
    }
    // All that needs no Spark is checked before it starts: a mistake is answered at once.
    if (releaseId != null && !LedgerIds.isLegalRelease(releaseId)) {
      throw new InvalidArgumentException(
          "--release-id",
          "is not a release id",
          "'" + releaseId + "'",
          LedgerIds.LEGAL_RELEASE,
          "choose such an id, or leave the option out");
    }
    progress = Progress.of(progressForm);
    ReleaseSpec spec = read(OperationalSetting::withoutSpark);
    if (DeployMode.of(System.getProperties()) == DeployMode.CLUSTER) {
      checkClusterMode(spec);
    }
    return check ? ExitCodes.DONE : tacet.spark().run(this::release);
  }

  private void checkClusterMode(ReleaseSpec spec) {
    ClusterMode cluster = new ClusterMode(System.getProperties(), HadoopSettings.ofProcess());
    Optional<String> status = Optional.ofNullable(statusUri);
    cluster.checkLasting(spec, ledgerOf(spec), status);
    if (check) {
      cluster.checkSubmission(specFile, status);
      StatusReport.submitted(statusUri);
    }
  }

  private static String ledgerOf(ReleaseSpec spec) {
    return spec.ledger().orElse(OperationalSetting.DEFAULT_LEDGER);
  }

  private ReleaseSpec read(Function<OperationalSetting, Optional<String>> settings) {
    requireOnePlace(
        "--output",
        Optional.ofNullable(output),
        "--output-table",
        Optional.ofNullable(outputTable));
    requireOnePlace(
        OperationalSetting.OUTPUT.key(),
        settings.apply(OperationalSetting.OUTPUT),
        OperationalSetting.OUTPUT_TABLE.key(),
        settings.apply(OperationalSetting.OUTPUT_TABLE));
    return ReleaseSpecReader.read(
        ShippedFile.locate(specFile, System.getProperties()),
        HadoopSettings::ofProcess,
        parameters,
        new Overrides(
            place(Optional.ofNullable(output), OperationalSetting.OUTPUT, settings),
            place(Optional.ofNullable(outputTable), OperationalSetting.OUTPUT_TABLE, settings),
            Optional.ofNullable(ledger).or(() -> settings.apply(OperationalSetting.LEDGER)),
            Optional.ofNullable(format)
                .map(word -> outputFormat("--format", word))
                .or(
                    () ->
                        settings
                            .apply(OperationalSetting.FORMAT)
                            .map(word -> outputFormat(OperationalSetting.FORMAT.key(), word)))));
  }

  /** A place named on the command line comes before any that the settings name. */
  private Optional<String> place(
      Optional<String> given,
      OperationalSetting setting,
      Function<OperationalSetting, Optional<String>> settings) {
    return output != null || outputTable != null ? given : settings.apply(setting);
  }

  private static void requireOnePlace(
      String folder, Optional<String> path, String table, Optional<String> name) {
    if (path.isPresent() && name.isPresent()) {
      throw new InvalidArgumentException(
          table,
          "is given beside " + folder,
          "'" + name.get() + "' and '" + path.get() + "'",
          "one of the two",
          "remove the other: a release is published to a folder or to a table");
    }
  }

  private static OutputSpec.Format outputFormat(String source, String word) {
    for (OutputSpec.Format format : OutputSpec.Format.values()) {
      if (format.word().equals(word.toLowerCase(Locale.ROOT))) {
        return format;
      }
    }
    throw new InvalidArgumentException(
        source, "is not a format", "'" + word + "'", "parquet, csv", "choose one of them");
  }

  private int release(SparkSession spark) {
    Terminal terminal = tacet.terminal();
    ReleaseSpec spec = read(setting -> setting.of(spark));
    spec.warnings().forEach(warning -> terminal.message("warning: " + warning));
    ReleaseRun run =
        new ReleaseRun(
            spark,
            ReleaseKeyStore.inMemory(),
            progress == Progress.JSON
                ? new JsonProgress(terminal)
                : new TerminalProgress(terminal, spark.sparkContext()));
    if (dryRun) {
      new PlanReport(run.plan(spec)).print(terminal);
      terminal.line("");
      terminal.line("Dry run: no row was read, nothing was charged or published.");
      return ExitCodes.DONE;
    }
    String id = releaseId == null ? ReleaseRun.newReleaseId(spec.name()) : releaseId;
    tacet.status().releases(id, spec.output().place());
    ReleaseOutcome outcome =
        run.run(
            spec,
            id,
            tacet.ledger(ledgerOf(spec), spark),
            new ReleaseRun.Permissions(overwrite, !chargeOnce));
    tacet.status().published(outcome);
    new ReleaseReport(outcome).print(spark, terminal);
    return ExitCodes.DONE;
  }
}
