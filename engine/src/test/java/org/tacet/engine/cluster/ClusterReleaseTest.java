package org.tacet.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.engine.digest.Sha256;
import org.tacet.engine.ledger.LedgerUser;
import org.tacet.engine.ledger.Ledgers;
import org.tacet.engine.testing.ChildJvm;
import org.tacet.engine.testing.OrderTables;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestHdfs;
import org.tacet.engine.testing.TestSpark;

/**
 * A release from and to HDFS, with executors in processes of their own: whatever becomes of these,
 * what is published is, byte for byte, what one process publishes under the same key.
 */
final class ClusterReleaseTest {

  private static final String SPEC = OrderTables.spec("tables", false, "laplace");
  private static final String MANIFEST = "_manifest.json";

  @TempDir private static Path folder;
  private static FileSystem hdfs;
  private static org.apache.hadoop.fs.Path data;
  private static SparkHome spark;
  private static Map<String, String> expected;
  private static JsonNode expectedManifest;

  @BeforeAll
  static void releaseInOneProcess() throws IOException {
    ReleaseHarness harness = new ReleaseHarness(folder, TestSpark.session());
    OrderTables.write(harness, "tables", 3, 0);
    harness.release(SPEC, "local", ClusterRelease.KEY);
    expected = new TreeMap<>();
    harness
        .publishedBytes("local")
        .forEach((name, bytes) -> expected.put(name, HexFormat.of().formatHex(bytes)));
    expectedManifest = manifest(Files.readAllBytes(folder.resolve("local").resolve(MANIFEST)));
    assertThat(harness.published("local")).hasSizeGreaterThan(3);

    hdfs = TestHdfs.fileSystem();
    data = TestHdfs.newFolder();
    hdfs.copyFromLocalFile(new org.apache.hadoop.fs.Path(folder + "/tables"), data);
    spark = SparkHome.in(folder);
  }

  /** All of a manifest but what is each release's own, or follows from where its input lies. */
  private static JsonNode manifest(byte[] json) throws IOException {
    ObjectNode manifest = (ObjectNode) new ObjectMapper().readTree(json);
    for (String own :
        List.of("release_id", "published_at", "spec_hash", "input_commitment", "ledger")) {
      assertThat(manifest.remove(own)).as(own).isNotNull();
    }
    return manifest;
  }

  /** Releases on a cluster with a fault and an account of their own. */
  private static final class Releases {

    private final Ledger ledger;
    private final String folder;
    private final Properties facts = new Properties();

    Releases(String... names) throws IOException, InterruptedException {
      String own = data + "/" + String.join("-", names);
      String address = own + "/ledger";
      folder = own + "/out";
      ledger = Ledgers.open(address);
      ledger.create(
          Account.now(
              ReleaseHarness.ACCOUNT, "customer", ApproximateDp.of("1000", "0.9"), "tests"));
      Path local =
          Files.createDirectories(ClusterReleaseTest.folder.resolve(String.join("-", names)));
      Path spec =
          Files.writeString(local.resolve("spec.yaml"), SPEC.replace("DATA", data.toString()));
      List<String> arguments = new ArrayList<>();
      arguments.add(spec.toString());
      arguments.add(address);
      arguments.add(folder);
      arguments.add(local.toString());
      arguments.add(spark.applicationClassPath());
      arguments.addAll(List.of(names));
      ChildJvm child =
          ChildJvm.run(
              local,
              SparkHome.quickStart(),
              spark.environment(),
              ClusterRelease.class,
              arguments.toArray(String[]::new));
      assertThat(child.exitCode()).as(Files.readString(child.output())).isZero();
      try (InputStream in = Files.newInputStream(local.resolve(ClusterRelease.FACTS))) {
        facts.load(in);
      }
    }

    /** For messages. */
    String facts() {
      return new TreeMap<>(facts).toString();
    }

    /** The stages of a release in which something happened. */
    List<String> stages(String output, String what) {
      return List.of(facts.getProperty(output + "." + what).split(" ", -1));
    }

    List<String> outputs() {
      return facts.stringPropertyNames().stream()
          .filter(name -> name.endsWith(".stages"))
          .map(name -> name.substring(0, name.indexOf('.')))
          .toList();
    }

