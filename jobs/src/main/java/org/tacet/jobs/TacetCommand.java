package org.tacet.jobs;

import org.tacet.jobs.commandline.SparkRunner;
import org.tacet.jobs.commandline.Terminal;
import org.tacet.jobs.commandline.Versions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command line's root. A new command is a class of its own and one line in {@code subcommands}
 * here; one that needs Spark is also named in {@code spark-submit.sh}.
 */
@Command(
    name = "./spark-submit.sh",
    description = "A privacy pipeline for Apache Spark.",
    customSynopsis = "./spark-submit.sh [Spark options] <command> [spec.yaml] [options]",
    versionProvider = Versions.class,
    subcommands = {
      ReleaseCommand.class,
      GenerateCommand.class,
      BudgetCommand.class,
      DemoCommand.class,
      BenchmarkCommand.class,
    },
    footer = {
      "",
      "Spark options stand before the command (--master, --conf, --driver-memory, ...) and are Spark's own.",
      "Options of a command: ./spark-submit.sh <command> --help",
      "",
      "Exit codes: 0 done, 2 bad spec or command line, 3 budget refused, 4 ledger busy, 1 anything else.",
      "Environment: JAVA_HOME, SPARK_HOME (otherwise the embedded Spark runs), SPARK_CONF_DIR,",
      "TACET_MAVEN_OPTIONS, TACET_STACKTRACE=1 (as --verbose)."
    })
@SuppressWarnings("UnusedVariable") // picocli reads the options itself
final class TacetCommand implements Runnable {

  private final Terminal terminal;
  private final SparkRunner spark;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Shows this help.")
  private boolean help;

  @Option(
      names = "--version",
      versionHelp = true,
      scope = ScopeType.INHERIT,
      description = "Shows the versions of Tacet, Spark and Java.")
  private boolean version;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "When something fails that has no message of its own, shows where.")
  private boolean verbose;

  TacetCommand(Terminal terminal, SparkRunner spark) {
    this.terminal = terminal;
    this.spark = spark;
  }

  Terminal terminal() {
    return terminal;
  }

  SparkRunner spark() {
    return spark;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "no command given; legal: " + String.join(", ", spec.subcommands().keySet()));
  }
}
