package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.LedgerRace;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.engine.digest.Sha256;
import org.tacet.engine.ledger.Ledgers;
import org.tacet.engine.publish.OutputTakenException;
import org.tacet.engine.release.ReleaseProgress.Phase;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpecReader;
import org.tacet.engine.testing.TestHdfs;
import org.tacet.engine.testing.TestSpark;

/** A release whose input, output and ledger lie on HDFS. */
class HdfsReleaseTest {

  private static final String ACCOUNT = "visitors";

  private static final String SPEC =
      """
      release: visits
      account: visitors
      sources:
        visits: {path: DATA/visits, private: {unit: [person]}}
      from: visits
      aggregates:
        - {name: visits, count: {contribution_bounds_per_group: [0, 2]}}
      privacy: {epsilon: 3}
      """;

  private final FileSystem hdfs = TestHdfs.fileSystem();
  private final Path folder = TestHdfs.newFolder();
  private final Path output = new Path(folder, "out");
  private SparkSession session;
  private Ledger ledger;

  @BeforeEach
  void writeTable() {
    session = TestSpark.session();
    List<Row> rows = new ArrayList<>();
    for (long person = 0; person < 50; person++) {
      rows.add(RowFactory.create(person));
    }
    session
        .createDataFrame(rows, StructType.fromDDL("person bigint"))
        .coalesce(1)
        .write()
        .parquet(folder + "/visits");
    ledger = Ledgers.open(folder + "/ledger");
    ledger.create(LedgerRace.account(ACCOUNT, 1_000));
  }

  private void release(String releaseId, Consumer<Phase> during) {
    ReleaseProgress progress =
        new ReleaseProgress() {
          @Override
          public void begins(Phase phase) {
            during.accept(phase);
          }

          @Override
          public void notice(String text) {}
        };
    Overrides overrides =
        new Overrides(Optional.of(output.toString()), Optional.empty(), Optional.empty());
    new ReleaseRun(session, id -> FixedReleaseKeys.numbered(1), progress)
        .run(
            ReleaseSpecReader.parse(SPEC.replace("DATA", folder.toString()), Map.of(), overrides),
            releaseId,
            ledger,
            ReleaseRun.Permissions.DEFAULT);
  }

  private LedgerEntry entry(String releaseId) {
    return ledger.release(ACCOUNT, releaseId).orElseThrow();
  }

  private byte[] read(Path file) throws IOException {
    try (InputStream in = hdfs.open(file)) {
      return in.readAllBytes();
    }
  }

  private List<String> names(Path of) throws IOException {
    return Arrays.stream(hdfs.listStatus(of))
        .map(file -> file.getPath().getName())
        .sorted()
        .toList();
  }

  private void requireReleaseOf(String releaseId) throws IOException {
    assertThat(names(output)).containsExactly("_manifest.json", "part-00000.parquet");
    byte[] json = read(new Path(output, "_manifest.json"));
    JsonNode manifest = new ObjectMapper().readTree(json);
    assertThat(manifest.path("release_id").asText()).isEqualTo(releaseId);
    assertThat(manifest.path("files").path(0).path("sha256").asText())
        .isEqualTo(Sha256.hex(read(new Path(output, "part-00000.parquet"))));
    assertThat(entry(releaseId).state()).isEqualTo(EntryState.COMMITTED);
    assertThat(entry(releaseId).manifestHash()).isEqualTo(Sha256.hex(json));
  }

  @Test
  void liesAtItsOutputWithNothingBesideIt() throws IOException {
    release("one", phase -> {});
    requireReleaseOf("one");
    assertThat(names(folder)).containsExactly("ledger", "out", "visits");
  }

  /** P8: a file of the same length and time is another input, as HDFS's checksum tells. */
  @Test
  void anInputThatOnlyItsChecksumTellsFromTheOneReadFailsTheRelease() throws IOException {
    FileStatus table =
        Arrays.stream(hdfs.listStatus(new Path(folder, "visits")))
            .filter(file -> file.getPath().getName().endsWith(".parquet"))
            .findFirst()
            .orElseThrow();
    ReleaseFailedException failure =
        catchThrowableOfType(
            ReleaseFailedException.class,
            () ->
                release(
                    "one",
                    phase -> {
                      if (phase == Phase.SEAL) {
                        replace(table);
                      }
                    }));
    FileStatus replaced = hdfs.getFileStatus(table.getPath());
    assertThat(replaced.getLen()).isEqualTo(table.getLen());
    assertThat(replaced.getModificationTime()).isEqualTo(table.getModificationTime());
    assertThat(failure)
        .hasMessageContaining("failed in phase seal")
        .hasMessageContaining(
            "the source visits changed while the release ran: a file was rewritten")
        .hasMessageContaining("nothing was published; the charge of");
    assertThat(names(folder)).containsExactly("ledger", "visits");
    assertThat(entry("one").state()).isEqualTo(EntryState.READING);
  }

  private void replace(FileStatus file) {
    try {
      byte[] content = read(file.getPath());
      content[content.length / 2] ^= 1;
      try (OutputStream out = hdfs.create(file.getPath(), true)) {
        out.write(content);
      }
      hdfs.setTimes(file.getPath(), file.getModificationTime(), -1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void ofTwoThatPublishToOneOutputAtOnceOneWinsAndBothArePaid() throws Exception {
    CyclicBarrier bothStaged = new CyclicBarrier(2);
    List<String> ids = List.of("one", "other");
    List<String> winners = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(ids.size());
    try {
      List<Future<?>> runs = new ArrayList<>();
      for (String id : ids) {
        runs.add(
            threads.submit(
                () ->
                    release(
                        id,
                        phase -> {
                          if (phase == Phase.PUBLISH) {
                            await(bothStaged);
                          }
                        })));
      }
      for (int run = 0; run < ids.size(); run++) {
        try {
          runs.get(run).get(4, TimeUnit.MINUTES);
          winners.add(ids.get(run));
        } catch (ExecutionException lost) {
          assertThat(lost.getCause())
              .isInstanceOf(OutputTakenException.class)
              .hasMessageContaining("came to exist while the release ran")
              .hasMessageContaining("the charge of");
          assertThat(entry(ids.get(run)).state()).isEqualTo(EntryState.READING);
        }
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(winners).hasSize(1);
    requireReleaseOf(winners.get(0));
    assertThat(names(folder)).containsExactly("ledger", "out", "visits");
    assertThat(ledger.statement(ACCOUNT).spent(Instant.now()).epsilon()).isEqualByComparingTo("6");
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(2, TimeUnit.MINUTES);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }
}