    /** Each release is published as in one process, committed once and charged once. */
    void requirePublished() throws IOException {
      for (String output : outputs()) {
        requirePublished(output);
      }
      assertThat(hdfs.listStatus(new org.apache.hadoop.fs.Path(folder)))
          .extracting(file -> file.getPath().getName())
          .containsExactlyInAnyOrderElementsOf(outputs());
      AccountStatement statement = ledger.statement(ReleaseHarness.ACCOUNT);
      assertThat(ledger.releases(ReleaseHarness.ACCOUNT)).hasSameSizeAs(outputs());
      assertThat(statement.spent(Instant.now()).epsilon())
          .isEqualByComparingTo(Integer.toString(8 * outputs().size()));
    }

    private void requirePublished(String output) throws IOException {
      Map<String, String> published = new TreeMap<>();
      for (FileStatus file : hdfs.listStatus(new org.apache.hadoop.fs.Path(folder, output))) {
        try (InputStream in = hdfs.open(file.getPath())) {
          published.put(file.getPath().getName(), HexFormat.of().formatHex(in.readAllBytes()));
        }
      }
      byte[] manifest = HexFormat.of().parseHex(published.remove(MANIFEST));
      assertThat(published).as(output).isEqualTo(expected);
      assertThat(manifest(manifest)).isEqualTo(expectedManifest);
      LedgerEntry entry = ledger.release(ReleaseHarness.ACCOUNT, output).orElseThrow();
      assertThat(entry.state()).isEqualTo(EntryState.COMMITTED);
      assertThat(entry.manifestHash()).isEqualTo(Sha256.hex(manifest));
      assertThat(entry.writer().who()).isEqualTo(LedgerUser.current());
    }
  }

  /** Nothing happened in the undisturbed release, and in the others what was ordered. */
  private static void requireFaults(Releases releases) {
    List<String> stages = releases.stages(ClusterRelease.UNDISTURBED, "stages");
    assertThat(stages).hasSizeGreaterThan(4);
    assertThat(releases.stages(ClusterRelease.UNDISTURBED, "failures")).containsExactly("");
    assertThat(releases.stages(ClusterRelease.UNDISTURBED, "lost")).containsExactly("0");
    for (String output : releases.outputs()) {
      if (output.equals(FaultyExecutors.FAILING)) {
        assertThat(releases.stages(output, "failures"))
            .isEqualTo(releases.stages(output, "stages"));
        assertThat(releases.stages(output, "lost")).containsExactly("0");
      } else if (!output.equals(ClusterRelease.UNDISTURBED)) {
        String stage = output.substring(output.indexOf('-') + 1);
        assertThat(releases.stages(output, "failures")).as(releases.facts()).contains(stage);
        assertThat(releases.stages(output, "lost")).as(releases.facts()).containsExactly("1");
      }
    }
  }

  @Test
  void isTheSameWhenAnExecutorEndsAndWhenTasksFail() throws IOException, InterruptedException {
    Releases releases =
        new Releases(
            ClusterRelease.UNDISTURBED, ClusterRelease.ENDING_ONCE, FaultyExecutors.FAILING);
    releases.requirePublished();
    assertThat(releases.outputs()).hasSize(3);
    requireFaults(releases);
  }

  @Test
  @Tag("campaign")
  void isTheSameWhateverStageAnExecutorEndsIn() throws IOException, InterruptedException {
    Releases releases = new Releases(ClusterRelease.UNDISTURBED, ClusterRelease.ENDING_EVERYWHERE);
    releases.requirePublished();
    int stages = releases.stages(ClusterRelease.UNDISTURBED, "stages").size();
    assertThat(releases.outputs()).hasSize(1 + 2 * stages);
    requireFaults(releases);
  }

  @Test
  @Tag("campaign")
  void isTheSameWhenCopiesOfTasksRace() throws IOException, InterruptedException {
    Releases releases = new Releases(FaultyExecutors.STRAGGLING);
    releases.requirePublished();
    String output = FaultyExecutors.STRAGGLING;
    assertThat(releases.stages(output, "copies"))
        .hasSizeGreaterThan(4)
        .isEqualTo(releases.stages(output, "stages"));
  }
}
