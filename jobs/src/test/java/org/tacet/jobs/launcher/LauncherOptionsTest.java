package org.tacet.jobs.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the launcher makes of its command line: the embedded Spark, a Spark distribution, or no
 * Spark.
 */
final class LauncherOptionsTest {

  private static final String SPARK_SUBMIT = "org.apache.spark.deploy.SparkSubmit";
  private static final String MAIN = "org.tacet.jobs.Main";

  private FakeInstallation tacet;

  @BeforeEach
  void install(@TempDir Path folder) throws IOException {
    tacet = new FakeInstallation(folder).built();
  }

  @Test
  void startsTheEmbeddedSpark() {
    Run run = tacet.run("generate", "--output", "to a folder", "--scale", "1");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.outLines())
        .containsExactly(
            "SPARK_LOCAL_IP=127.0.0.1",
            "@" + tacet.root().resolve("conf/jvm.options"),
            "-Xmx4g",
            "-cp",
            tacet.sparkJar()
                + ":"
                + tacet.jobsJar()
                + ":"
                + tacet.ownJar()
                + ":"
                + tacet.root().resolve("conf")
                + ":"
                + tacet.root().resolve("conf"),
            SPARK_SUBMIT,
            "--name",
            "tacet generate",
            "--master",
            "local[*]",
            "--class",
            MAIN,
            tacet.jobsJar().toString(),
            "generate",
            "--output",
            "to a folder",
            "--scale",
            "1");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void usesAnArchiveOfClassesWhereThereIsOne() throws IOException {
    assertThat(tacet.run("demo").out()).doesNotContain("SharedArchiveFile");
    Path archive = tacet.write("jobs/target/classes.jsa", "");

    Run run = tacet.run("--driver-java-options", "-XX:-UseSharedSpaces", "demo");

    assertThat(run.outLines())
        .as("the user's options come later, so that they win")
        .containsSubsequence("-XX:SharedArchiveFile=" + archive, "-XX:-UseSharedSpaces", "-cp");
  }

  @Test
  void compilesFullyOnlyWhatComputes() {
    assertThat(tacet.run("budget", "show").outLines()).contains("-XX:TieredStopAtLevel=1");
    assertThat(tacet.run("account", "queries.json").outLines())
        .containsSubsequence("-XX:+UseSerialGC", MAIN, "account", "queries.json")
        .doesNotContain("-XX:TieredStopAtLevel=1", SPARK_SUBMIT);
  }

