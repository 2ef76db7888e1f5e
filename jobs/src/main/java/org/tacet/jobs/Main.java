package org.tacet.jobs;

import java.util.function.BiFunction;
import org.apache.hadoop.conf.Configuration;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.engine.ledger.Ledgers;
import org.tacet.jobs.cluster.SparkRequirements;
import org.tacet.jobs.commandline.ExitCodes;
import org.tacet.jobs.commandline.InvalidArgumentException;
import org.tacet.jobs.commandline.SparkRunner;
import org.tacet.jobs.commandline.Terminal;
import org.tacet.jobs.status.StatusReport;
import picocli.CommandLine;

/**
 * What {@code spark-submit.sh} starts, inside Spark's submission or, for commands without Spark, as
 * it is.
 */
public final class Main {

  private Main() {}

  /**
   * Runs one command and ends the process with its exit code (see {@link ExitCodes}).
   *
   * <p>A cluster takes a driver that returns for a success and one that exits for a failure,
   * whatever the code. So success returns.
   */
  public static void main(String[] arguments) {
    int code = run(Terminal.ofProcess(), SparkRunner.ofProcess(), arguments);
    if (code != ExitCodes.DONE) {
      System.exit(code);
    }
  }

  static int run(Terminal terminal, SparkRunner spark, String... arguments) {
    return run(terminal, spark, Ledgers::open, arguments);
  }

  static int run(
      Terminal terminal,
      SparkRunner spark,
      BiFunction<String, Configuration, Ledger> ledgers,
      String... arguments) {
    try {
      SparkRequirements.checkPresent(System.getProperties(), System.getenv());
    } catch (InvalidArgumentException noSpark) {
      terminal.message("tacet: " + noSpark.getMessage());
      return ExitCodes.BAD_INPUT;
    }
    StatusReport status = StatusReport.askedFor(arguments);
    Terminal reported = status.of(terminal);
    int code = ExitCodes.FAILED; // what stays when an Error ends the command
    try {
      code = commandLine(reported, spark, ledgers, status).execute(arguments);
    } finally {
      status.end(code, reported);
    }
    return code;
  }

  static CommandLine commandLine(
      Terminal terminal,
      SparkRunner spark,
      BiFunction<String, Configuration, Ledger> ledgers,
      StatusReport status) {
    ExitCodes exitCodes = new ExitCodes(terminal);
    return new CommandLine(new TacetCommand(terminal, spark, ledgers, status))
        .setExpandAtFiles(false)
        .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.ansi()))
        .setOut(terminal.resultWriter())
        .setErr(terminal.messageWriter())
        .setParameterExceptionHandler(exitCodes)
        .setExecutionExceptionHandler(exitCodes);
  }
}
