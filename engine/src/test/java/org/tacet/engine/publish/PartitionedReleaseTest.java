package org.tacet.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.engine.digest.Sha256;
import org.tacet.engine.release.ReleaseOutcome;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/** Folders named by group values: each published group reads back as itself, whatever its text. */
class PartitionedReleaseTest {

  /** Noise of scale 2e-4: another value than the true one has probability below e^-4000. */
  private static final String SPEC =
      """
      release: visits
      account: test
      sources:
        visits: {path: DATA/visits, private: {unit: [visitor]}}
      from: visits
      group_by: [{name: town, expression: "cast(raw as string)"}, kind, day, price]
      groups: GROUPS
      bounds: {max_groups_contributed: 1}
      aggregates:
        - {name: visits, count: {contribution_bounds_per_group: [0, 1]}}
      privacy: {epsilon: 1e4, delta: 1e-7, allow_large_epsilon: true}
      output: {format: FORMAT, partition_by: [COLUMNS]}
      """;

  /** Odd as names of folders, and told apart by them. */
  private static final List<String> ODD =
      List.of(
          "Bern",
          "bern",
          " Bern ",
          "a/b",
          "a=b",
          "town=Bern",
          "100%",
          "%41",
          "..",
          ".",
          "_hidden",
          "*?[a]{b}^",
          "it's \"quoted\"",
          "back\\slash",
          "new\nline\tand\rtab\u007f\u0001",
          "a:b#c",
          "007",
          "1e3",
          "null",
          "__HIVE_DEFAULT_PARTITION",
          "Zürich 東京 \uD83D\uDE00 \u0085\u2028\ufffd",
          "e\u0301",
          "\u00e9",
          "x".repeat(250),
          "/".repeat(83) + "x");

  private static final int PEOPLE = 30;

  @TempDir static Path folder;
  private static ReleaseHarness harness;
  private static final Map<String, Long> EXPECTED = new HashMap<>();

  @BeforeAll
  static void storeTable() {
    List<Row> rows = new ArrayList<>();
    for (String town : ODD) {
      add(rows, town.getBytes(StandardCharsets.UTF_8), town);
    }
    // What has no folder of its own, and where it goes.
    add(rows, null, null);
    add(rows, new byte[0], null);
    add(rows, "__HIVE_DEFAULT_PARTITION__".getBytes(StandardCharsets.UTF_8), null);
    add(rows, new byte[] {'u', (byte) 0xff}, "u\ufffd");
    add(rows, new byte[] {'u', (byte) 0xfe}, "u\ufffd");
    addDropped(rows, "x".repeat(251));
    addDropped(rows, "/".repeat(84));
    addDropped(rows, "nul\0");
    harness =
        new ReleaseHarness(folder, TestSpark.session())
            .table(
                "visits",
                "visitor bigint, raw binary, kind int, day date, price decimal(6,2)",
                rows,
                3);
  }

  private static void add(List<Row> rows, byte[] raw, String readBack) {
    for (int person = 0; person < PEOPLE; person++) {
      int kind = person % 3 - 1;
      rows.add(row(rows.size(), raw, kind));
      EXPECTED.merge(group(readBack, kind), 1L, Long::sum);
    }
  }

  private static void addDropped(List<Row> rows, String town) {
    for (int person = 0; person < PEOPLE; person++) {
      rows.add(row(rows.size(), town.getBytes(StandardCharsets.UTF_8), 0));
    }
  }

  private static Row row(long visitor, byte[] raw, int kind) {
    return RowFactory.create(
        visitor,
        raw,
        kind,
        kind == 0 ? null : Date.valueOf("2024-02-29"),
        kind == 1 ? null : new BigDecimal("-1.50"));
  }

  private static String group(String town, int kind) {
    return "%s|%d|%s|%s"
        .formatted(shown(town), kind, kind == 0 ? null : "2024-02-29", kind == 1 ? null : "-1.50");
  }

  /** A null is no text, not even "null". */
  private static String shown(Object town) {
    return town == null ? "(no text)" : "'" + town + "'";
  }

  private static String spec(String columns, String format) {
    return SPEC.replace("COLUMNS", columns).replace("FORMAT", format).replace("GROUPS", "private");
  }

