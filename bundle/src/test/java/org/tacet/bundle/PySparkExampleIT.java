package org.tacet.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.jobs.api.DocumentPage;
import org.tacet.jobs.launcher.Run;

/**
 * The Python of docs/api.md, in a PySpark that somebody installed, with the bundle among its jars:
 * {@code TACET_PYSPARK} names its python, or it is the one on the path.
 */
final class PySparkExampleIT {

  @TempDir private static Path folder;

  private static final String IMPORTS =
      "import pyspark; assert pyspark.__version__.startswith('4.1.')";

  private static String python;

  @BeforeAll
  static void prepare() throws IOException {
    python = Optional.ofNullable(System.getenv("TACET_PYSPARK")).orElse("python3");
    assumeTrue(
        Run.of(folder, environment(), List.of("env", python, "-c", IMPORTS)).exitCode() == 0,
        "neither python3 nor what TACET_PYSPARK names has a PySpark of 4.1: the example of docs/api.md"
            + " is not run");
    PlainSpark spark = new PlainSpark(PlainSpark.versionBuiltAgainst());
    for (List<String> command : DocumentPage.API.commands(folder)) {
      Run run = spark.launch(folder, command);
      assertThat(run.exitCode()).as(run.err()).isZero();
    }
  }

  private static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", System.getenv("PATH"));
    environment.put("HOME", folder.toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    environment.put(
        "PYSPARK_SUBMIT_ARGS",
        "--master local[2] --conf spark.ui.enabled=false --jars "
            + PlainSpark.BUNDLE
            + " pyspark-shell");
    return environment;
  }

  @Test
  void runsAsItStandsThere() throws IOException {
    Path script =
        Files.writeString(folder.resolve("example.py"), DocumentPage.API.blocks("python").get(0));

    Run run = Run.of(folder, environment(), List.of("env", python, script.toString()));

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("\\| +priority\\|orders\\|sum_o_totalprice\\|")
        .containsPattern("\\| +1-URGENT\\| +\\d+\\| +\\d+\\.\\d+\\|")
        .containsPattern("orders-by-priority-\\d{8}T\\d{6}Z-[0-9a-f]{8}");
    assertThat(folder.resolve("published/python/_manifest.json")).exists();
  }
}
