package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/** Neither the caller's session nor an earlier release reaches into a release. */
class ReleaseIsolationTest {

  private static final String SPEC =
      """
      release: isolated
      account: test
      sources:
        visits: {path: DATA/visits, private: {unit: [person]}}
      from: visits
      group_by: [town]
      groups: private
      bounds: {max_groups_contributed: 1}
      aggregates:
        - {name: visits, count: {contribution_bounds_per_group: [0, 2]}}
      privacy: {epsilon: 20, delta: 1e-7}
      """;

  @TempDir Path folder;
  private SparkSession session;
  private ReleaseHarness harness;

  @BeforeEach
  void writeTable() {
    session = TestSpark.session();
    List<Row> rows =
        LongStream.range(0, 200)
            .mapToObj(person -> RowFactory.create(person, person % 2 == 0 ? "Bern" : "Genf"))
            .toList();
    harness =
        new ReleaseHarness(folder, session).table("visits", "person bigint, town string", rows);
  }

  /** P8: the rows in the cache may be older than the files that the ledger names. */
  @Test
  void aSourceThatTheUserCachedIsRefusedBeforeAnyCharge() {
    Dataset<Row> cached = session.read().parquet(folder.resolve("visits").toString()).cache();
    try {
      assertThatThrownBy(() -> harness.release(SPEC, "out", 1))
          .isInstanceOf(InvalidSpecException.class)
          .hasMessageContaining("are cached in this Spark application");
      assertThat(harness.ledger().releases(ReleaseHarness.ACCOUNT)).isEmpty();
    } finally {
      cached.unpersist(true);
    }
    assertThat(harness.release(SPEC, "out", 1).publishedRows()).isEqualTo(2);
  }

  /** P11, P3: what decides values or layout is not the caller's to set. */
  @Test
  void theCallersSettingsChangeNoPublishedByte() {
    harness.release(SPEC, "plain", 1);
    session.conf().set("spark.sql.files.maxRecordsPerFile", "1");
    session.conf().set("spark.sql.parquet.binaryAsString", "true");
    session.conf().set("spark.sql.parquet.outputTimestampType", "INT96");
    session.conf().set("spark.sql.ansi.enabled", "true");
    harness.release(SPEC, "odd", 1);

    assertThat(harness.publishedBytes("odd")).containsOnlyKeys("part-00000.parquet");
    assertThat(harness.publishedBytes("odd").get("part-00000.parquet"))
        .isEqualTo(harness.publishedBytes("plain").get("part-00000.parquet"));
  }

  @Test
  void theCallersActiveSessionStays() {
    SparkSession active = TestSpark.session();
    SparkSession.setActiveSession(active);
    harness.release(SPEC, "out", 1);
    assertThat(SparkSession.active()).isSameAs(active);
  }
}
