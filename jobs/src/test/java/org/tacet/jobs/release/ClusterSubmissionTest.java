package org.tacet.jobs.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.jobs.CommandRun;

/** What {@code release --check} lets pass to a cluster: nothing that would be lost there. */
final class ClusterSubmissionTest {

  @TempDir private Path root;

  private ReleaseFolder folder;
  private String status;

  @BeforeEach
  void submit() {
    folder = new ReleaseFolder(root);
    status = "file:" + root.resolve("status.json");
    System.setProperty("spark.submit.deployMode", "cluster");
    System.setProperty("spark.files", folder.specFile().toString());
  }

  @AfterEach
  void forget() {
    List.of("spark.submit.deployMode", "spark.files", "spark.driver.supervise")
        .forEach(System::clearProperty);
  }

  private CommandRun check(String... more) {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.add("--check");
    return CommandRun.withoutSpark(folder.arguments(arguments.toArray(String[]::new)));
  }

  private void assertRefused(CommandRun run, String... message) {
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("tacet: release: ").contains(message).hasLineCount(1);
    assertThat(root.resolve("status.json")).doesNotExist();
  }

  @Test
  void whatLastsMayBeSubmittedAndAnEarlierStatusIsReplaced() throws IOException {
    Files.writeString(root.resolve("status.json"), "of an earlier release");

    CommandRun run = check("--status-uri", status);

    assertThat(run).isEqualTo(new CommandRun(0, "", ""));
    assertThat(Files.readString(root.resolve("status.json"))).contains("\"submitted\"");
    assertThat(folder.releases()).as("nothing is charged").isEmpty();
  }

  @Test
  void aSpecThatOnlyExistsHereIsRefused() {
    System.setProperty("spark.files", "other.yaml");

    assertRefused(
        check("--status-uri", status),
        "<spec.yaml>: lies on this machine only",
        "--files " + folder.specFile());
  }

  @Test
  void aBadSpecIsToldFirst() {
    folder.spec("epsilon: 40", "epsilon: -1");
    System.clearProperty("spark.files");

    assertRefused(check(), "privacy.epsilon");
  }

  @Test
  void withoutAStatusNothingWouldComeBack() {
    assertRefused(check(), "--status-uri: is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "--ledger,tacet-ledger,ledger",
    "--ledger,file:some/ledger,ledger",
    "--output,released,output.path",
    "--output,file:released,output.path",
    "--status-uri,status.json,--status-uri",
    "--status-uri,file:status.json,--status-uri",
  })
  void aFolderBesideTheDriverIsRefused(String option, String location, String named) {
    List<String> arguments = new ArrayList<>(List.of(option, location));
    if (!option.equals("--status-uri")) {
      arguments.addAll(List.of("--status-uri", status));
    }

    assertRefused(
        check(arguments.toArray(String[]::new)),
        named + ": is a folder beside the driver",
        "given '" + location + "'");
  }

  @Test
  void theDefaultLedgerLiesBesideTheDriverToo() {
    CommandRun run =
        CommandRun.withoutSpark(
            "release",
            folder.specFile().toString(),
            "--set",
            "data=" + ReleaseFolder.data(),
            "--output",
            folder.output().toString(),
            "--status-uri",
            status,
            "--check");

    assertRefused(run, "ledger: is a folder beside the driver", "given 'file:tacet-ledger'");
  }

  @Test
  void aDriverThatWouldStartAgainIsRefused() {
    System.setProperty("spark.driver.supervise", "true");

    assertRefused(check("--status-uri", status), "--supervise: would start a failed release again");
  }

  /** Also for who comes with a spark-submit alone: the driver checks before it charges. */
  @Test
  void theDriverRefusesItToo() {
    CommandRun run = CommandRun.withoutSpark(folder.arguments("--ledger", "tacet-ledger"));

    assertRefused(run, "ledger: is a folder beside the driver");
  }

  @Test
  void theDriverReadsTheShippedSpec() {
    CommandRun run =
        CommandRun.withoutSpark(
            "release",
            "/home/somebody/" + folder.specFile().getFileName(),
            "--set",
            "data=x",
            "--ledger",
            folder.ledgerFolder().toString(),
            "--output",
            "not-lasting");

    assertRefused(run, "output.path: is a folder beside the driver");
  }
}
