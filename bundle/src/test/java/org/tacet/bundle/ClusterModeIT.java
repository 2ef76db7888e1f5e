package org.tacet.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.jobs.launcher.Run;

/**
 * Releases whose driver runs on a worker of a real standalone cluster: the spec gets there, and
 * table, messages and exit code come back. Spark's client asks for a driver's state every ten
 * seconds, so all of them run at once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClusterModeIT {

  /** A process of seconds gains nothing from the compiler that takes longest. */
  private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private final Map<String, Future<Run>> runs = new ConcurrentHashMap<>();

  private Path folder;
  private PlainSpark spark;
  private StandaloneCluster cluster;

  @BeforeAll
  void release(@TempDir Path folder) throws IOException {
    this.folder = folder;
    spark = new PlainSpark(PlainSpark.versionBuiltAgainst());
    cluster = new StandaloneCluster(spark, folder.resolve("cluster"));
    Files.writeString(folder.resolve("spec.yaml"), CustomerTable.SPEC);
    Files.writeString(
        folder.resolve("poor.yaml"),
        CustomerTable.SPEC.replace("account: customers", "account: poor"));
    CustomerTable.generate(spark, folder);
    CustomerTable.account(spark, folder, "customers", "200");
    CustomerTable.account(spark, folder, "poor", "1");
    copyDamaged(folder.resolve("data/customer"), folder.resolve("damaged"));
    ExecutorService starters = Executors.newFixedThreadPool(5);
    submit(starters, "published", "cluster", "spec.yaml", "data/customer");
    submit(starters, "no-source", "cluster", "spec.yaml", "nowhere");
    submit(starters, "refused", "cluster", "poor.yaml", "data/customer");
    submit(starters, "failed", "cluster", "spec.yaml", "damaged");
    submit(starters, "by-client", "client", "spec.yaml", "data/customer");
    starters.shutdown();
  }

  @AfterAll
  void stop() {
    if (cluster != null) { // it may not have come up
      cluster.close();
    }
  }

  /** The footers stay, so that the schema is read; the pages of the values are gone. */
  private static void copyDamaged(Path table, Path copy) throws IOException {
    Files.createDirectory(copy);
    try (Stream<Path> files = Files.list(table)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".parquet")).toList()) {
        Path damaged = Files.copy(file, copy.resolve(file.getFileName()));
        try (RandomAccessFile bytes = new RandomAccessFile(damaged.toFile(), "rw")) {
          bytes.seek(4);
          bytes.write(new byte[1_000]);
        }
      }
    }
  }

  private void submit(
      ExecutorService starters, String name, String mode, String spec, String data) {
    List<String> arguments =
        List.of(
            "--master",
            cluster.master(),
            "--deploy-mode",
            mode,
            "--files",
            spec,
            "--driver-memory",
            "512m",
            "--executor-memory",
            "512m",
            "--total-executor-cores",
            "1",
            "--conf",
            "spark.driver.host=127.0.0.1",
            "--conf",
            "spark.ui.enabled=false",
            "--conf",
            "spark.sql.shuffle.partitions=2",
            "--driver-java-options",
            SHORT_LIVED,
            "--conf",
            "spark.executor.extraJavaOptions=" + SHORT_LIVED,
            "release",
            spec,
            "--set",
            "data=" + folder.resolve(data),
            "--release-id",
            name,
            "--ledger",
            folder.resolve("ledger").toString(),
            "--output",
            "file:" + folder.resolve(name),
            "--status-uri",
            "file:" + folder.resolve(name + ".json"));
    runs.put(name, starters.submit(() -> spark.launch(folder, arguments)));
  }

  /** The run, with the exit code that it has to have. */
  private Run ended(String name, int code) throws ExecutionException, InterruptedException {
    Run run = runs.get(name).get();
    assertThat(run.exitCode()).as("%s%n%s", run.err(), cluster.driverLogs()).isEqualTo(code);
    return run;
  }

  private JsonNode status(String name) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(name + ".json").toFile());
  }

  private String charges(String account) {
    Run run =
        spark.launch(
            folder,
            List.of(
                "budget",
                "history",
                "--ledger",
                folder.resolve("ledger").toString(),
                "--account",
                account));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.out();
  }

  @Test
  void aDriverOnAWorkerPublishesAndItsTableComesBack() throws Exception {
    Run run = ended("published", 0);

    assertThat(run.out())
        .contains("AUTOMOBILE", "Guarantee:    epsilon 40", "Release id:   published");
    assertThat(run.out().lines().filter(line -> line.contains("INFO"))).isEmpty();
    assertThat(folder.resolve("published/_manifest.json")).exists();
    JsonNode status = status("published");
    assertThat(status.get("state").textValue()).isEqualTo("succeeded");
    assertThat(status.get("release_id").textValue()).isEqualTo("published");
    assertThat(status.get("output").textValue()).isEqualTo("file:" + folder.resolve("published"));
    assertThat(status.get("table").get("rows")).hasSize(5);
    assertThat(charges("customers")).containsPattern("committed +1 +epsilon 40, .* published");
    assertThat(cluster.driverLogs()).as("the driver ran on the worker").contains("[7/7] commit");
  }

  @Test
  void aDriverThatFindsTheSpecWrongExitsWith2AndChargesNothing() throws Exception {
    Run run = ended("no-source", 2);

    assertThat(run.err()).contains("tacet: release: ", folder.resolve("nowhere").toString());
    assertThat(run.out()).isEmpty();
    assertThat(charges("customers")).doesNotContain("no-source");
  }

  @Test
  void aRefusedBudgetExitsWith3() throws Exception {
    Run run = ended("refused", 3);

    assertThat(run.err()).contains("epsilon 40", "Nothing was charged");
    assertThat(charges("poor")).doesNotContain("refused");
  }

  @Test
  void aFailureAfterTheChargeExitsWith1AndSaysSo() throws Exception {
    Run run = ended("failed", 1);

    assertThat(run.err())
        .contains("release failed failed in phase noise", "nothing was published; the charge of");
    assertThat(status("failed").get("state").textValue()).isEqualTo("failed");
    assertThat(folder.resolve("failed")).doesNotExist();
    assertThat(charges("customers")).containsPattern("reading +1 +epsilon 40, .* failed");
  }

  @Test
  void aDriverInTheLaunchersProcessReleasesOnTheClusterToo() throws Exception {
    Run run = ended("by-client", 0);

    assertThat(run.out()).contains("AUTOMOBILE", "Release id:   by-client");
    assertThat(status("by-client").get("exit_code").intValue()).isZero();
  }

  @Test
  void aSpecThatOnlyExistsHereIsRefusedBeforeAnythingIsSubmitted() throws IOException {
    Files.copy(folder.resolve("spec.yaml"), folder.resolve("here.yaml"));
    List<String> arguments = new ArrayList<>(List.of("--master", cluster.master()));
    arguments.addAll(List.of("--deploy-mode", "cluster", "release", "here.yaml"));
    arguments.addAll(List.of("--set", "data=x", "--ledger", "/ledger", "--output", "/out"));
    arguments.addAll(List.of("--status-uri", "file:" + folder.resolve("here.json")));

    Run run = spark.launch(folder, arguments);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("lies on this machine only", "--files here.yaml")
        .hasLineCount(1);
    assertThat(folder.resolve("here.json")).doesNotExist();
  }
}