  private static Map<String, Long> readBack(SparkSession session, String output, String format) {
    Map<String, Long> groups = new HashMap<>();
    for (Row row :
        session
            .read()
            .option("header", "true")
            .format(format)
            .schema("visits bigint, town string, kind int, day date, price decimal(6,2)")
            .load(folder.resolve(output).toString())
            .select("town", "kind", "day", "price", "visits")
            .collectAsList()) {
      groups.put(
          "%s|%s|%s|%s".formatted(shown(row.get(0)), row.get(1), row.get(2), row.get(3)),
          row.getLong(4));
    }
    return groups;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "town, kind, day, price | csv",
        "town, kind, day, price | parquet",
        "price, town, day | parquet"
      })
  void eachGroupReadsBackAsItself(String columns, String format) throws IOException {
    String output = "out-" + columns.replace(", ", "-") + format;

    ReleaseOutcome outcome = harness.release(spec(columns, format), output, 1);

    assertThat(readBack(harness.session(), output, format))
        .containsExactlyInAnyOrderEntriesOf(EXPECTED);
    assertThat(outcome.publishedRows()).isEqualTo(EXPECTED.size());
    requireManifestOfAllFiles(folder.resolve(output));
  }

  private static void requireManifestOfAllFiles(Path output) throws IOException {
    Map<String, String> described = new TreeMap<>();
    JsonNode manifest = new ObjectMapper().readTree(output.resolve(Manifest.FILE_NAME).toFile());
    for (JsonNode file : manifest.path("files")) {
      Path path = output.resolve(file.path("name").asText());
      assertThat(file.path("bytes").asLong()).isEqualTo(Files.size(path));
      described.put(file.path("name").asText(), file.path("sha256").asText());
    }
    assertThat(described).isEqualTo(hashes(output)).hasSizeGreaterThan(20);
    assertThat(described.keySet()).allMatch(name -> name.matches("([^/]+/)+part-00000\\.[a-z]+"));
  }

  /** The hashes of the published data files by their path below the output. */
  private static Map<String, String> hashes(Path output) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(output)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith(Manifest.FILE_NAME)) {
          hashes.put(output.relativize(file).toString(), Sha256.hex(Files.readAllBytes(file)));
        }
      }
    }
    return hashes;
  }

  /** P11. */
  @ParameterizedTest
  @CsvSource({"1, true", "7, true", "200, true", "7, false"})
  void neitherPartitionsNorPlansShow(int partitions, boolean adaptive) throws IOException {
    String spec = spec("town", "parquet");
    String output = "layout-%d-%s".formatted(partitions, adaptive);
    if (!Files.exists(folder.resolve("layout"))) {
      harness.release(spec, "layout", 1);
    }
    SparkSession session = TestSpark.session();
    session.conf().set("spark.sql.shuffle.partitions", String.valueOf(partitions));
    session.conf().set("spark.sql.adaptive.enabled", String.valueOf(adaptive));
    session.conf().set("spark.sql.files.maxPartitionBytes", "1000");
    ReleaseHarness other = new ReleaseHarness(folder.resolve("ledger-" + output), session);
    Files.createSymbolicLink(other.folder().resolve("visits"), folder.resolve("visits"));
    other.release(spec, "out", 1);

    assertThat(hashes(other.folder().resolve("out")))
        .isEqualTo(hashes(folder.resolve("layout")))
        .hasSize(27);
  }

  @Test
  void overwritesAPartitionedReleaseByAnotherOne() throws IOException {
    harness.release(spec("town", "parquet"), "again", 1);
    harness.release(spec("kind", "parquet"), "again", 1, true);

    assertThat(hashes(folder.resolve("again")).keySet())
        .containsExactly(
            "kind=-1/part-00000.parquet", "kind=0/part-00000.parquet", "kind=1/part-00000.parquet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"''", "__HIVE_DEFAULT_PARTITION__", "\"nul\\0\""})
  void aPublicGroupWithoutAFolderIsRefusedBeforeTheCharge(String town) {
    String yaml =
        spec("town", "parquet")
            .replace("groups: private", "groups: {public: {values: [{town: Bern}, {town: %s}]}}")
            .formatted(town)
            .replace(", kind, day, price]", "]");
    int charged = harness.ledger().releases(ReleaseHarness.ACCOUNT).size();

    assertThatThrownBy(() -> harness.release(yaml, "refused", 1))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("groups.public: hold a value of town that can't name a folder");
    assertThat(harness.ledger().releases(ReleaseHarness.ACCOUNT)).hasSize(charged);
  }

  @Test
  void publicGroupsNameFoldersToo() throws IOException {
    String yaml =
        spec("town", "parquet")
            .replace("groups: private", "groups: {public: {values: [{town: Bern}, {town: a/b}]}}")
            .replace(", kind, day, price]", "]");
    harness.release(yaml, "public", 1);
    assertThat(hashes(folder.resolve("public")).keySet())
        .containsExactly("town=Bern/part-00000.parquet", "town=a%2Fb/part-00000.parquet");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"cast(day as timestamp)", "cast(price as double)", "raw", "cast(kind as float)"})
  void aTypeThatANameDoesNotHoldExactlyIsRefusedInThePlan(String expression) {
    String yaml = spec("town", "parquet").replace("cast(raw as string)", expression);

    assertThatThrownBy(() -> harness.release(yaml, "refused", 1))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("output.partition_by[0]: is of a type that a folder's name")
        .hasMessageContaining("group by a date or a text of it");
  }

  /** Above the limit of a file, each run of rows writes a part into the folders that it reaches. */
  @ParameterizedTest
  @CsvSource({"1, true", "7, true", "30, false"})
  void manyRowsLieInTheSameRuns(int partitions, boolean adaptive) throws Exception {
    SparkSession session = TestSpark.session();
    session.conf().set("spark.sql.shuffle.partitions", String.valueOf(partitions));
    session.conf().set("spark.sql.adaptive.enabled", String.valueOf(adaptive));
    List<Row> rows = new ArrayList<>();
    for (int number = 0; number < 1000; number++) {
      rows.add(RowFactory.create(number, number % 3 == 0 ? null : "t" + number % 3, number * 2L));
    }
    Collections.shuffle(rows, new Random(partitions));
    org.apache.spark.sql.types.StructType groups =
        org.apache.spark.sql.types.StructType.fromDDL("id int, town string");
    Path data = folder.resolve("runs-" + partitions);

    NoisedRows.write(
        session.createDataFrame(rows, groups.add("visits", "bigint")).repartition(partitions),
        2,
        org.tacet.engine.spec.OutputSpec.Format.PARQUET,
        PartitionFolders.of(List.of("town"), groups),
        data.toString(),
        300);

    Path moved = folder.resolve("moved-" + partitions);
    List<PublishedFile> files =
        new DataFiles(
                new org.apache.hadoop.fs.RawLocalFileSystem() {
                  {
                    initialize(
                        java.net.URI.create("file:///"), session.sessionState().newHadoopConf());
                  }
                },
                new org.apache.hadoop.fs.Path("file:" + data))
            .moveTo(new org.apache.hadoop.fs.Path("file:" + moved), ".parquet");
    assertThat(files)
        .extracting(PublishedFile::name)
        .containsExactly(
            "town=__HIVE_DEFAULT_PARTITION__/part-00000.parquet",
            "town=__HIVE_DEFAULT_PARTITION__/part-00001.parquet",
            "town=t1/part-00000.parquet",
            "town=t1/part-00001.parquet",
            "town=t2/part-00000.parquet",
            "town=t2/part-00001.parquet");
    List<Integer> read = new ArrayList<>();
    for (PublishedFile file : files) {
      List<Integer> ids =
          session.read().parquet(moved.resolve(file.name()).toString()).collectAsList().stream()
              .map(row -> row.getInt(0))
              .toList();
      assertThat(ids).isSorted();
      read.addAll(ids);
    }
    assertThat(read).hasSize(1000).doesNotHaveDuplicates();
    assertThat(files.stream().map(PublishedFile::sha256).toList())
        .isEqualTo(
            RUNS.updateAndGet(
                before ->
                    before == null ? files.stream().map(PublishedFile::sha256).toList() : before));
  }

  private static final java.util.concurrent.atomic.AtomicReference<List<String>> RUNS =
      new java.util.concurrent.atomic.AtomicReference<>();
}