  @Test
  void knowsEveryOptionOfSpark() throws IOException {
    List<String> notOurs = List.of("--class", "--remote", "--kill", "--status");
    List<String> given = new ArrayList<>();
    for (String option : SparkOptions.withValue()) {
      if (notOurs.contains(option)) {
        assertThat(tacet.run(option, "x", "generate").err()).contains(option + " is not for Tacet");
        continue;
      }
      String value =
          switch (option) {
            case "--conf", "-c" -> "spark.some.key=a b";
            case "--master" -> "local[2]";
            case "--deploy-mode" -> "client";
            case "--driver-memory" -> "1g";
            case "--properties-file" -> tacet.write("my.conf", "").toString();
            default -> "value of " + option;
          };
      given.addAll(List.of(option, value));
    }
    given.addAll(List.of("--supervise", "--verbose", "-v", "--load-spark-defaults"));
    assertThat(SparkOptions.flags())
        .as("flags known here")
        .containsExactlyInAnyOrder(
            "--help",
            "-h",
            "--supervise",
            "--usage-error",
            "--verbose",
            "-v",
            "--version",
            "--load-spark-defaults");
    List<String> arguments = new ArrayList<>(given);
    arguments.addAll(List.of("generate", "--scale", "1"));

    Run run = tacet.run(arguments.toArray(String[]::new));

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.outLines()).containsAll(given);
    assertThat(run.outLines())
        .endsWith("--class", MAIN, tacet.jobsJar().toString(), "generate", "--scale", "1");
  }

  @Test
  void takesAnOptionAndItsValueInOneArgument() {
    Run run =
        tacet.run("--master=local[3]", "--conf=spark.some.key=x", "--driver-memory=3g", "generate");

    assertThat(run.outLines())
        .contains("-Xmx3g")
        .containsSubsequence(
            "--master", "local[3]", "--conf", "spark.some.key=x", "--driver-memory", "3g");
  }

  @ParameterizedTest
  @CsvSource({"2g,2g", "2gb,2g", "1536,1536m", "512M,512M", "1T,1T", "900mb,900m"})
  void makesDriverMemoryTheHeap(String given, String heap) {
    assertThat(tacet.run("--driver-memory", given, "generate").outLines()).contains("-Xmx" + heap);
    assertThat(tacet.run("--conf", "spark.driver.memory=" + given, "generate").outLines())
        .contains("-Xmx" + heap);
  }

  @Test
  void prefersTheOptionToTheConfigurationToTheFileToTheDefaults() throws IOException {
    Path file = tacet.write("my settings.conf", "# mine\nspark.driver.memory=6g\n");
    tacet.write("conf/spark-defaults.conf", "spark.driver.memory  5g  \n");

    assertThat(tacet.run("generate").outLines()).contains("-Xmx5g");
    Run withFile = tacet.run("--properties-file", file.toString(), "generate");
    assertThat(withFile.outLines())
        .contains("-Xmx6g")
        .containsSubsequence("--load-spark-defaults", "--properties-file", file.toString());
    assertThat(
            tacet
                .run(
                    "--properties-file",
                    file.toString(),
                    "-c",
                    "spark.driver.memory=7g",
                    "generate")
                .outLines())
        .contains("-Xmx7g");
    assertThat(
            tacet
                .run("--driver-memory", "8g", "-c", "spark.driver.memory=7g", "generate")
                .outLines())
        .contains("-Xmx8g");
  }

  @Test
  void handsTheDriversJavaItsOptionsClassPathAndLibraries() {
    Run run =
        tacet.run(
            "--driver-java-options",
            "-Da=b -Dc=d",
            "--driver-class-path",
            "/some/where",
            "--driver-library-path",
            "/some/libraries",
            "generate");

    assertThat(run.outLines()).contains("-Da=b", "-Dc=d", "-Djava.library.path=/some/libraries");
    assertThat(run.argumentAfter("-cp")).startsWith("/some/where:");
  }

  @Test
  void leavesTheNetworkToAStandaloneCluster() {
    Run run = tacet.run("--master", "spark://host:7077", "--jars", "mine.jar", "generate");

    assertThat(run.outLines()).startsWith("SPARK_LOCAL_IP=unset");
    assertThat(run.argumentAfter("--jars")).isEqualTo(tacet.ownJar() + ",mine.jar");
  }

  @Test
  void startsOnASparkDistribution() throws IOException {
    Run run =
        tacet
            .sparkHome(0)
            .run("--master", "yarn", "--jars", "mine.jar", "release", "a spec.yaml", "--dry-run");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.outLines())
        .containsExactly(
            "--name",
            "tacet release",
            "--master",
            "yarn",
            "--jars",
            "mine.jar",
            "--class",
            MAIN,
            tacet.bundle().toString(),
            "release",
            "a spec.yaml",
            "--dry-run");
  }

  @Test
  void startsWithoutSparkWhatNeedsNone() throws IOException {
    tacet.write(
        "conf/spark-defaults.conf", "spark.tacet.ledger file:/there\nspark.ui.enabled false\n");

    for (List<String> arguments :
        List.of(
            List.of("budget", "show"),
            List.of("--help"),
            List.of("--version"),
            List.of("generate", "--help"))) {
      Run run = tacet.run(arguments.toArray(String[]::new));

      assertThat(run.outLines())
          .doesNotContain(SPARK_SUBMIT)
          .contains("-Dspark.tacet.ledger=file:/there");
      assertThat(run.outLines().subList(run.outLines().indexOf(MAIN) + 1, run.outLines().size()))
          .isEqualTo(arguments);
    }
    // A release and a budget have to find the same ledger, however it is set.
    assertThat(tacet.run("--conf", "spark.tacet.ledger=file:/here", "budget").outLines())
        .containsSubsequence(
            "-Dspark.tacet.ledger=file:/there", "-Dspark.tacet.ledger=file:/here", MAIN);
  }

  @Test
  void takesTheSparkOfTheDistributionOntoTheClassPathOfCommandsWithoutSpark() throws IOException {
    Run run = tacet.sparkHome(0).run("--version");

    assertThat(run.argumentAfter("-cp")).contains(":" + tacet.sparkHome() + "/jars/*:");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 143})
  void passesTheExitCodeOn(int code) throws IOException {
    assertThat(tacet.javaOnPath("17.0.9", code).run("generate").exitCode()).isEqualTo(code);
    assertThat(tacet.run("budget").exitCode()).isEqualTo(code);
    assertThat(tacet.sparkHome(code).run("generate").exitCode()).isEqualTo(code);
  }

  @Test
  void worksFromAnyFolderAndThroughALink(@TempDir Path elsewhere) throws IOException {
    Path link = Files.createSymbolicLink(elsewhere.resolve("tacet link"), tacet.launcher());

    Run run = tacet.runFrom(elsewhere, link, "generate");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.outLines()).contains(tacet.jobsJar().toRealPath().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--master | --master needs a value",
        "--conf key generate | --conf needs key=value, but was given 'key'",
        "--output x generate | --output is not a Spark option. Tacet's own options follow the command",
        "spec.yaml release | Put the command first: ./spark-submit.sh release spec.yaml",
        "generate --master local[1] | --master is a Spark option and stands before the command",
        "release a.yaml --conf=a=b | --conf is a Spark option and stands before the command",
        "--class Mine generate | --class is not for Tacet",
        "--kill id | --kill is not for Tacet",
        "--driver-memory lots generate | driver memory is 'lots'; legal is a whole number with k, m, g or t",
        "--driver-memory 0g generate | driver memory is '0g'",
        "--driver-memory -1g generate | driver memory is '-1g'",
        "--master yarn generate | --master yarn needs a Spark distribution: set SPARK_HOME",
        "--master k8s://host generate | needs a Spark distribution: set SPARK_HOME",
        "--deploy-mode cluster generate | --deploy-mode cluster needs a Spark distribution",
        "--conf spark.master=yarn generate | --master yarn needs a Spark distribution",
        "--properties-file absent.conf generate | --properties-file 'absent.conf' was not found",
      })
  void refusesAWrongCommandLineInOneLine(String arguments, String message) {
    Run run = tacet.run(arguments.split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("spark-submit.sh: ").contains(message).hasLineCount(1);
    assertThat(run.out()).as("nothing was started").isEmpty();
  }
}
