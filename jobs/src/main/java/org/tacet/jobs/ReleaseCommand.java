package org.tacet.jobs;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.tacet.accountant.randomness.ReleaseKeyStore;
import org.tacet.engine.ledger.Ledgers;
import org.tacet.engine.release.ReleaseOutcome;
import org.tacet.engine.release.ReleaseRun;
import org.tacet.engine.spec.OutputSpec;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.spec.ReleaseSpecReader;
import org.tacet.jobs.commandline.ExitCodes;
import org.tacet.jobs.commandline.InvalidArgumentException;
import org.tacet.jobs.commandline.Terminal;
import org.tacet.jobs.report.PlanReport;
import org.tacet.jobs.report.ReleaseReport;
import org.tacet.jobs.report.TerminalProgress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code release}: from a spec to a published release. */
@Command(
    name = "release",
    description = {
      "Releases differentially private statistics as a spec says: charges the account, reads the",
      "sources, bounds what each privacy unit contributes, adds noise and publishes the result.",
      "Privacy parameters (unit, bounds, epsilon, delta, account) come from the spec alone."
    })
final class ReleaseCommand implements Callable<Integer> {

  @ParentCommand private TacetCommand tacet;

  @Parameters(
      paramLabel = "<spec.yaml>",
      description = "The spec; conf/release.schema.json describes its fields.")
  private Path specFile;

  @Option(
      names = "--set",
      paramLabel = "<name=value>",
      description = "Gives a parameter that the spec declares its value. May be repeated.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--dry-run",
      description = {
        "Prints the plan, the noise, the expected 95 % errors, the keep probabilities and the cost;",
        "reads no rows and charges nothing."
      })
  private boolean dryRun;

  @Option(
      names = "--output",
      paramLabel = "<path>",
      description = "Where to publish, instead of the spec's output.path.")
  private String output;

  @Option(
      names = "--format",
      paramLabel = "<format>",
      description = "parquet or csv, instead of the spec's output.format.")
  private String format;

  @Option(
      names = "--ledger",
      paramLabel = "<uri>",
      description =
          "The ledger, instead of spark.tacet.ledger, the spec's, or file:tacet-ledger, in this order.")
  private String ledger;

  @Option(
      names = "--release-id",
      paramLabel = "<id>",
      description = "An id never used before in the account. Default: made of name, time and chance")
  private String releaseId;

  @Option(names = "--overwrite", description = "Replaces an earlier release at the output.")
  private boolean overwrite;

  @Override
  public Integer call() {
    // The spec is checked before Spark starts: a bad one answers at once.
    ReleaseSpec unset = read(Optional.empty());
    return tacet.spark().run(spark -> release(spark, unset));
  }

  private ReleaseSpec read(Optional<String> sparkLedger) {
    return ReleaseSpecReader.read(
        specFile,
        parameters,
        new Overrides(
            Optional.ofNullable(output),
            Optional.ofNullable(ledger).or(() -> sparkLedger),
            Optional.ofNullable(format).map(ReleaseCommand::outputFormat)));
  }

  private static OutputSpec.Format outputFormat(String word) {
    for (OutputSpec.Format format : OutputSpec.Format.values()) {
      if (format.word().equals(word.toLowerCase(Locale.ROOT))) {
        return format;
      }
    }
    throw new InvalidArgumentException(
        "--format", "is not a format", word, "parquet, csv", "choose one of them");
  }

  private int release(SparkSession spark, ReleaseSpec unset) {
    Terminal terminal = tacet.terminal();
    Optional<String> sparkLedger = LedgerSetting.ofSpark(spark);
    ReleaseSpec spec = sparkLedger.isEmpty() ? unset : read(sparkLedger);
    spec.warnings().forEach(warning -> terminal.message("warning: " + warning));
    ReleaseRun run =
        new ReleaseRun(spark, ReleaseKeyStore.inMemory(), new TerminalProgress(terminal));
    if (dryRun) {
      new PlanReport(run.plan(spec)).print(terminal);
      terminal.line("Dry run: no row was read, nothing was charged.");
      return ExitCodes.DONE;
    }
    ReleaseOutcome outcome =
        run.run(
            spec,
            releaseId == null ? ReleaseRun.newReleaseId(spec.name()) : releaseId,
            Ledgers.open(spec.ledger().orElse(LedgerSetting.DEFAULT)),
            overwrite);
    new ReleaseReport(outcome).print(spark, terminal);
    return ExitCodes.DONE;
  }
}
