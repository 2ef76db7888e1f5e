package org.tacet.jobs.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Releases as processes of their own, on the data and the account that the demo leaves behind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReleaseIT {

  private static final String ACCOUNT = "tpch-customers";
  private static final int KILLED = 137;

  private Path folder;
  private Run firstDemo;

  @BeforeAll
  void demo(@TempDir Path folder) {
    this.folder = folder;
    firstDemo = run("demo", "--scale", "0.01");
    assertThat(firstDemo.exitCode()).as(firstDemo.err()).isZero();
  }

  private Run run(String... arguments) {
    return BuiltTacet.run(folder, arguments);
  }

  private List<String> releaseTo(String output, String... more) {
    return Stream.concat(
            Stream.of(
                "--conf",
                "spark.tacet.ledger=tacet-demo/ledger",
                "release",
                "tacet-demo/demo.yaml",
                "--set",
                "data=tacet-demo/data-0.01",
                "--output",
                output),
            Stream.of(more))
        .toList();
  }

  private Run release(String output, String... more) {
    return run(releaseTo(output, more).toArray(String[]::new));
  }

  /** Without Spark, at the ledger that the setting names. */
  private String account(String command) {
    Run show =
        run(
            "--conf",
            "spark.tacet.ledger=tacet-demo/ledger",
            "budget",
            command,
            "--account",
            ACCOUNT);
    assertThat(show.exitCode()).as(show.err()).isZero();
    return show.out();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void aSecondDemoMakesASecondRelease() throws IOException {
    assertThat(firstDemo.err()).contains("[3/3] generate nation", "[7/7] commit");
    assertThat(names(folder)).as("nothing else in the user's folder").contains("tacet-demo");

    Run second = run("demo", "--scale", "0.01");

    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(second.err().lines()).allMatch(line -> line.matches("(\\[\\d/7]|note:) .*"));
    assertThat(second.out()).contains("Generated before: ", "tacet-demo/release-2");
    assertThat(folder.resolve("tacet-demo/release-2/_manifest.json")).exists();
  }

  @Test
  void aBadSpecExitsWith2BeforeSparkStarts() throws IOException {
    Path spec = folder.resolve("bad.yaml");
    Files.writeString(spec, Files.readString(folder.resolve("tacet-demo/demo.yaml")) + "\nx: 1\n");

    Run run = run("release", spec.toString(), "--set", "data=x", "--output", "bad");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("tacet: release: x: is not a known key").hasLineCount(1);
    assertThat(folder.resolve("bad")).doesNotExist();
  }

  @Test
  void aRefusedBudgetExitsWith3() throws IOException {
    Path spec = folder.resolve("large.yaml");
    Files.writeString(
        spec,
        Files.readString(folder.resolve("tacet-demo/demo.yaml"))
            .replace("epsilon: 4", "epsilon: 100"));

    Run run =
        run(
            "release",
            spec.toString(),
            "--set",
            "data=tacet-demo/data-0.01",
            "--ledger",
            "tacet-demo/ledger",
            "--output",
            "refused");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
    assertThat(run.err())
        .contains("epsilon 100 and delta 1E-8 are needed", "Nothing was charged. Fix: ");
    assertThat(run.out()).isEmpty();
    assertThat(names(folder)).noneMatch(name -> name.contains("refused"));
    assertThat(account("history")).doesNotContain("refused");
  }

  /** P18: the process ends between charge and publish, and can clear nothing away. */
  @Test
  void aKilledReleaseStaysChargedAndTheNextRunSaysSoAndWorks()
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                BuiltTacet.command(
                    releaseTo("killed", "--release-id", "killed").toArray(String[]::new)))
            .directory(folder.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader progress = process.errorReader(StandardCharsets.UTF_8)) {
      String line = progress.readLine();
      while (line != null && !line.startsWith("[4/7]")) {
        line = progress.readLine();
      }
      assertThat(line).as("the phase in which rows are read began").isNotNull();
      process.destroyForcibly();
    }
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as("ended by the signal").isEqualTo(KILLED);

    assertThat(folder.resolve("killed")).doesNotExist();
    assertThat(names(folder)).contains(".killed.staging-killed");
    assertThat(account("history"))
        .containsPattern("reading +1 +epsilon 4, delta 1e-8 +\\S+ +killed");
    assertThat(account("show"))
        .contains("Unsettled: killed is READING since ", "its process has ended after it may have");

    Run next = release("killed", "--release-id", "after");

    assertThat(next.exitCode()).as(next.err()).isZero();
    assertThat(next.err())
        .contains(
            "note: release killed was charged (epsilon = 4, delta = 1E-8) and never published",
            "The charge stays; what it had staged is deleted, unread");
    assertThat(names(folder)).doesNotContain(".killed.staging-killed");
    assertThat(Files.readString(folder.resolve("killed/_manifest.json"))).contains("\"after\"");
    assertThat(account("history"))
        .containsPattern("reading +1 +epsilon 4, delta 1e-8 +\\S+ +killed")
        .containsPattern("committed +1 +epsilon 4, delta 1e-8 +\\S+ +after");
  }
}
