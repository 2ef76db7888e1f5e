package org.tacet.jobs.airflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.jobs.launcher.Run;

/**
 * The operators of {@code conf/airflow} and the DAG, in a Python without Airflow: what they make of
 * each end of a release. {@link AirflowIT} runs them in a real Airflow.
 */
final class AirflowOperatorTest {

  private static final Path ROOT = Path.of(System.getProperty("tacet.root"));
  private static final Path STAND_IN = ROOT.resolve("jobs/src/test/resources/airflow/stand_in.py");

  @TempDir private Path folder;

  @BeforeAll
  static void needsPython() {
    boolean found =
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "python3")));
    assumeTrue(found, "python3 is not on the PATH: the files of conf/airflow are not tested");
  }

  private JsonNode ask(String question, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "python3", STAND_IN.toString(), ROOT.resolve("conf/airflow").toString(), question));
    command.addAll(List.of(arguments));
    Run run = Run.of(folder, Map.of("PATH", System.getenv("PATH")), command);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  private JsonNode outcome(String status) throws IOException {
    Files.deleteIfExists(folder.resolve("status.json"));
    return outcomeAfterAnother(status);
  }

  private JsonNode outcomeAfterAnother(String status) throws IOException {
    return ask("outcome", folder.resolve("status.json").toString(), status);
  }

  private static String ended(int exitCode) {
    return """
        {"format": 1, "state": "failed", "exit_code": %d, "release_id": "dag/run",
         "output": "file:/public", "result": [], "messages": ["note: x", "tacet: why"]}
        """
        .formatted(exitCode);
  }

  @Test
  void theDagValidatesReleasesAndPublishes() throws IOException {
    JsonNode tasks = ask("dag");

    assertThat(tasks.findValuesAsText("task")).containsExactly("validate", "release", "publish");
    assertThat(tasks.get(1).get("after")).hasToString("[\"validate\"]");
    assertThat(tasks.get(2).get("after")).hasToString("[\"release\"]");
    assertThat(tasks.get(0).get("command").toString())
        .contains("\"release\"", "--status-uri", "--dry-run")
        .doesNotContain("--release-id");
    assertThat(tasks.get(1).get("command").toString())
        .startsWith("[\"spark-submit\",\"org.tacet.jobs.Main\"")
        .contains("\"--release-id\",\"{{ dag.dag_id }}/{{ run_id }}\",\"--charge-once\"")
        .doesNotContain("--dry-run");
  }

  @Test
  void whatCannotBecomeBetterIsNotTriedAgain() throws IOException {
    assertThat(ask("final_exit_codes")).hasToString("[2,3,5]");
    for (int exitCode : List.of(2, 3, 5)) {
      assertThat(outcome(ended(exitCode)).path("failed").asText())
          .as("exit code %d", exitCode)
          .contains(": tacet: why");
    }
    assertThat(outcome(ended(5)).path("failed").asText())
        .contains("--release-id dag/run and without --charge-once", "clear this task");
  }

  @Test
  void everythingElseIsTriedAgain() throws IOException {
    for (int exitCode : List.of(1, 4, 137)) {
      assertThat(outcome(ended(exitCode)).path("retried").asText())
          .isEqualTo("exit code " + exitCode + ": tacet: why");
    }
    String running = "{\"format\": 1, \"state\": \"running\"}";
    assertThat(outcome(running).path("retried").asText()).contains("its last state was running");
  }

  @Test
  void aStatusOfAnEarlierAttemptIsNotTakenForThisOnes() throws IOException {
    String nothingWritten = "";
    assertThat(outcome(nothingWritten).path("retried").asText()).contains("left no status");

    Files.writeString(folder.resolve("status.json"), ended(3));
    assertThat(outcomeAfterAnother(nothingWritten).path("retried").asText())
        .contains("left no status");
  }

  @Test
  void aReleaseThatSucceededIsASuccessWhateverSparkSubmitSays() throws IOException {
    String succeeded =
        ended(0).replace("failed", "succeeded").replace("tacet: why", "already published");

    JsonNode outcome = outcome(succeeded);

    assertThat(outcome.path("returned").path("release_id").asText()).isEqualTo("dag/run");
    assertThat(outcome.path("returned").path("output").asText()).isEqualTo("file:/public");
  }

  @Test
  void whatIsPublishedIsLookedAt() throws IOException {
    Files.writeString(folder.resolve("part-0.csv"), "1,2\n");
    String output = "file:" + folder;
    assertThat(ask("published", output, "dag/run").path("failed").asText())
        .contains("There is no _manifest.json");

    Files.writeString(
        folder.resolve("_manifest.json"),
        """
        {"release_id": "dag/run", "published_rows": 1, "files": [{"name": "part-0.csv", "bytes": 4}],
         "guarantee": {"epsilon": 4, "delta": 0.5, "privacy_unit": ["c"]},
         "ledger": [{"account": "shop", "entry": 2, "head": "ab"}]}
        """);
    JsonNode published = ask("published", output, "dag/run");
    assertThat(published.path("returned").path("ledger").path(0).path("head").asText())
        .isEqualTo("ab");
    assertThat(published.path("event")).isEqualTo(published.path("returned"));
    assertThat(ask("published", output, "dag/other").path("failed").asText())
        .contains("holds release dag/run, not dag/other");

    Files.writeString(folder.resolve("part-0.csv"), "1");
    assertThat(ask("published", output, "dag/run").path("failed").asText())
        .contains("part-0.csv", "has 1 bytes, and 4 were published");
  }

  @Test
  void runIdsBecomeNamesThatEveryFileSystemTakes() throws IOException {
    assertThat(ask("file_name", "manual__2026-11-26T00:00:00+00:00").asText())
        .isEqualTo("manual__2026-11-26T00~3a00~3a00~2b00~3a00");
    String longName = ask("file_name", "x".repeat(500)).asText();
    assertThat(longName).startsWith("x".repeat(60) + "~~").hasSize(94);
  }
}
