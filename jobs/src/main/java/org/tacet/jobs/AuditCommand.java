package org.tacet.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.tacet.engine.audit.AuditReport;
import org.tacet.engine.audit.ReleaseAudit;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.spec.ReleaseSpecReader;
import org.tacet.jobs.audit.AuditPage;
import org.tacet.jobs.audit.AuditText;
import org.tacet.jobs.cluster.HadoopSettings;
import org.tacet.jobs.cluster.ShippedFile;
import org.tacet.jobs.commandline.ExitCodes;
import org.tacet.jobs.commandline.InvalidArgumentException;
import org.tacet.jobs.commandline.ResultFile;
import org.tacet.jobs.commandline.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code audit}: what a release gives away, measured on made-up data. */
@Command(
    name = "audit",
    header = "Measures on made-up data how much a release gives away.",
    description = {
      "",
      "Makes up tables in the shape of the spec's sources, in pairs that differ by one privacy unit, "
          + "releases them thousands of times and reports a lower bound of epsilon. Reads the columns "
          + "of the sources and none of their rows; charges nothing.",
      ""
    },
    footer = {
      "",
      "What it can show and what not: docs/audit.md",
      "",
      "Exit codes: 0 nothing contradicts the claim, 2 bad spec or command line, 6 something does, "
          + "1 anything else, such as that no made-up row passes the spec's filter."
    })
final class AuditCommand implements Callable<Integer> {

  private static final int LEAST_DRAWS = 100;
  private static final int MOST_DRAWS = 1_000_000;

  @ParentCommand private TacetCommand tacet;

  @Parameters(paramLabel = "<spec.yaml>", description = "The spec of the release.")
  private String specFile;

  @Option(
      names = "--set",
      paramLabel = "<name=value>",
      description = "Gives a parameter that the spec declares its value. May be repeated.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--draws",
      paramLabel = "<number>",
      description =
          "By how many releases of each data set bounds are tested; a third as many more choose the "
              + "events. Default: ${DEFAULT-VALUE}")
  private int draws = 4000;

  @Option(
      names = "--claim",
      paramLabel = "<epsilon>",
      description = "The epsilon to compare with, in place of the spec's.")
  private BigDecimal claim;

  @Option(names = "--json", paramLabel = "<file>", description = "Writes the outcome as JSON.")
  private String json;

  @Option(
      names = "--html",
      paramLabel = "<file>",
      description = "Writes the outcome as a page with a picture.")
  private String html;

  @Override
  public Integer call() {
    if (draws < LEAST_DRAWS || draws > MOST_DRAWS) {
      throw new InvalidArgumentException(
          "--draws",
          "is no number of draws for an audit",
          String.valueOf(draws),
          "%d to %d".formatted(LEAST_DRAWS, MOST_DRAWS),
          "give 4000, or more for a tighter bound");
    }
    if (claim != null && claim.signum() <= 0) {
      throw new InvalidArgumentException(
          "--claim",
          "is no epsilon",
          claim.toPlainString(),
          "a number > 0",
          "give the epsilon to compare with, or leave the option out");
    }
    Optional<ResultFile> jsonFile =
        Optional.ofNullable(json).map(file -> new ResultFile("--json", file));
    Optional<ResultFile> page =
        Optional.ofNullable(html).map(file -> new ResultFile("--html", file));
    ReleaseSpec spec =
        ReleaseSpecReader.read(
            ShippedFile.locate(specFile, System.getProperties()),
            HadoopSettings::ofProcess,
            parameters,
            new Overrides(Optional.of("never-published"), Optional.empty(), Optional.empty()));
    return tacet.spark().run(spark -> audit(spark, spec, jsonFile, page));
  }

  private int audit(
      SparkSession spark,
      ReleaseSpec spec,
      Optional<ResultFile> jsonFile,
      Optional<ResultFile> page) {
    Terminal terminal = tacet.terminal();
    AuditReport report =
        new ReleaseAudit(
                spark,
                spec,
                new ReleaseAudit.Options(
                    draws, Optional.ofNullable(claim), ReleaseAudit.FALSE_ALARM, Set.of()),
                pair -> terminal.message("audit: " + pair))
            .run();
    AuditText.print(report, terminal);
    jsonFile.ifPresent(
        file ->
            file.write(
                out ->
                    out.write(
                        new ObjectMapper()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(AuditText.document(report)))));
    page.ifPresent(file -> file.write(out -> out.write(AuditPage.of(report))));
    return report.pairs().isEmpty()
        ? ExitCodes.FAILED
        : report.contradictsTheClaim() ? ExitCodes.FOUND : ExitCodes.DONE;
  }
}
