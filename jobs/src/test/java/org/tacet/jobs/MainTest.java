package org.tacet.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tacet.engine.ledger.Ledgers;
import org.tacet.jobs.commandline.Terminal;
import org.tacet.jobs.status.StatusReport;
import picocli.CommandLine;

/**
 * The frame around all commands: help, versions, wrong command lines, and that the launcher knows
 * each command.
 */
final class MainTest {

  private static CommandLine commandLine() {
    return Main.commandLine(
        new Terminal(System.out, System.err, false),
        SparkTestSession.runner(),
        Ledgers::open,
        StatusReport.askedFor());
  }

  static Set<String> commands() {
    return commandLine().getSubcommands().keySet();
  }

  @Test
  void helpNamesEveryCommandAndExitCode() {
    CommandRun run = CommandRun.withoutSpark("--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains(commands())
        .contains("2 bad spec", "3 budget refused", "4 ledger", "1 anything else");
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpWithoutSpark(String command) {
    CommandRun run = CommandRun.withoutSpark(command, "--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: ./spark-submit.sh " + command);
    assertThat(run.out()).as("no escape sequences outside a terminal").doesNotContain("\u001b");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(run.out()).as("one percent sign is printed as one").doesNotContain("%%");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "budget crate | unknown command 'crate' | budget --help",
        "budget show --acount x | unknown option '--acount'; did you mean --account? | budget show",
        "budget | budget needs one of: create, show | budget --help"
      })
  void commandsOfACommandAreExplainedByTheirFullName(
      String arguments, String message, String help) {
    CommandRun run = CommandRun.withoutSpark(arguments.split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(message, "Help: ./spark-submit.sh " + help);
  }

  @Test
  void versionNamesTacetSparkAndJava() {
    CommandRun run = CommandRun.withoutSpark("--version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "Tacet " + projectVersion(),
            "Spark " + org.apache.spark.package$.MODULE$.SPARK_VERSION(),
            "Java " + System.getProperty("java.version"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | no command given; legal: release, generate, budget, account, demo, benchmark",
        "generat | unknown command 'generat'",
        "generate --outptu x --output y | unknown option '--outptu'; did you mean --output?",
        "generate --output y extra | unknown argument 'extra'",
        "generate | Missing required option: '--output=<folder>'",
        "generate --output | Missing required parameter for option '--output'",
        "--output x | unknown option '--output'",
      })
  void aWrongCommandLineIsExplainedAndChangesNothing(String arguments, String message) {
    CommandRun run =
        CommandRun.withoutSpark(arguments.isEmpty() ? new String[0] : arguments.split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("tacet: ").contains(message, "Help: ./spark-submit.sh");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void anArgumentWithAnAtSignIsNoFileOfArguments() {
    assertThat(
            CommandRun.withoutSpark("generate", "--output", "@/etc/passwd", "--scale", "@1").err())
        .contains("given '@1'");
  }

  @Test
  void noOptionIsNamedAsOneOfSpark() throws IOException {
    // The launcher refuses a Spark option behind the command, so a Tacet option of that name could
    // never be given.
    String launcher =
        Files.readString(Path.of(System.getProperty("tacet.root"), "spark-submit.sh"));
    List<String> ofSpark =
        launcher
            .lines()
            .filter(line -> line.startsWith("spark_options_with_value"))
            .flatMap(line -> Arrays.stream(line.split("[ ']+")))
            .filter(word -> word.startsWith("-"))
            .toList();

    assertThat(ofSpark).contains("--master", "--conf", "-c", "--keytab");
    for (CommandLine command : commandLine().getSubcommands().values()) {
      assertThat(command.getCommandSpec().optionsMap().keySet())
          .doesNotContainAnyElementsOf(ofSpark);
    }
  }

  private static String projectVersion() {
    return CommandRun.withoutSpark("--version")
        .out()
        .lines()
        .findFirst()
        .orElseThrow()
        .substring("Tacet ".length());
  }
}
