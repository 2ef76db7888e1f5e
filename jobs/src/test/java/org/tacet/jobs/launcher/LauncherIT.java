package org.tacet.jobs.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real launcher, the real Java and the embedded Spark, on the jars that were just built. */
final class LauncherIT {

  @TempDir private Path folder;

  private Run run(String... arguments) {
    return BuiltTacet.run(folder, arguments);
  }

  @Test
  void showsHelpAndVersions() {
    Run help = run("--help");
    Run version = run("--version");

    assertThat(help.exitCode()).as(help.err()).isZero();
    assertThat(help.out()).contains("Usage: ./spark-submit.sh", "generate");
    assertThat(help.err()).isEmpty();
    assertThat(version.out()).matches("Tacet \\d\\S+\\RSpark 4\\.\\d+\\.\\d+\\RJava \\d+\\S*\\R");
  }

  @Test
  void withoutACommandOrWithAnUnknownOneExitsWith2() {
    assertThat(run().exitCode()).isEqualTo(2);
    assertThat(run("no-such-command").err()).contains("unknown command 'no-such-command'; legal: ");
    assertThat(run("no-such-command").exitCode()).isEqualTo(2);
  }

  @Test
  void generatesTablesInsideSparkAndSpeaksNoLineOfSpark() throws IOException {
    Run run =
        run(
            "--master",
            "local[2]",
            "generate",
            "--scale",
            "0.001",
            "--output",
            "some tables",
            "--parts",
            "2");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err().lines().filter(line -> !line.startsWith("spark-submit.sh: preparing")))
        .hasSize(8)
        .allMatch(line -> line.matches("\\[\\d/8] generate \\w+"));
    assertThat(run.out()).containsPattern("lineitem +6,005 +[\\d,]+ +file:");
    assertThat(files(folder))
        .as("nothing else in the user's folder")
        .containsExactly("some tables");
    assertThat(files(folder.resolve("some tables"))).hasSize(8);
  }

  @Test
  void passesOnExitCodesFromInsideSpark() {
    assertThat(run("generate", "--scale", "0", "--output", "x").exitCode()).isEqualTo(2);

    // A compression that does not exist makes the job itself fail.
    Run failed =
        run(
            "--conf",
            "spark.sql.parquet.compression.codec=none-such",
            "generate",
            "--tables",
            "region",
            "--output",
            "x");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.err()).contains("tacet: generate failed: ");
  }

  @Test
  void aKilledRunLeavesNoHalfTable() throws IOException, InterruptedException {
    Path output = folder.resolve("killed");
    Process process =
        new ProcessBuilder(
                BuiltTacet.command(
                    "generate",
                    "--scale",
                    "10",
                    "--tables",
                    "lineitem",
                    "--output",
                    output.toString()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    while (files(output).stream().noneMatch(name -> name.startsWith(".lineitem.staging-"))) {
      assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).as("ended by itself").isFalse();
    }
    process.destroyForcibly().waitFor();

    assertThat(output.resolve("lineitem")).doesNotExist();
    Run next =
        run("generate", "--scale", "0.001", "--tables", "lineitem", "--output", output.toString());
    assertThat(next.exitCode()).as(next.err()).isZero();
    assertThat(files(output)).containsExactly("lineitem");
  }

  private static List<String> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
