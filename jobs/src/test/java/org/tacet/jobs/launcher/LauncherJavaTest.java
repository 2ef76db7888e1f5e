package org.tacet.jobs.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which Java the launcher takes, and what it says when there is none that it can use. */
final class LauncherJavaTest {

  private FakeInstallation tacet;

  @BeforeEach
  void install(@TempDir Path folder) throws IOException {
    tacet = new FakeInstallation(folder).built();
  }

  @ParameterizedTest
  @ValueSource(strings = {"17", "17.0.15", "21.0.2", "25-ea", "26"})
  void takesJava17AndNewer(String version) throws IOException {
    assertThat(tacet.javaOnPath(version, 0).run("generate").exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"16.0.2", "11.0.21", "1.8.0_392", "9"})
  void refusesAnOlderOneInOneLine(String version) throws IOException {
    Run run = tacet.javaOnPath(version, 0).run("generate");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("Java 17 or newer is needed", "is Java " + version, "Set JAVA_HOME")
        .hasLineCount(1);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void saysWhenThereIsNoJava() throws IOException {
    Run run = tacet.withoutJava().run("--help");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("Java was not found", "JDK 17 or newer", "JAVA_HOME")
        .hasLineCount(1);
  }

  @Test
  void prefersJavaHomeToThePath() throws IOException {
    assertThat(tacet.javaHome("11.0.2").run("generate").err())
        .contains("a jdk/bin/java is Java 11.0.2");
    assertThat(tacet.javaHome("21.0.2").javaOnPath("11.0.2", 0).run("generate").exitCode())
        .isZero();
  }

  @Test
  void saysWhenJavaHomeHoldsNoJava() {
    Run run = tacet.with("JAVA_HOME", "/no/such/jdk").run("generate");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("JAVA_HOME is '/no/such/jdk'", "no bin/java").hasLineCount(1);
  }

  @Test
  void saysWhenSparkHomeHoldsNoSpark() {
    Run run = tacet.with("SPARK_HOME", "/no/such/spark").run("generate");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("SPARK_HOME is '/no/such/spark'", "unset it").hasLineCount(1);
  }
}
