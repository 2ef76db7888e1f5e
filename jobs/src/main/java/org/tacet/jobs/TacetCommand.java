package org.tacet.jobs;

import java.util.function.BiFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.jobs.cluster.HadoopSettings;
import org.tacet.jobs.commandline.SparkRunner;
import org.tacet.jobs.commandline.Terminal;
import org.tacet.jobs.commandline.Versions;
import org.tacet.jobs.status.StatusReport;
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
      AccountCommand.class,
      DemoCommand.class,
      BenchmarkCommand.class,
      AuditCommand.class,
      StatusCommand.class,
    },
    footer = {
      "",
      "Spark options (--master, --conf, --driver-memory, ...) stand before the command and are "
          + "Spark's own.",
      "Options of a command: ./spark-submit.sh <command> --help",
      "",
      "Exit codes: 0 done, 2 bad spec or command line, 3 budget refused, 4 ledger busy, "
          + "5 would be charged again, 6 a check found something, 1 anything else.",
      "Environment: JAVA_HOME, SPARK_HOME (otherwise the embedded Spark runs), SPARK_CONF_DIR, "
          + "TACET_MAVEN_OPTIONS, TACET_STACKTRACE=1 (as --verbose)."
    })
@SuppressWarnings("UnusedVariable") // picocli reads the options itself
final class TacetCommand implements Runnable {

  private final Terminal terminal;
  private final SparkRunner spark;
  private final BiFunction<String, Configuration, Ledger> ledgers;
  private final StatusReport status;

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

  /**
   * @param ledgers opens the ledger at an address, by Hadoop's configuration
   * @param status of the run, for whoever does not see the terminal
   */
  TacetCommand(
      Terminal terminal,
      SparkRunner spark,
      BiFunction<String, Configuration, Ledger> ledgers,
      StatusReport status) {
    this.terminal = terminal;
    this.spark = spark;
    this.ledgers = ledgers;
    this.status = status;
  }

  Terminal terminal() {
    return terminal;
  }

  SparkRunner spark() {
    return spark;
  }

  StatusReport status() {
    return status;
  }

  /** Opens a ledger without Spark, by Hadoop's configuration as the class path has it. */
  Ledger ledger(String address) {
    return ledgers.apply(address, HadoopSettings.ofProcess());
  }

  /** Opens a ledger by the Hadoop configuration of a session. */
  Ledger ledger(String address, SparkSession session) {
    return ledgers.apply(address, session.sessionState().newHadoopConf());
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "no command given; legal: " + String.join(", ", spec.subcommands().keySet()));
  }
}
