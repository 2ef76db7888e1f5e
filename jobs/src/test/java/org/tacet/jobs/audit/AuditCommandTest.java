package org.tacet.jobs.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.jobs.CommandRun;
import org.tacet.jobs.SparkTestSession;

/** {@code audit}: bounds of a release, from made-up rows alone. */
final class AuditCommandTest {

  private static final String SPEC =
      """
      release: people
      account: nobody-pays
      sources:
        visits: {path: "FOLDER/visits", private: {unit: [person]}}
      from: visits
      aggregates:
        - {name: people, privacy_units: {}}
      privacy: {epsilon: 1}
      """;

  @TempDir private Path folder;

  @BeforeEach
  void writeSpecAndEmptyTable() throws IOException {
    SparkTestSession.shared()
        .createDataFrame(List.of(), StructType.fromDDL("person bigint"))
        .write()
        .parquet(folder.resolve("visits").toString());
    Files.writeString(spec(), SPEC.replace("FOLDER", folder.toString()));
  }

  private Path spec() {
    return folder.resolve("spec.yaml");
  }

  @Test
  void aReleaseThatKeepsItsClaimIsReportedInThreeForms() throws IOException {
    Path json = folder.resolve("audit.json");
    Path page = folder.resolve("audit.html");

    CommandRun run =
        CommandRun.of(
            "audit",
            spec().toString(),
            "--draws",
            "1000",
            "--json",
            json.toString(),
            "--html",
            page.toString());

    assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
    assertThat(run.out()).contains("UnitRemoved", "Nothing contradicts the claim of epsilon 1.0");
    JsonNode document = new ObjectMapper().readTree(json.toFile());
    assertThat(document.get("contradicts_the_claim").booleanValue()).isFalse();
    assertThat(document.get("lower_bound").doubleValue()).isBetween(0.3, 1.0);
    assertThat(document.get("pairs")).hasSizeGreaterThan(6);
    assertThat(Files.readString(page)).contains("<svg", "claim: epsilon 1.0", "UnitRemoved");
    assertThat(leftBehind())
        .containsExactlyInAnyOrder("visits", "spec.yaml", "audit.json", "audit.html");
  }

  @Test
  void aClaimBelowWhatIsSeenEndsWithTheCodeOfAFinding() {
    CommandRun run =
        CommandRun.of("audit", spec().toString(), "--draws", "1000", "--claim", "0.25");

    assertThat(run.exitCode()).isEqualTo(6);
    assertThat(run.out()).contains("does not keep its claim of epsilon 0.25");
  }

  @Test
  void badOptionsAreRefusedBeforeSparkStarts() throws IOException {
    CommandRun draws = CommandRun.withoutSpark("audit", spec().toString(), "--draws", "7");
    CommandRun claim = CommandRun.withoutSpark("audit", spec().toString(), "--claim", "0");

    assertThat(draws.exitCode()).isEqualTo(2);
    assertThat(draws.err()).contains("--draws", "7", "100 to 1000000");
    assertThat(claim.exitCode()).isEqualTo(2);
    assertThat(claim.err()).contains("--claim", "a number > 0");
    assertThat(leftBehind()).containsExactlyInAnyOrder("visits", "spec.yaml");
  }

  private List<String> leftBehind() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
