package org.tacet.jobs.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.engine.digest.Sha256;
import org.tacet.engine.publish.OutputTakenException;
import org.tacet.engine.release.ReleaseFailedException;
import org.tacet.engine.release.ReleaseOutcome;
import org.tacet.engine.release.ReleaseProgress;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.spec.ReleaseSpecReader;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.jobs.SparkTestSession;

/** Releases as tables: of the session catalog, and of a real catalog with atomic commits. */
class TableReleaseTest {

  private static final String SPEC =
      """
      release: visits
      account: test
      sources:
        visits: {path: DATA/visits, private: {unit: [visitor]}}
      from: visits
      group_by: [town, day]
      groups: private
      bounds: {max_groups_contributed: 1}
      aggregates:
        - {name: visits, count: {contribution_bounds_per_group: [0, 1]}}
        - {name: spent, sum: {value: amount, contribution_bounds_per_group: [0, 8]}}
      privacy: {epsilon: 1e4, delta: 1e-7, allow_large_epsilon: true}
      output: {table: TABLE}
      """;

  private static final String ICEBERG = "lake.shop.visits";
  private static final String SECRET = "secret-of-the-catalog";

  @TempDir Path folder;
  private SparkSession session;
  private ReleaseHarness harness;
  private String sessionTable;

  @BeforeEach
  void storeTable() {
    session = SparkTestSession.shared().newSession();
    session.conf().set("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog");
    session.conf().set("spark.sql.catalog.lake.type", "hadoop");
    session.conf().set("spark.sql.catalog.lake.warehouse", folder.resolve("lake").toString());
    session.conf().set("spark.sql.catalog.lake.token", SECRET);
    session.sql("CREATE NAMESPACE lake.shop");
    String database = "shop_" + folder.getFileName().toString().replaceAll("\\W", "");
    session.sql(
        "CREATE DATABASE `%s` LOCATION '%s'".formatted(database, folder.resolve("warehouse")));
    sessionTable = "spark_catalog." + database + ".visits";
    List<Row> rows = new ArrayList<>();
    for (long visitor = 0; visitor < 300; visitor++) {
      rows.add(
          RowFactory.create(
              visitor,
              "town " + visitor % 7,
              visitor % 2 == 0 ? null : java.sql.Date.valueOf("2024-02-29"),
              1.5));
    }
    harness =
        new ReleaseHarness(folder, session)
            .table("visits", "visitor bigint, town string, day date, amount double", rows, 3);
  }

  private String table(String kind) {
    return kind.equals("iceberg") ? ICEBERG : sessionTable;
  }

  private ReleaseSpec spec(String table) {
    return ReleaseSpecReader.parse(
        SPEC.replace("DATA", folder.toString()).replace("TABLE", table), Map.of(), Overrides.NONE);
  }

  private ReleaseOutcome release(String table, long key, boolean overwrite) {
    return harness.release(spec(table), key, ReleaseProgress.silent(), overwrite);
  }

  private Map<String, String> properties(String table) {
    Map<String, String> properties = new java.util.TreeMap<>();
    session
        .sql("SHOW TBLPROPERTIES " + table)
        .collectAsList()
        .forEach(row -> properties.put(row.getString(0), row.getString(1)));
    return properties;
  }

  private InvalidSpecException refused(String table, boolean overwrite) {
    int charged = entries().size();
    InvalidSpecException refused =
        catchThrowableOfType(InvalidSpecException.class, () -> release(table, 9, overwrite));
    assertThat(entries()).hasSize(charged);
    assertThat(refused.path()).isEqualTo("output.table");
    return refused;
  }

