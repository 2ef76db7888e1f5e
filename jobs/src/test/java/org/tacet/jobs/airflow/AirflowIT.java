package org.tacet.jobs.airflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.jobs.launcher.BuiltTacet;
import org.tacet.jobs.launcher.Run;

/**
 * Releases as tasks of a real Airflow, on the data and the account that the demo leaves behind.
 * CONTRIBUTING.md says how one is installed; without one nothing is run here.
 */
@Tag("campaign")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AirflowIT {

  private static final BigDecimal COST = new BigDecimal("4"); // of the demo's spec

  /**
   * Writes down what Airflow starts. Where {@code KILLED_AT} is set, the first driver that is to
   * charge is killed when it tells of that phase, as with a machine that is lost.
   */
  private static final String LAUNCHER =
      """
      #!/usr/bin/env bash
      printf '%%s\\n' "$*" >> '%1$s'
      if [[ -z ${KILLED_AT:-} || $* != *--charge-once* || -e killed ]]; then exec '%2$s' "$@"; fi
      mkfifo killed
      '%2$s' "$@" 2> killed &
      driver=$!
      while IFS= read -r line; do
        printf '%%s\\n' "$line"
        if [[ $line == "$KILLED_AT"* ]]; then kill -9 $driver; fi
      done < killed
      wait $driver
      """;

  private Path folder;
  private InstalledAirflow airflow;

  @BeforeAll
  void demo(@TempDir Path folder) throws IOException {
    Optional<Path> command = InstalledAirflow.found();
    assumeTrue(command.isPresent(), "TACET_AIRFLOW names no airflow, and none is on the PATH");
    this.folder = folder;
    Run demo = BuiltTacet.run(folder, "demo", "--scale", "0.01");
    assertThat(demo.exitCode()).as(demo.err()).isZero();
    Path launcher = folder.resolve("launcher");
    Files.writeString(
        launcher, LAUNCHER.formatted(folder.resolve("started"), BuiltTacet.command().get(0)));
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    airflow = InstalledAirflow.in(folder, command.get(), launcher);
  }

  @BeforeEach
  void forget() throws IOException {
    Files.writeString(folder.resolve("started"), "");
    Files.deleteIfExists(folder.resolve("killed"));
  }

  private BigDecimal spentEpsilon() {
    Run show = BuiltTacet.run(folder, "budget", "show", "--ledger", "tacet-demo/ledger");
    assertThat(show.exitCode()).as(show.err()).isZero();
    // Of the account's line the second: total, spent, remaining.
    Matcher epsilon = Pattern.compile("epsilon ([0-9.]+)").matcher(show.out());
    assertThat(epsilon.find()).as(show.out()).isTrue();
    assertThat(epsilon.find()).as(show.out()).isTrue();
    return new BigDecimal(epsilon.group(1));
  }

  private long releasesStarted() throws IOException {
    return Files.readAllLines(folder.resolve("started")).stream()
        .filter(line -> line.contains("--charge-once"))
        .count();
  }

  private JsonNode newestStatus() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("status"))) {
      Path newest =
          files
              .filter(file -> file.toString().endsWith(".release.json"))
              .max(Comparator.comparing(file -> file.toFile().lastModified()))
              .orElseThrow();
      return new ObjectMapper().readTree(newest.toFile());
    }
  }

  private Path specWith(String replaced, String replacement) throws IOException {
    Path spec = Files.createTempFile(folder, "spec", ".yaml");
    String demo = Files.readString(folder.resolve("tacet-demo/demo.yaml"));
    assertThat(demo).contains(replaced);
    return Files.writeString(spec, demo.replace(replaced, replacement));
  }

  private static String said(Run run) {
    return run.out() + run.err();
  }

  @Test
  void aRunThatIsRepeatedIsNotChargedAgain() throws IOException {
    BigDecimal before = spentEpsilon();

    Run run = airflow.runs("2026-01-02", Map.of());

    assertThat(run.exitCode()).as(said(run)).isZero();
    BigDecimal after = spentEpsilon();
    assertThat(after.subtract(before)).isEqualByComparingTo(COST);
    String releaseId = newestStatus().path("release_id").asText();
    Path manifest = Path.of(URI.create(newestStatus().path("output").asText() + "/_manifest.json"));
    byte[] published = Files.readAllBytes(manifest);
    assertThat(new ObjectMapper().readTree(published).path("release_id").asText())
        .isEqualTo(releaseId)
        .startsWith("tacet_release/");

    Run again = airflow.releasesAgain(releaseId.substring("tacet_release/".length()), Map.of());

    assertThat(again.exitCode()).as(said(again)).isZero();
    assertThat(said(again)).contains("already published");
    assertThat(spentEpsilon()).isEqualByComparingTo(after);
    assertThat(Files.readAllBytes(manifest)).isEqualTo(published);
  }

  @Test
  void aRefusedBudgetIsNotTriedAgain() throws IOException {
    BigDecimal before = spentEpsilon();
    String spec = specWith("epsilon: 4", "epsilon: 100").toString();

    Run run = airflow.runs("2026-01-03", Map.of("TACET_SPEC", spec));

    assertThat(run.exitCode()).as(said(run)).isNotZero();
    assertThat(said(run)).contains("AirflowFailException", "the account can't pay");
    assertThat(releasesStarted()).isEqualTo(1);
    assertThat(spentEpsilon()).isEqualByComparingTo(before);
  }

  @Test
  void aBadSpecNeverReachesTheRelease() throws IOException {
    String spec = specWith("epsilon: 4", "epsilon: -4").toString();

    Run run = airflow.runs("2026-01-04", Map.of("TACET_SPEC", spec));

    assertThat(run.exitCode()).as(said(run)).isNotZero();
    assertThat(said(run)).contains("AirflowFailException", "epsilon");
    assertThat(Files.readAllLines(folder.resolve("started"))).hasSize(1);
  }

  /** What the driver had read is lost, and a new key would be a second charge. */
  @Test
  void aDriverLostWhileReadingIsTriedAgainAndNotPaidTwice() throws IOException {
    BigDecimal before = spentEpsilon();

    Run run = airflow.runs("2026-01-05", Map.of("KILLED_AT", "[4/7]"));

    assertThat(run.exitCode()).as(said(run)).isNotZero();
    assertThat(releasesStarted()).isEqualTo(2);
    assertThat(newestStatus().path("exit_code").asInt()).isEqualTo(5);
    assertThat(said(run)).contains("To pay for a new attempt", "without --charge-once");
    assertThat(spentEpsilon().subtract(before)).isEqualByComparingTo(COST);
  }

  /** The charge may have been written or not, the mark of reading too: either way there is one. */
  @Test
  void aDriverLostAboutTheChargePaysOnce() throws IOException {
    List<String> phases = List.of("[2/7]", "[3/7]", "[6/7]");
    for (String phase : phases) {
      forget();
      BigDecimal before = spentEpsilon();

      // A day of its own: a run that was published is not released again.
      String day = "2026-01-" + (10 + phases.indexOf(phase));
      Run run = airflow.runs(day, Map.of("KILLED_AT", phase));

      assertThat(releasesStarted()).as(phase).isEqualTo(2);
      assertThat(spentEpsilon().subtract(before)).as(phase).isEqualByComparingTo(COST);
      assertThat(run.exitCode() == 0)
          .as("published, or why not: %s", said(run))
          .isEqualTo(newestStatus().path("exit_code").asInt() == 0);
    }
  }
}
