package org.tacet.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.LedgerHead;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpecReader;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/** What a run leaves that ends on its way into a table of the session catalog. */
class InterruptedTableTest {

  private static final String SPEC =
      """
      release: visits
      account: test
      sources:
        visits: {path: DATA/visits, private: {unit: [visitor]}}
      from: visits
      group_by: [town]
      groups: private
      bounds: {max_groups_contributed: 1}
      aggregates:
        - {name: visits, count: {contribution_bounds_per_group: [0, 1]}}
      privacy: {epsilon: 10, delta: 1e-7}
      output: {table: spark_catalog.interrupted.visits}
      """;

  private static final String NAME = "table:spark_catalog.interrupted.visits";
  private static final String ID = "dag/run:1";
  private static final List<Row> ROWS =
      List.of(RowFactory.create("Bern", 3L), RowFactory.create("Genf", 5L));

  @TempDir Path folder;
  private SparkSession session;
  private ReleasePlan plan;
  private Path location;

  @BeforeEach
  void createDatabase() {
    session = TestSpark.session();
    session.sql("CREATE DATABASE interrupted LOCATION '%s'".formatted(folder.resolve("warehouse")));
    location = folder.resolve("warehouse/visits.dag~2frun~3a1");
    ReleaseHarness harness =
        new ReleaseHarness(folder, session)
            .table("visits", "visitor bigint, town string", List.of(RowFactory.create(1L, "Bern")));
    plan =
        harness.plan(
            ReleaseSpecReader.parse(
                SPEC.replace("DATA", folder.toString()), Map.of(), Overrides.NONE));
  }

  @AfterEach
  void dropDatabase() {
    session.sql("DROP DATABASE interrupted CASCADE");
  }

  private byte[] stage(ReleaseOutput output) throws Exception {
    long rows = output.stage(session.createDataFrame(ROWS, plan.publishedSchema()), 1);
    return Manifest.of(
        plan,
        ID,
        Instant.EPOCH,
        new byte[32],
        List.of(new LedgerHead("test", 7, "0a".repeat(32))),
        rows,
        output.files(),
        Map.of(),
        session.version());
  }

  private byte[] stageAndSeal(int attempt) throws Exception {
    ReleaseOutput output = ReleaseOutput.prepare(session, plan, ID, attempt, false);
    byte[] manifest = stage(output);
    assertThat(sealed(attempt)).isFalse();
    output.seal(manifest);
    return manifest;
  }

  private boolean sealed(int attempt) {
    return ReleaseOutput.sealedManifest(session, NAME, ID, attempt).isPresent();
  }

  @Test
  void whatIsSealedIsPublishedByALaterRun() throws Exception {
    byte[] manifest = stageAndSeal(1);
    assertThat(session.catalog().tableExists("spark_catalog.interrupted.visits")).isFalse();
    assertThat(ReleaseOutput.sealedManifest(session, NAME, ID, 1).orElseThrow())
        .isEqualTo(manifest);

    ReleaseOutput resumed = ReleaseOutput.resume(session, plan, ID, 1, false);
    resumed.publish();
    resumed.finish();
    assertThat(session.table("spark_catalog.interrupted.visits").collectAsList())
        .containsExactlyElementsOf(ROWS);
    assertThat(ReleaseOutput.publishedManifest(session, NAME, ID).orElseThrow())
        .isEqualTo(manifest);
    assertThat(Manifest.ledgerIn(manifest))
        .containsExactly(new LedgerHead("test", 7, "0a".repeat(32)));
    assertThat(ReleaseOutput.discard(session, NAME, ID, 1)).as("a table's files").isFalse();
    assertThat(location).isDirectory();
  }

  @Test
  void whatIsNotAsItsManifestSaysIsDeleted() throws Exception {
    stageAndSeal(1);
    Path file = location.resolve("part-00000.parquet");
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.write(file, content);
    assertThat(sealed(1)).isFalse();

    stageAndSeal(2);
    assertThat(sealed(2)).isTrue();
    assertThat(ReleaseOutput.discard(session, NAME, ID, 1)).isTrue();
    assertThat(location).doesNotExist();
    assertThat(ReleaseOutput.discard(session, NAME, ID, 2)).isTrue();
    assertThat(folder.resolve("warehouse")).isEmptyDirectory();
  }

  /** Taken for dead by a run on another host, after the files were named. */
  @Test
  void aRunWhoseFilesWereDeletedMeanwhileMakesNoTable() throws Exception {
    ReleaseOutput output = ReleaseOutput.prepare(session, plan, ID, 1, false);
    byte[] manifest = stage(output);
    assertThat(ReleaseOutput.discard(session, NAME, ID, 1)).isTrue();
    assertThatThrownBy(() -> output.seal(manifest)).isInstanceOf(UncheckedIOException.class);
    assertThat(location).doesNotExist();
    assertThatThrownBy(output::publish).isInstanceOf(RuntimeException.class);
    assertThat(session.catalog().tableExists("spark_catalog.interrupted.visits")).isFalse();
  }

  @Test
  void aTableThatCameToBeMeanwhileStays() throws Exception {
    stageAndSeal(1);
    session.sql("CREATE TABLE spark_catalog.interrupted.visits (mine int) USING parquet");
    assertThatThrownBy(() -> ReleaseOutput.resume(session, plan, ID, 1, false))
        .hasMessageContaining("output.table: exists");
    assertThat(sealed(1)).isTrue();
  }
}
