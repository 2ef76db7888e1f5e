package org.tacet.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command: what it prints, and how it treats an output that is there or cannot be written. */
final class GenerateCommandTest {

  @TempDir private Path folder;

  private CommandRun generate(Path output, String... more) {
    String[] arguments =
        Stream.concat(
                Stream.of(
                    "generate",
                    "--scale",
                    "0.001",
                    "--tables",
                    "nation,customer",
                    "--output",
                    output.toString()),
                Stream.of(more))
            .toArray(String[]::new);
    return CommandRun.of(arguments);
  }

  @Test
  void printsProgressAsMessagesAndTheTablesAsResult() {
    CommandRun run = generate(folder.resolve("with a blank"));

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err().lines())
        .containsExactly("[1/2] generate nation", "[2/2] generate customer");
    assertThat(run.out().lines().map(line -> line.replaceAll(" +", " ")))
        .hasSize(4)
        .first()
        .isEqualTo("table rows bytes folder");
    assertThat(run.out())
        .containsPattern("nation +25 +[\\d,]+ +file:")
        .containsPattern("customer +150 +[\\d,]+ +file:");
  }

  @Test
  void refusesATableThatIsThere() throws IOException {
    assertThat(generate(folder).exitCode()).isZero();
    List<String> before = content();

    CommandRun again = generate(folder);

    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err())
        .contains(
            "--output: has the table nation already", "given '" + folder + "'", "--overwrite");
    assertThat(content()).isEqualTo(before);
  }

  @Test
  void addsTablesToAnOutputThatHasOthers() {
    assertThat(generate(folder).exitCode()).isZero();

    assertThat(
            CommandRun.of("generate", "--tables", "region", "--output", folder.toString())
                .exitCode())
        .isZero();
    assertThat(folder.resolve("region/_SUCCESS")).exists();
    assertThat(folder.resolve("nation/_SUCCESS")).exists();
  }

  @Test
  void replacesATableWhenAsked() throws IOException {
    assertThat(generate(folder).exitCode()).isZero();
    Files.writeString(folder.resolve("nation/old"), "old");

    assertThat(generate(folder, "--overwrite").exitCode()).isZero();

    assertThat(folder.resolve("nation/old")).doesNotExist();
    assertThat(
            SparkTestSession.shared().read().parquet(folder.resolve("nation").toString()).count())
        .isEqualTo(25);
    assertThat(content()).noneMatch(path -> path.startsWith(".nation"));
  }

  @Test
  void clearsAwayWhatAKilledRunLeft() throws IOException {
    Files.createDirectories(folder.resolve(".nation.staging-1/_temporary"));
    Files.createDirectories(folder.resolve(".nation.replaced-1"));
    Files.createDirectories(folder.resolve(".orders.staging-1"));

    assertThat(generate(folder).exitCode()).isZero();

    assertThat(folder.resolve(".nation.staging-1")).doesNotExist();
    assertThat(folder.resolve(".nation.replaced-1")).doesNotExist();
    assertThat(folder.resolve(".orders.staging-1"))
        .as("of a table that this run does not write")
        .exists();
  }

  @Test
  void refusesAnOutputThatCannotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    for (Path output : List.of(file, file.resolve("below"), Path.of("/proc/tacet"))) {
      CommandRun run = generate(output);

      assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
      assertThat(run.err()).contains("--output: cannot be written; given '" + output + "'");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nosuchscheme://x/y", "a:b", "file://host:port:x/y"})
  void refusesAnOutputThatIsNoPath(String output) {
    CommandRun run = CommandRun.of("generate", "--output", output);

    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains("--output: cannot be ");
  }

  private List<String> content() throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.map(path -> folder.relativize(path).toString()).sorted().toList();
    }
  }
}
