package org.tacet.jobs.budget;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.tacet.engine.ledger.StoreProbe;
import org.tacet.jobs.commandline.ExitCodes;
import org.tacet.jobs.commandline.InvalidArgumentException;
import org.tacet.jobs.commandline.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code budget probe}. */
@Command(
    name = "probe",
    header = "Tries out whether a folder that machines share can hold a ledger.",
    description = {
      "",
      "Threads, processes and machines race for names in the folder, and what each was told is compared "
          + "with what lies there. It can find a breach, and can't prove that there is none. Start it "
          + "at once on each machine that will write, with --runs for how many there are; a folder that "
          + "passed is marked and taken for a ledger as it is mounted then.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 passed, 6 a breach was found, 2 bad command line, 1 it can't be tried."
    })
public final class ProbeCommand implements Callable<Integer> {

  private static final String FILE = "file:";

  @ParentCommand private BudgetContext budget;

  @Option(
      names = "--ledger",
      paramLabel = "<folder>",
      required = true,
      description = "The folder: a plain path, or file:<folder>.")
  private String ledger;

  @Option(
      names = "--runs",
      paramLabel = "<count>",
      defaultValue = "1",
      description = "How many runs of this command are started at once, 1 to 16. Default: 1")
  private int runs;

  @Option(
      names = "--single-host",
      description = "Marks the folder also when one machine alone took part, for that machine.")
  private boolean singleHost;

  @Override
  public Integer call() {
    StoreProbe.Report report = StoreProbe.run(folder(), effort());
    Terminal terminal = budget.terminal();
    terminal.line("File system: " + report.fileSystem());
    terminal.line("Hosts: " + String.join(", ", report.hosts()));
    terminal.line("Rounds: " + report.rounds());
    new TreeMap<>(report.wins())
        .forEach((run, wins) -> terminal.line("  %s won %d".formatted(run, wins)));
    report.breaches().forEach(breach -> terminal.line("BREACH: " + breach));
    if (!report.passed()) {
      terminal.line("The folder can't hold a ledger.");
      return ExitCodes.FOUND;
    }
    terminal.line(
        report.marked()
            ? "Passed, and marked: the folder is taken for a ledger."
            : "Passed on one machine, and not marked: run it on each machine at once with --runs, or with"
                + " --single-host for this machine alone.");
    return ExitCodes.DONE;
  }

  private StoreProbe.Effort effort() {
    try {
      return StoreProbe.Effort.ofRuns(runs, singleHost);
    } catch (IllegalArgumentException outside) {
      throw new InvalidArgumentException(
          "--runs", "is out of range", Integer.toString(runs), "1 to 16", "start fewer", outside);
    }
  }

  private Path folder() {
    String path = ledger.startsWith(FILE) ? ledger.substring(FILE.length()) : ledger;
    if (path.isBlank() || path.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
      throw noFolder(null);
    }
    try {
      return Path.of(path);
    } catch (InvalidPathException noPath) {
      throw noFolder(noPath);
    }
  }

  private InvalidArgumentException noFolder(InvalidPathException cause) {
    return new InvalidArgumentException(
        "--ledger",
        "is no folder that can be probed",
        LedgerOption.shown(ledger),
        "a plain path, or file:<path>",
        "give the folder as this machine has it mounted",
        cause);
  }
}
