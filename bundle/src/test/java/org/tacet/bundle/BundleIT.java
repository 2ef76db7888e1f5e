package org.tacet.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.jobs.launcher.Run;

/** The bundle alone, on a plain Spark, without the launcher and without a setting of ours. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BundleIT {

  private Path folder;
  private PlainSpark spark;
  private Run demo;

  @BeforeAll
  void demo(@TempDir Path folder) throws IOException {
    this.folder = folder;
    spark = new PlainSpark(PlainSpark.versionBuiltAgainst());
    demo = run("demo", "--scale", "0.01");
  }

  private Run run(String... arguments) {
    return runWith(List.of(), arguments);
  }

  private Run runWith(List<String> options, String... arguments) {
    List<String> all = new ArrayList<>(List.of("--master", "local[2]"));
    all.addAll(options);
    all.addAll(List.of("--class", "org.tacet.jobs.Main", PlainSpark.BUNDLE.toString()));
    all.addAll(List.of(arguments));
    return spark.submit(folder, all);
  }

  @Test
  void runsTheDemo() {
    assertThat(demo.exitCode()).as(demo.err()).isZero();
    assertThat(demo.out()).contains("4. The release", "Guarantee:    epsilon 4, delta 1e-8");
    assertThat(folder.resolve("tacet-demo/release-1/_manifest.json")).exists();
  }

  @Test
  void releasesWithTheSettingsOfTheEmbeddedSparkToo() throws IOException {
    Run run =
        runWith(
            List.of(
                "--properties-file",
                PlainSpark.ROOT.resolve("conf/spark-defaults.conf").toString(),
                "--conf",
                "spark.kryo.registrationRequired=true"),
            "release",
            "tacet-demo/demo.yaml",
            "--set",
            "data=tacet-demo/data-0.01",
            "--ledger",
            "tacet-demo/ledger",
            "--output",
            "released");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(Files.readString(folder.resolve("released/_manifest.json"))).contains("c_custkey");
  }

  @Test
  void keepsAccounts() {
    Run created = run("budget", "create", "--account", "a", "--unit", "a person", "--epsilon", "1");
    Run shown = run("budget", "show");

    assertThat(created.exitCode()).as(created.err()).isZero();
    assertThat(shown.out()).contains("a person");
  }

  @Test
  void reportsABadCommandLineByItsCode() {
    Run run = run("release", "tacet-demo/demo.yaml", "--set", "dota=x");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("tacet: release: ");
  }

  @Test
  void refusesSparkConnectBeforeItStartsSpark() {
    Run run =
        runWith(
            List.of("--conf", "spark.api.mode=connect"),
            "generate",
            "--tables",
            "region",
            "--output",
            "connected");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains("tacet: spark.api.mode: asks for Spark Connect");
    assertThat(folder.resolve("connected")).doesNotExist();
  }
}