  private List<LedgerEntry> entries() {
    return harness.ledger().releases(ReleaseHarness.ACCOUNT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"session", "iceberg"})
  void publishesRowsAndManifestAsOneTable(String kind) throws IOException {
    ReleaseOutcome outcome = release(table(kind), 1, false);

    List<Row> rows = session.table(table(kind)).collectAsList();
    assertThat(rows).hasSize(14).hasSize((int) outcome.publishedRows());
    assertThat(rows)
        .extracting(row -> row.getString(0) + row.get(1))
        .isSortedAccordingTo(java.util.Comparator.comparing(key -> key.replace("null", "")))
        .doesNotHaveDuplicates();
    assertThat(rows).extracting(row -> row.getLong(2)).allMatch(count -> count > 10 && count < 30);
    Map<String, String> properties = properties(table(kind));
    assertThat(properties).containsEntry("tacet.release_id", outcome.releaseId());
    String manifest = properties.get("tacet.manifest");
    JsonNode json = new ObjectMapper().readTree(manifest);
    assertThat(json.path("release_id").asText()).isEqualTo(outcome.releaseId());
    assertThat(json.path("published_rows").asInt()).isEqualTo(14);
    assertThat(json.path("files").isArray()).isTrue();
    assertThat(json.path("files")).hasSize(kind.equals("iceberg") ? 0 : 1);
    assertThat(manifest).doesNotContain(SECRET);
    LedgerEntry entry = entries().get(0);
    assertThat(entry.state()).isEqualTo(EntryState.COMMITTED);
    assertThat(entry.output()).isEqualTo("table:" + table(kind)).isEqualTo(outcome.output());
    assertThat(entry.manifestHash())
        .isEqualTo(Sha256.hex(manifest.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"session", "iceberg"})
  void aTableThatIsThereIsRefusedBeforeTheCharge(String kind) {
    String table = table(kind);
    session.sql("CREATE TABLE %s (mine int)".formatted(table) + using(kind));

    assertThat(refused(table, false))
        .hasMessageContaining("output.table: exists; given " + table)
        .hasMessageContaining("replace the earlier release with --overwrite");
    assertThat(refused(table, true)).hasMessageContaining("exists and is no Tacet release");
    assertThat(session.table(table).columns()).containsExactly("mine");
  }

  private static String using(String kind) {
    return kind.equals("iceberg") ? "" : " USING parquet";
  }

  @Test
  void aViewIsNoReleaseEither() {
    session.sql("CREATE VIEW %s AS SELECT 1 AS mine".formatted(sessionTable));
    assertThat(refused(sessionTable, true)).hasMessageContaining("exists and is no Tacet release");
  }

  @Test
  void overwriteReplacesAnEarlierReleaseInOneStep() {
    ReleaseOutcome first = release(ICEBERG, 1, false);
    assertThat(refused(ICEBERG, false)).hasMessageContaining("exists");
    ReleaseOutcome second = release(ICEBERG, 2, true);

    assertThat(properties(ICEBERG))
        .containsEntry("tacet.release_id", second.releaseId())
        .doesNotContainValue(first.releaseId());
    assertThat(session.table(ICEBERG).count()).isEqualTo(14);
    assertThat(entries()).extracting(LedgerEntry::state).containsOnly(EntryState.COMMITTED);
  }

  @Test
  void theSessionCatalogCanNotReplaceInOneStep() {
    ReleaseOutcome first = release(sessionTable, 1, false);
    assertThat(refused(sessionTable, true))
        .hasMessageContaining("spark_catalog, which can't replace a table in one step");
    assertThat(properties(sessionTable)).containsEntry("tacet.release_id", first.releaseId());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nosuch.shop.visits", "lake.nosuch.visits", "spark_catalog.nosuch.visits"})
  void aCatalogOrNamespaceThatIsNotThereIsRefused(String table) {
    assertThat(refused(table, false))
        .hasMessageContaining("given " + table)
        .hasMessageContaining("; fix: ");
  }

  @Test
  void aCatalogThatFillsTablesAfterwardsIsRefused() {
    session.conf().set("spark.sql.catalog.plain", PlainCatalog.class.getName());
    assertThat(refused("plain.shop.visits", false))
        .hasMessageContaining("can't create a table and its rows in one step")
        .hasMessageContaining("such as Iceberg's");
  }

  /** Found out by a try that leaves nothing, when nothing is charged yet. */
  @Test
  void columnsThatTheCatalogRefusesAreRefusedBeforeTheCharge() {
    session.conf().set("spark.sql.catalog.plain", PlainCatalog.WithoutTypes.class.getName());
    assertThat(refused("plain.shop.visits", false))
        .hasMessageContaining("can't be looked at or created (UnsupportedOperationException)")
        .hasMessageContaining("the types of the group columns");
  }

  /** Another run replaces the earlier release while this one runs. */
  @Test
  void anEarlierReleaseThatWasReplacedMeanwhileIsLeftAlone() {
    release(ICEBERG, 1, false);
    List<String> winner = new ArrayList<>();
    OutputTakenException taken =
        catchThrowableOfType(
            OutputTakenException.class,
            () ->
                harness.release(
                    spec(ICEBERG),
                    2,
                    new ReleaseProgress() {
                      @Override
                      public void begins(Phase phase) {
                        if (phase == Phase.PUBLISH) {
                          winner.add(release(ICEBERG, 3, true).releaseId());
                        }
                      }

                      @Override
                      public void notice(String text) {}
                    },
                    true));
    assertThat(taken)
        .hasMessageContaining("table:lake.shop.visits was replaced by another release")
        .hasMessageContaining("the charge of")
        .hasMessageContaining("stays in state reading");
    assertThat(properties(ICEBERG)).containsEntry("tacet.release_id", winner.get(0));
    assertThat(entries())
        .extracting(LedgerEntry::state)
        .containsExactlyInAnyOrder(EntryState.COMMITTED, EntryState.READING, EntryState.COMMITTED);
  }

  /** P8: the rows were computed from an input that is no longer there. */
  @ParameterizedTest
  @ValueSource(strings = {"session", "iceberg"})
  void aChangedInputLeavesNoTable(String kind) throws IOException {
    ReleaseFailedException failed =
        catchThrowableOfType(
            ReleaseFailedException.class,
            () ->
                harness.release(
                    spec(table(kind)),
                    1,
                    new ReleaseProgress() {
                      @Override
                      public void begins(Phase phase) {
                        if (phase == Phase.SEAL) {
                          appendTo(folder.resolve("visits"));
                        }
                      }

                      @Override
                      public void notice(String text) {}
                    },
                    false));
    assertThat(failed)
        .hasMessageContaining(
            "the source visits changed while the release ran: a file was rewritten");
    assertThat(session.catalog().tableExists(table(kind))).isFalse();
    assertThat(entries()).extracting(LedgerEntry::state).containsExactly(EntryState.READING);
    assertThat(leftovers()).isEmpty();
  }

  private static void appendTo(Path table) {
    try (Stream<Path> files = Files.list(table)) {
      Path file =
          files.filter(each -> each.toString().endsWith(".parquet")).findFirst().orElseThrow();
      Files.write(file, new byte[1], java.nio.file.StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private List<Path> leftovers() throws IOException {
    if (!Files.exists(folder.resolve("warehouse"))) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder.resolve("warehouse"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** P11: the rows' order in the files, which an unordered read of one file shows. */
  @ParameterizedTest
  @ValueSource(strings = {"session", "iceberg"})
  void partitionsAndPlansDoNotShow(String kind) {
    release(table(kind), 1, false);
    List<Row> expected = session.table(table(kind)).collectAsList();
    session.conf().set("spark.sql.shuffle.partitions", "200");
    session.conf().set("spark.sql.adaptive.enabled", "false");
    session.conf().set("spark.sql.files.maxPartitionBytes", "1000");
    String other = table(kind) + "_again";
    release(other, 1, false);
    assertThat(session.table(other).collectAsList()).isEqualTo(expected);
    assertThat(files(table(kind))).isEqualTo(files(other)).isOne();
  }

  private long files(String table) {
    return table.startsWith("lake.")
        ? session.table(table + ".files").count()
        : session.table(table).inputFiles().length;
  }
}
