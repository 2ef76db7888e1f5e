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

/** What the launcher asks of the Spark of SPARK_HOME, and how it submits to a cluster. */
final class LauncherSparkHomeTest {

  private static final String MAIN = "org.tacet.jobs.Main";

  private FakeInstallation tacet;

  @BeforeEach
  void install(@TempDir Path folder) throws IOException {
    tacet = new FakeInstallation(folder).built();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark-core_2.13-4.0.0.jar",
        "spark-core_2.13-4.0.4.jar",
        "spark-core_2.13-4.2.0-SNAPSHOT.jar",
        "spark-core_2.13-4.0.0.7.3.1.jar",
        "spark-core_2.13-10.1.0.jar"
      })
  void takesSpark4AndNewer(String jar) throws IOException {
    Run run = tacet.sparkHome(0, "jars/" + jar).run("release", "a.yaml");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.outLines()).contains(tacet.bundle().toString(), "a.yaml");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jars/spark-core_2.12-3.5.1.jar | which holds Spark 3.5.1 for Scala 2.12",
        "jars/spark-core_2.13-3.5.9.jar | which holds Spark 3.5.9 for Scala 2.13",
        "jars/spark-core_2.12-4.0.0.jar | which holds Spark 4.0.0 for Scala 2.12",
        "jars/some-other.jar | neither jars/spark-core_*.jar nor RELEASE can be read",
      })
  void refusesAnOlderOneOrAnotherScalaInOneLine(String file, String message) throws IOException {
    Run run = tacet.sparkHome(0, file).run("generate");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("SPARK_HOME is '" + tacet.sparkHome(), message, "4.0 or newer", "Scala 2.13")
        .hasLineCount(1);
    assertThat(run.out()).as("nothing was started").isEmpty();
  }

  @Test
  void readsTheVersionFromReleaseWhereNoJarNamesIt() throws IOException {
    tacet.sparkHome(0, "RELEASE");
    Path release = tacet.sparkHome().resolve("RELEASE");

    Files.writeString(release, "Spark 3.5.1 (git revision fd86f85) built for Hadoop 3.3.4\n");
    assertThat(tacet.run("generate").err()).contains("which holds Spark 3.5.1. Tacet needs");
    Files.writeString(release, "Spark 4.1.0 (git revision fd86f85) built for Hadoop 3.4.2\n");
    assertThat(tacet.run("generate").exitCode()).isZero();
  }

  @Test
  void commandsWithoutSparkDoNotAskForItsVersion() throws IOException {
    assertThat(tacet.sparkHome(0, "jars/spark-core_2.12-3.5.1.jar").run("budget").exitCode())
        .isZero();
  }

  @Test
  void passesEverythingThatIsSparks() throws IOException {
    List<String> given =
        List.of(
            "--master",
            "yarn",
            "--deploy-mode",
            "client",
            "--queue",
            "statistics",
            "--principal",
            "tacet@REALM",
            "--keytab",
            "/etc/tacet.keytab",
            "--proxy-user",
            "somebody",
            "--packages",
            "group:artifact:1",
            "--conf",
            "spark.some.key=a b",
            "--num-executors",
            "3");
    List<String> arguments = new ArrayList<>(given);
    arguments.addAll(List.of("--jars", "mine.jar", "release", "a.yaml"));

    Run run = tacet.sparkHome(0).run(arguments.toArray(String[]::new));

    assertThat(run.outLines())
        .containsSubsequence(given)
        .endsWith(
            "--jars", "mine.jar", "--class", MAIN, tacet.bundle().toString(), "release", "a.yaml");
  }

  @Test
  void submitsTheBundleThatIsNamed() throws IOException {
    Run run =
        tacet
            .sparkHome(0)
            .with("TACET_BUNDLE", "hdfs:///jars/b.jar")
            .run("generate", "--scale", "1");

    assertThat(run.outLines()).endsWith(MAIN, "hdfs:///jars/b.jar", "generate", "--scale", "1");
  }

  /** The fake Java prints what it is given, and the launcher hands it on to the error stream. */
  @Test
  void checksAReleaseBeforeItIsSubmitted() throws IOException {
    Run run = tacet.sparkHome(0).run("--master", "yarn", "release", "a.yaml", "--dry-run");

    assertThat(run.err().lines().toList())
        .containsSubsequence(MAIN, "release", "a.yaml", "--dry-run", "--check");
    assertThat(run.out()).doesNotContain("--check");
    Run refused = tacet.javaOnPath("17.0.9", 2).run("--master", "yarn", "release", "a.yaml");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.out()).as("nothing was submitted").isEmpty();
  }

  @Test
  void tellsTheCheckHowTheReleaseIsSubmitted() throws IOException {
    tacet.sparkHome(0);
    Files.writeString(
        tacet.sparkHome().resolve("conf/spark-defaults.conf"),
        "spark.submit.deployMode cluster\nspark.yarn.dist.files x.yaml\nspark.hadoop.a.secret abc\n");

    Run run = tacet.run("--master", "yarn", "--supervise", "release", "x.yaml");

    assertThat(run.err().lines().toList())
        .contains(
            "-Dspark.submit.deployMode=cluster",
            "-Dspark.files=x.yaml",
            "-Dspark.driver.supervise=true",
            "-Dtacet.settings.files=" + tacet.sparkHome() + "/conf/spark-defaults.conf:");
    assertThat(run.err()).as("a setting of a file may be a secret").doesNotContain("abc");
  }

  @ParameterizedTest
  @CsvSource({
    "yarn,spark.yarn.submit.waitAppCompletion=true",
    "yarn,spark.yarn.maxAppAttempts=1",
    "k8s://host,spark.kubernetes.submission.waitAppCompletion=true",
    "spark://host:7077,spark.standalone.submit.waitAppCompletion=true"
  })
  void waitsForADriverInTheClusterAndReadsItsStatus(String master, String setting)
      throws IOException {
    Run run =
        tacet
            .sparkHome(1)
            .run(
                "--master",
                master,
                "--deploy-mode",
                "cluster",
                "release",
                "a.yaml",
                "--status-uri",
                "hdfs:///s.json");

    assertThat(run.exitCode()).as("of the status, not of spark-submit").isZero();
    assertThat(run.err().lines().toList()).containsSubsequence("--conf", setting, MAIN, "a.yaml");
    assertThat(run.outLines()).endsWith(MAIN, "status", "hdfs:///s.json");
    assertThat(run.out()).doesNotContain("a.yaml");
  }

  @Test
  void findsTheStatusInOneArgumentToo() throws IOException {
    Run run =
        tacet
            .sparkHome(0)
            .run("--deploy-mode=cluster", "--master=yarn", "release", "a", "--status-uri=file:/s");

    assertThat(run.outLines()).endsWith(MAIN, "status", "file:/s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "benchmark", "audit"})
  void refusesInClusterModeWhatBelongsOnOneMachine(String command) throws IOException {
    Run run = tacet.sparkHome(0).run("--master", "yarn", "--deploy-mode", "cluster", command);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(command, "--deploy-mode client").hasLineCount(1);
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--remote sc://host generate",
        "--conf spark.remote=sc://host generate",
        "--conf spark.api.mode=connect generate",
        "--conf spark.api.mode=CONNECT release a.yaml",
      })
  void refusesSparkConnectInOneLine(String arguments) throws IOException {
    for (Run run :
        List.of(
            tacet.run(arguments.split(" ")),
            new FakeInstallation(Files.createTempDirectory("tacet"))
                .built()
                .sparkHome(0)
                .run(arguments.split(" ")))) {
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("Spark Connect", "--master").hasLineCount(1);
      assertThat(run.out()).isEmpty();
    }
  }

  @Test
  void refusesSparkConnectByTheEnvironmentButNotForCommandsWithoutSpark() {
    tacet.with("SPARK_REMOTE", "sc://host");

    assertThat(tacet.run("generate").exitCode()).isEqualTo(2);
    assertThat(tacet.run("generate").err()).contains("SPARK_REMOTE");
    assertThat(tacet.run("budget").exitCode()).isZero();
  }

  @Test
  void repeatsNothingOfASettingBehindItsKey() {
    Run run = tacet.run("--conf", "spark.hadoop.a.secret:hush", "generate");

    assertThat(run.err()).contains("spark.hadoop.a.secret").doesNotContain("hush");
  }
}
