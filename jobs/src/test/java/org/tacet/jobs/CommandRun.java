package org.tacet.jobs;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;
import org.apache.hadoop.conf.Configuration;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.engine.ledger.Ledgers;
import org.tacet.jobs.commandline.SparkRunner;
import org.tacet.jobs.commandline.Terminal;

/** A command that ran in this process: its exit code and what it wrote. */
public record CommandRun(int exitCode, String out, String err) {

  /** Runs a command in the shared Spark session. */
  public static CommandRun of(String... arguments) {
    return of(SparkTestSession.runner(), arguments);
  }

  /** Runs a command that must not ask for Spark. */
  public static CommandRun withoutSpark(String... arguments) {
    return of(
        work -> {
          throw new AssertionError("asked for Spark");
        },
        arguments);
  }

  public static CommandRun of(SparkRunner spark, String... arguments) {
    return of(spark, Ledgers::open, arguments);
  }

  /** Runs a command whose ledgers are opened by {@code ledgers}. */
  public static CommandRun of(
      SparkRunner spark, BiFunction<String, Configuration, Ledger> ledgers, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    int code = Main.run(terminal, spark, ledgers, arguments);
    return new CommandRun(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
