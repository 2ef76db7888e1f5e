package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.engine.digest.Sha256;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.plan.ReleasePlanner;
import org.tacet.engine.source.PublicGroups;
import org.tacet.engine.source.TracedSource;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.testing.OrderTables;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/**
 * A release is a function of its key and its rows: how Spark cuts, orders and re-plans them does
 * not show in one published byte.
 */
class ByteIdentityTest {

  private static final long KEY = 7;

  @TempDir Path folder;
  private SparkSession session;
  private ReleaseHarness harness;

  @BeforeEach
  void writeTables() {
    session = TestSpark.session();
    harness = new ReleaseHarness(folder, session);
    OrderTables.write(harness, "one", 1, 0);
  }

  /** The hashes of the published data files, by name. */
  private Map<String, String> hashes(String spec, String output, long key) {
    harness.release(spec, output, key);
    Map<String, String> hashes = new TreeMap<>();
    harness.publishedBytes(output).forEach((name, bytes) -> hashes.put(name, Sha256.hex(bytes)));
    assertThat(hashes).containsOnlyKeys("part-00000.parquet");
    assertThat(harness.published(output)).hasSizeGreaterThan(3);
    return hashes;
  }

  @Test
  void settingsOfTheSessionDoNotShow() {
    String spec = OrderTables.spec("one", false, "laplace");
    Map<String, String> expected = hashes(spec, "first", KEY);
    assertThat(hashes(spec, "again", KEY)).isEqualTo(expected);
    for (String partitions : List.of("1", "7", "200")) {
      session.conf().set("spark.sql.shuffle.partitions", partitions);
      assertThat(hashes(spec, "partitions-" + partitions, KEY)).isEqualTo(expected);
    }
    session.conf().set("spark.sql.shuffle.partitions", "7");
    session.conf().set("spark.sql.adaptive.enabled", "false");
    assertThat(hashes(spec, "not-adaptive", KEY)).isEqualTo(expected);
    session.conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");
    session.conf().set("spark.sql.codegen.wholeStage", "false");
    assertThat(hashes(spec, "sort-merge", KEY)).isEqualTo(expected);

    assertThat(hashes(spec, "other-key", KEY + 1)).isNotEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"false, laplace", "false, gaussian", "true, laplace", "true, gaussian"})
  void theOrderOfRowsAndTheirFilesDoNotShow(boolean publicGroups, String noise) {
    Map<String, String> expected =
        hashes(OrderTables.spec("one", publicGroups, noise), "one-out", KEY);
    OrderTables.write(harness, "other", 5, 99);
    session.conf().set("spark.sql.shuffle.partitions", "7");
    session.conf().set("spark.sql.files.maxPartitionBytes", "1024");
    session.conf().set("spark.sql.files.openCostInBytes", "1");
    String other = OrderTables.spec("other", publicGroups, noise);
    assertThat(hashes(other, "other-out", KEY)).isEqualTo(expected);
    session.conf().set("spark.sql.adaptive.enabled", "false");
    assertThat(hashes(other, "not-adaptive", KEY)).isEqualTo(expected);
    assertThat(hashes(other, "other-key", KEY + 1)).isNotEqualTo(expected);
  }

  @Test
  void noisedRowsReadTwiceAreTheSame() {
    ReleaseSpec spec = harness.spec(OrderTables.spec("one", true, "laplace"), "out");
    SparkSession own = ReleaseSession.open(session, spec.timeZone());
    TracedSource source = TracedSource.trace(own, spec);
    ReleasePlan plan = ReleasePlanner.plan(spec, source);
    Optional<Dataset<Row>> groups = PublicGroups.of(own, spec, source);
    Dataset<Row> noised =
        new PrivateAggregation(plan, source, groups, FixedReleaseKeys.numbered(KEY))
            .noised()
            .orderBy("name", "kind");
    assertThat(noised.collectAsList()).isEqualTo(noised.collectAsList()).hasSize(4);
  }
}
