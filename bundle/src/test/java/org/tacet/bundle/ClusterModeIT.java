package org.tacet.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.jobs.launcher.Run;

/**
 * Releases whose driver runs on a worker of a real standalone cluster: the spec gets there, and
 * table, messages and exit code come back.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClusterModeIT {

  private static final String SPEC =
      """
      release: customers-by-segment
      account: customers
      parameters:
        data: {type: string}
      sources:
        customer: {path: "${data}/customer", private: {unit: [c_custkey]}}
      from: customer
      group_by: [c_mktsegment]
      groups: private
      bounds: {max_groups_contributed: 1}
      aggregates:
        - {name: customers, privacy_units: {}}
      privacy: {epsilon: 40, delta: 1e-7}
      """;

  private Path folder;
  private PlainSpark spark;
  private StandaloneCluster cluster;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    this.folder = folder;
    spark = new PlainSpark(folder.resolve("spark"), PlainSpark.versionBuiltAgainst());
    cluster = new StandaloneCluster(spark, folder.resolve("cluster"));
    Files.writeString(folder.resolve("spec.yaml"), SPEC);
    done(
        "--master",
        "local[1]",
        "generate",
        "--scale",
        "0.01",
        "--tables",
        "customer",
        "--output",
        "data");
    done(
        "budget",
        "create",
        "--account",
        "customers",
        "--unit",
        "customer",
        "--epsilon",
        "100",
        "--delta",
        "1e-6",
        "--ledger",
        folder.resolve("ledger").toString());
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  private void done(String... arguments) {
    Run run = spark.launch(folder, List.of(arguments));
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private Run release(String mode, String name, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--master",
                cluster.master(),
                "--deploy-mode",
                mode,
                "--files",
                "spec.yaml",
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--conf",
                "spark.ui.enabled=false",
                "release",
                "spec.yaml",
                "--set",
                "data=" + folder.resolve("data"),
                "--ledger",
                folder.resolve("ledger").toString(),
                "--output",
                "file:" + folder.resolve(name),
                "--status-uri",
                "file:" + folder.resolve(name + ".json")));
    arguments.addAll(List.of(more));
    return spark.launch(folder, arguments);
  }

  private JsonNode status(String name) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(name + ".json").toFile());
  }

  private List<Path> ledger() throws IOException {
    try (var files = Files.walk(folder.resolve("ledger"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void aDriverOnAWorkerPublishesAndItsTableComesBack() throws IOException {
    Run run = release("cluster", "published", "--release-id", "published");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("AUTOMOBILE", "Guarantee:    epsilon 40", "Release id:   published");
    assertThat(folder.resolve("published/_manifest.json")).exists();
    JsonNode status = status("published");
    assertThat(status.get("state").textValue()).isEqualTo("succeeded");
    assertThat(status.get("exit_code").intValue()).isZero();
    assertThat(status.get("release_id").textValue()).isEqualTo("published");
    assertThat(status.get("output").textValue()).isEqualTo("file:" + folder.resolve("published"));
    assertThat(status.get("guarantee").get("epsilon").textValue()).isEqualTo("40");
    assertThat(status.get("table").get("rows")).hasSize(5);
  }

  @Test
  void aDriverThatFindsTheSpecWrongExitsWith2() throws IOException {
    List<Path> before = ledger();

    Run run = release("cluster", "no-source", "--set", "data=/no/such/folder");

    assertThat(run.exitCode()).as("%s%n%s", run.err(), cluster.driverLogs()).isEqualTo(2);
    assertThat(run.err()).contains("tacet: release: ", "/no/such/folder");
    assertThat(status("no-source").get("state").textValue()).isEqualTo("failed");
    assertThat(ledger()).isEqualTo(before);
  }
}
