package org.tacet.jobs.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * When the launcher builds, and that it does so once. The Maven here writes what the real one
 * would.
 */
final class LauncherBuildTest {

  private static final String BUILD =
      """
      mkdir -p jobs/target
      : >jobs/target/tacet-jobs.jar
      : >jobs/target/own.jar
      mkdir -p repository
      : >repository/spark.jar
      echo "$PWD/jobs/target/own.jar" >jobs/target/own.classpath
      echo "$PWD/repository/spark.jar" >jobs/target/spark.classpath
      mkdir -p bundle/target
      : >bundle/target/tacet-bundle.jar
      """;

  private FakeInstallation tacet;

  @BeforeEach
  void install(@TempDir Path folder) throws IOException {
    tacet =
        new FakeInstallation(folder)
            .with("PATH", folder.resolve("programs") + ":/bin:/usr/bin")
            .maven(BUILD);
  }

  @Test
  void buildsOnFirstUseAndNotAgain() throws IOException {
    Run first = tacet.with("TACET_MAVEN_OPTIONS", "-o -Dsome=option").run("generate");
    Run second = tacet.run("generate");

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.err()).startsWith("spark-submit.sh: building Tacet").hasLineCount(2);
    assertThat(second.err()).isEmpty();
    assertThat(tacet.mavenRuns())
        .containsExactly(
            tacet.root().toRealPath()
                + ": -q -B -Dstyle.color=never -o -Dsome=option -DskipTests package");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pom.xml",
        "jobs/pom.xml",
        "engine/src/main/java/New.java",
        "conf/release.schema.json"
      })
  void buildsAgainWhenASourceIsNewer(String source) throws IOException {
    tacet.run("generate");
    Path changed = tacet.write(source, "changed");
    Files.setLastModifiedTime(changed, FileTime.from(Instant.now().plusSeconds(1)));

    assertThat(tacet.run("generate").exitCode()).isZero();
    assertThat(tacet.mavenRuns()).hasSize(2);
  }

  @Test
  void buildsAgainWhenAFileOfTheClassPathIsGone() throws IOException {
    tacet.run("generate");
    for (Path file : List.of(tacet.jobsJar(), tacet.ownJar(), tacet.sparkJar())) {
      Files.delete(file);
      assertThat(tacet.run("generate").exitCode()).isZero();
    }
    assertThat(tacet.mavenRuns()).hasSize(4);
  }

  /** The bundle is made last, and needed with SPARK_HOME alone. */
  @Test
  void buildsAgainForAMissingOrOldBundleWhereItIsSubmitted() throws IOException {
    tacet.sparkHome(0).run("generate");
    tacet.run("generate");
    assertThat(tacet.mavenRuns()).hasSize(1);

    Files.delete(tacet.bundle());
    assertThat(tacet.run("budget").exitCode()).isZero();
    assertThat(tacet.mavenRuns()).hasSize(1);
    tacet.run("generate");
    assertThat(tacet.mavenRuns()).hasSize(2);

    Files.setLastModifiedTime(tacet.bundle(), FileTime.from(Instant.now().minusSeconds(3600)));
    tacet.run("generate");
    assertThat(tacet.mavenRuns()).as("older than the build of the other jars").hasSize(3);
  }

  @Test
  void archivesClassesOnceForAJavaAndItsJars() throws IOException {
    String archiving = "spark-submit.sh: preparing an archive of classes";
    assertThat(tacet.run("budget").err()).as("a command without Spark").doesNotContain(archiving);
    assertThat(tacet.run("generate").err()).contains(archiving);
    assertThat(tacet.run("generate").err()).isEmpty();

    assertThat(tacet.javaOnPath("21.0.1", 0).run("generate").err()).contains(archiving);
    tacet.write("jobs/target/spark.classpath", tacet.sparkJar() + ":" + tacet.write("a.jar", ""));
    assertThat(tacet.run("generate").err()).contains(archiving);
    assertThat(tacet.run("generate").err()).isEmpty();
    assertThat(tacet.root().resolve("jobs/target"))
        .as("of a Java that archives nothing")
        .isDirectoryNotContaining(file -> file.toString().endsWith(".jsa"));
  }

  @Test
  void doesNotBuildForAChangedTestOrSetting() throws IOException {
    tacet.run("generate");
    FileTime later = FileTime.from(Instant.now().plusSeconds(1));
    Files.setLastModifiedTime(tacet.write("jobs/src/test/java/SomeTest.java", ""), later);
    Files.setLastModifiedTime(tacet.write("conf/spark-defaults.conf", ""), later);

    tacet.run("generate");

    assertThat(tacet.mavenRuns()).hasSize(1);
  }

  @Test
  void noticesASourceThatChangedWhileMavenRan() throws IOException {
    tacet.maven("echo changed >jobs/src/main/java/Main.java\n" + BUILD);
    tacet.run("generate");
    tacet.maven(BUILD).run("generate");

    assertThat(tacet.mavenRuns()).hasSize(2);
    assertThat(tacet.run("generate").err()).isEmpty();
  }

  @Test
  void buildsOnceForSeveralFirstUsesAtOnce()
      throws IOException, InterruptedException, ExecutionException {
    tacet.maven("sleep 1\n" + BUILD);

    ExecutorService starters = Executors.newFixedThreadPool(4);
    List<Future<Run>> runs =
        starters.invokeAll(Collections.nCopies(4, () -> tacet.run("generate")));
    starters.shutdown();

    for (Future<Run> run : runs) {
      assertThat(run.get().exitCode()).as(run.get().err()).isZero();
    }
    assertThat(tacet.mavenRuns()).hasSize(1);
  }

  @Test
  void saysWhenTheBuildFails() throws IOException {
    Run run = tacet.maven("echo 'the reason'\nexit 1").run("generate");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("the reason", "the build failed");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void saysWhenThereIsNoMaven(@TempDir Path folder) throws IOException {
    Run run = new FakeInstallation(folder).run("generate");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("Maven (mvn) was not found", "Install Maven").hasLineCount(1);
  }

  @Test
  void findsAWrongCommandLineBeforeItBuilds() throws IOException {
    assertThat(tacet.run("--no-such-option", "generate").exitCode()).isEqualTo(2);
    assertThat(tacet.run("--master", "yarn", "generate").exitCode()).isEqualTo(2);
    assertThat(tacet.mavenRuns()).isEmpty();
  }
}
