package org.tacet.jobs;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.tacet.jobs.cluster.HadoopSettings;
import org.tacet.jobs.commandline.ExitCodes;
import org.tacet.jobs.commandline.Terminal;
import org.tacet.jobs.status.ReleaseStatus;
import org.tacet.jobs.status.StatusFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code status}: how a release ended whose driver ran elsewhere. */
@Command(
    name = "status",
    header = "Shows how a release ended whose driver ran elsewhere.",
    description = {
      "",
      "Prints what the release printed there, from the file that it was given as --status-uri, and "
          + "ends with its exit code. Needs no Spark.",
      ""
    },
    footer = {"", "Exit codes: the release's own; 1 when it has not ended or left no status."})
final class StatusCommand implements Callable<Integer> {

  @ParentCommand private TacetCommand tacet;

  @Parameters(paramLabel = "<uri>", description = "The --status-uri of the release.")
  private String uri;

  @Override
  public Integer call() {
    Terminal terminal = tacet.terminal();
    Optional<ReleaseStatus> found = new StatusFile(uri, HadoopSettings.ofProcess()).read();
    if (found.isEmpty()) {
      return unknown("there is no status at " + uri);
    }
    ReleaseStatus status = found.get();
    if (status.exitCode() == null) {
      String release = Optional.ofNullable(status.releaseId()).map(id -> " of " + id).orElse("");
      return unknown("the status%s is still '%s'".formatted(release, status.state().word()));
    }
    status.messages().forEach(terminal::message);
    status.result().forEach(terminal::line);
    return status.exitCode();
  }

  private int unknown(String what) {
    Terminal terminal = tacet.terminal();
    terminal.message(
        "tacet: status: %s: the release is not over, or its driver ended without a word."
            .formatted(what));
    terminal.message(
        "What was charged stays charged, and the ledger has it: budget show --account <account>. "
            + "Why the driver ended is in the cluster's logs.");
    return ExitCodes.FAILED;
  }
}
