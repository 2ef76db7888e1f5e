package org.tacet.jobs.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.engine.ledger.Ledgers;
import org.tacet.jobs.CommandRun;
import org.tacet.jobs.SparkTestSession;

/**
 * What {@code --status-uri} tells of every way in which a release ends, and {@code status} of it.
 */
final class ReleaseStatusTest {

  @TempDir private Path root;

  private ReleaseFolder folder;
  private Path file;

  @BeforeEach
  void folder() throws IOException {
    folder = new ReleaseFolder(Files.createDirectory(root.resolve("release")));
    file = root.resolve("status.json");
  }

  private CommandRun release(String... more) {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(List.of("--status-uri", "file:" + file));
    return folder.release(arguments.toArray(String[]::new));
  }

  private JsonNode status() {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CommandRun shown() {
    return CommandRun.withoutSpark("status", "file:" + file);
  }

  private void assertFailed(CommandRun run, int code) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(code);
    assertThat(status().get("state").textValue()).isEqualTo("failed");
    assertThat(status().get("exit_code").intValue()).isEqualTo(code);
    assertThat(status().has("table")).isFalse();
    assertThat(status().has("guarantee")).isFalse();
    assertThat(shown().exitCode()).isEqualTo(code);
    assertThat(run.err().lines().toList()).containsSubsequence(shown().err().lines().toList());
  }

  @Test
  void holdsWhatWasPublishedAndPrinted() {
    CommandRun run = release("--release-id", "first");

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode status = status();
    assertThat(status.get("state").textValue()).isEqualTo("succeeded");
    assertThat(status.get("exit_code").intValue()).isZero();
    assertThat(status.get("release_id").textValue()).isEqualTo("first");
    assertThat(status.get("output").textValue()).isEqualTo("file:" + folder.output());
    assertThat(status.get("guarantee").get("epsilon").textValue()).isEqualTo("40");
    assertThat(status.get("guarantee").get("privacy_unit").get(0).textValue()).isEqualTo("id");
    assertThat(status.get("table").get("columns").get(0).textValue()).isEqualTo("city");
    assertThat(status.get("table").get("rows")).hasSize(2);

    assertThat(shown().exitCode()).isZero();
    assertThat(shown().out()).as("as the local run printed it").isEqualTo(run.out());
    assertThat(shown().err()).startsWith("warning: ").hasLineCount(1);
  }

  /** P19: how long a phase took depends on private rows, and who reads the status may not know. */
  @Test
  void holdsNoDurations() {
    CommandRun run = release("--progress", "json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("\"phase\":\"noise\"", "\"seconds\":");
    assertThat(status().toString()).doesNotContain("seconds", "noise\\\"");
  }

  @Test
  void isWrittenWhereverTheOptionsStand() {
    List<String> arguments = new ArrayList<>(List.of("--verbose"));
    arguments.addAll(List.of(folder.arguments("--status-uri=file:" + file)));
    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(status().get("state").textValue()).isEqualTo("succeeded");
  }

  /** The ledger is opened before it is charged; what stands in the file then was written before. */
  @Test
  void saysThatItRunsBeforeAnythingIsCharged() {
    List<JsonNode> seen = new ArrayList<>();

    CommandRun run =
        CommandRun.of(
            SparkTestSession.runner(),
            (address, configuration) -> {
              seen.add(status());
              assertThat(folder.releases()).isEmpty();
              return Ledgers.open(address, configuration);
            },
            folder.arguments("--status-uri", "file:" + file, "--release-id", "first"));

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).get("state").textValue()).isEqualTo("running");
    assertThat(seen.get(0).get("release_id").textValue()).isEqualTo("first");
    assertThat(seen.get(0).has("exit_code")).isFalse();
  }

  @Test
  void tellsOfABadSpecAndABadCommandLine() {
    folder.spec("epsilon: 40", "epsilon: -1");
    assertFailed(release(), 2);
    assertThat(status().get("messages").get(0).textValue()).contains("privacy.epsilon");

    assertFailed(release("--no-such-option"), 2);
    assertThat(status().get("messages").get(0).textValue()).contains("--no-such-option");
  }

  @Test
  void tellsOfARefusedBudget() {
    assertThat(release().exitCode()).isZero();
    folder.spec("epsilon: 40", "epsilon: 61");

    assertFailed(release("--output", root.resolve("second").toString()), 3);
    assertThat(status().get("messages").toString()).contains("Nothing was charged");
  }

  @Test
  void tellsOfAFailureAndOfTheCharge() {
    CommandRun run =
        CommandRun.of(
            SparkTestSession.runner(),
            (address, configuration) ->
                new FailingLedger(folder.ledger(), FailingLedger.Step.READING),
            folder.arguments("--status-uri", "file:" + file));

    assertFailed(run, 1);
    assertThat(status().get("messages").toString()).contains("failed in phase");
  }

  /** No handler of the command line catches an Error. */
  @Test
  void tellsOfAnError() {
    assertThatThrownBy(
            () ->
                CommandRun.of(
                    work -> {
                      throw new StackOverflowError();
                    },
                    folder.arguments("--status-uri", "file:" + file)))
        .isInstanceOf(StackOverflowError.class);

    assertThat(status().get("state").textValue()).isEqualTo("failed");
    assertThat(status().get("exit_code").intValue()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nosuch://host/status.json", "file:%s", "file:%s/release/spec.yaml/s.json"})
  void aStatusThatCannotBeWrittenIsBadInputAndNothingIsCharged(String uri) {
    Map<String, String> before = folder.content();

    CommandRun run =
        CommandRun.of(
            work -> {
              throw new AssertionError("asked for Spark");
            },
            folder.arguments("--status-uri", uri.formatted(root)));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("tacet: release: --status-uri: can't be written")
        .hasLineCount(1);
    assertThat(folder.content()).isEqualTo(before);
  }

  @Test
  void aDryRunHasAStatusToo() {
    CommandRun run = release("--dry-run");

    assertThat(status().get("state").textValue()).isEqualTo("succeeded");
    assertThat(status().has("guarantee")).as("nothing is published").isFalse();
    assertThat(shown().out()).isEqualTo(run.out());
  }

  @Test
  void aCheckLeavesNone() {
    CommandRun run =
        CommandRun.withoutSpark(folder.arguments("--check", "--status-uri", "file:" + file));

    assertThat(run).isEqualTo(new CommandRun(0, "", ""));
    assertThat(file).doesNotExist();
  }

  @Test
  void aReleaseThatIsNotOverExitsWith1() throws IOException {
    assertThat(shown().exitCode()).isEqualTo(1);
    assertThat(shown().err()).contains("there is no status at file:" + file, "budget show");

    Files.writeString(
        file,
        "{\"format\": 1, \"state\": \"running\", \"release_id\": \"r1\", \"result\": [], \"messages\": []}");

    assertThat(shown().exitCode()).isEqualTo(1);
    assertThat(shown().err()).contains("the status of r1 is still 'running'", "stays charged");
  }
}
