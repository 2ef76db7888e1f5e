package org.tacet.jobs.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.jobs.CommandRun;
import org.tacet.jobs.SparkTestSession;

/** What {@code release} prints, publishes and records, and which setting wins. */
final class ReleaseCommandTest {

  @TempDir private Path root;

  private ReleaseFolder folder;

  @BeforeEach
  void folder() {
    folder = new ReleaseFolder(root);
  }

  private LedgerEntry onlyEntry() {
    List<LedgerEntry> releases = folder.releases();
    assertThat(releases).hasSize(1);
    return releases.get(0);
  }

  @Test
  void publishesPrintsAndRecords() {
    CommandRun run = folder.release("--release-id", "first");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err().lines().map(line -> line.substring(0, line.indexOf(':'))))
        .containsExactly(
            "warning",
            "[1/7] plan",
            "[2/7] reserve",
            "[3/7] bound",
            "[4/7] noise",
            "[5/7] seal",
            "[6/7] publish",
            "[7/7] commit");
    assertThat(run.out())
        .contains(
            "city  visits  95 % interval  people  95 % interval",
            "Guarantee:    epsilon 40, delta 1e-7; exact discrete sampler",
            "Privacy unit: id; neighbours differ by all rows of one unit",
            "Release id:   first",
            "Published:    file:" + folder.output(),
            "Account:      visitors; epsilon 60, delta 9e-7 left of epsilon 100, delta 1e-6");
    List<Row> published =
        SparkTestSession.shared().read().parquet(folder.output().toString()).collectAsList();
    assertThat(published).extracting(row -> row.getString(0)).containsExactly("Bern", "Oslo");
    for (Row row : published) {
      // The scale of the counts' noise is 0.4: off by 30 with a chance of e^-75.
      assertThat(row.getLong(1)).isBetween(170L, 230L);
      assertThat(run.out())
          .containsPattern(
              "(?m)^%s +%d +%d .. %d +%d "
                  .formatted(
                      row.getString(0),
                      row.getLong(1),
                      row.getLong(1) - 1,
                      row.getLong(1) + 1,
                      row.getLong(2)));
    }
    assertThat(folder.output()).isDirectoryContaining(file -> file.endsWith("_manifest.json"));
    assertThat(onlyEntry().state()).isEqualTo(EntryState.COMMITTED);
    assertThat(onlyEntry().cost().epsilon()).isEqualByComparingTo("40");
    assertThat(folder.content().keySet()).noneMatch(name -> name.startsWith(".out"));
  }

  @Test
  void printsTheResultOnlyAfterTheCommit() {
    CommandRun run =
        CommandRun.of(
            SparkTestSession.runner(),
            (address, configuration) ->
                new FailingLedger(folder.ledger(), FailingLedger.Step.COMMIT),
            folder.arguments());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("[7/7] commit", "failed in phase commit", "the next run commits its entry");
    assertThat(folder.output()).isDirectory();
    assertThat(onlyEntry().state()).isEqualTo(EntryState.READING);
  }

  @Test
  void writesCsvWhenAsked() throws IOException {
    folder.spec(ReleaseFolder.SPEC + "output: {format: parquet}\n");

    CommandRun run = folder.release("--format", "CSV");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(Files.readAllLines(folder.output().resolve("part-00000.csv")))
        .hasSize(3)
        .startsWith("city,visits,people,spent");
    assertThat(run.out()).containsPattern("(?m)^Bern +\\d+ ");
  }

  @Test
  void publishesWhereTheCommandLineSays() {
    folder.spec(ReleaseFolder.SPEC + "output: {path: %s/of-the-spec}\n".formatted(root));

    assertThat(folder.release("--output", root.resolve("given") + "").exitCode()).isZero();

    assertThat(root.resolve("given/_manifest.json")).exists();
    assertThat(root.resolve("of-the-spec")).doesNotExist();
    assertThat(onlyEntry().output()).isEqualTo("file:" + root.resolve("given"));
  }

  /** In each case the ledger to be used is the one with the account; the losers do not exist. */
  @ParameterizedTest
  @ValueSource(strings = {"option over setting and spec", "setting over spec", "spec over default"})
  void findsTheLedger(String which) {
    String right = folder.ledgerFolder().toString();
    boolean option = which.startsWith("option");
    boolean setting = which.startsWith("setting");
    folder.spec(
        ReleaseFolder.SPEC
            + "ledger: %s\n".formatted(option || setting ? root.resolve("wrong") : right));
    String[] arguments =
        List.of(
                "release",
                folder.specFile().toString(),
                "--set",
                "data=" + ReleaseFolder.data(),
                "--output",
                folder.output().toString(),
                option ? "--ledger" : "--set",
                option ? right : "since=2021-01-01")
            .toArray(String[]::new);
    SparkSession spark = SparkTestSession.shared().newSession();
    if (option || setting) {
      spark.conf().set("spark.tacet.ledger", option ? root.resolve("wrong") + "" : right);
    }

    CommandRun run = CommandRun.of(work -> work.applyAsInt(spark), arguments);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(onlyEntry().state()).isEqualTo(EntryState.COMMITTED);
    assertThat(root.resolve("wrong")).doesNotExist();
  }

  @Test
  void sparksSettingsStandBetweenOptionsAndSpec() {
    SparkSession spark = SparkTestSession.shared().newSession();
    spark.conf().set("spark.tacet.ledger", folder.ledgerFolder().toString());
    spark.conf().set("spark.tacet.output", root.resolve("unused").toString());
    spark.conf().set("spark.tacet.format", "csv");

    CommandRun run =
        CommandRun.of(
            work -> work.applyAsInt(spark),
            "release",
            folder.specFile().toString(),
            "--set",
            "data=" + ReleaseFolder.data(),
            "--output",
            folder.output().toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(folder.output().resolve("part-00000.csv")).exists();
    assertThat(root.resolve("unused")).doesNotExist();
  }

  @Test
  void namesTheDefaultLedgerWhenNoneIsGiven() {
    CommandRun run =
        CommandRun.of(
            "release",
            folder.specFile().toString(),
            "--set",
            "data=" + ReleaseFolder.data(),
            "--output",
            folder.output().toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("No account 'visitors' in the ledger", "/tacet-ledger");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--epsilon=1",
        "--delta=1e-9",
        "--account=other",
        "--unit=city",
        "--noise=gaussian",
        "--bounds=1",
        "--seed=1",
        "--key=00"
      })
  void hasNoOptionForAnythingPrivate(String option) {
    CommandRun run = CommandRun.withoutSpark(folder.arguments(option));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("unknown option '" + option + "'");
  }

  @Test
  void privacyParametersCannotBeSetThroughSpark() {
    SparkSession spark = SparkTestSession.shared().newSession();
    spark.conf().set("spark.tacet.epsilon", "1");
    spark.conf().set("spark.tacet.privacy.epsilon", "1");
    spark.conf().set("spark.tacet.account", "other");

    CommandRun run = CommandRun.of(work -> work.applyAsInt(spark), folder.arguments());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(onlyEntry().cost().epsilon()).isEqualByComparingTo("40");
  }

  @Test
  void parametersEnterTheHashThatIsRecorded() {
    assertThat(folder.release("--set", "since=2020-01-01").exitCode()).isZero();
    assertThat(folder.release("--set", "since=2020-01-02", "--overwrite").exitCode()).isZero();

    List<LedgerEntry> releases = folder.releases();
    assertThat(releases).hasSize(2);
    assertThat(releases.get(0).specHash()).isNotEqualTo(releases.get(1).specHash());
  }

  @Test
  void overwritesAnEarlierReleaseUnderANewId() throws IOException {
    assertThat(folder.release("--release-id", "first").exitCode()).isZero();

    CommandRun again = folder.release("--release-id", "second", "--overwrite");

    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(Files.readString(folder.output().resolve("_manifest.json")))
        .contains("\"second\"")
        .doesNotContain("\"first\"");
    assertThat(folder.content().keySet()).noneMatch(name -> name.startsWith(".out"));
    assertThat(folder.spent().epsilon()).isEqualByComparingTo("80");
  }

  @Test
  void saysSoWhenNoGroupIsPublished() {
    folder.spec("where: \"day >= date '${since}'\"", "where: \"day > date '${since}' and id = 1\"");

    CommandRun run = folder.release();

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("%nNo group was published:".formatted());
    assertThat(folder.output().resolve("_manifest.json")).exists();
  }

  @Test
  void tellsProgressAsOneJsonLineAPhase() throws IOException {
    CommandRun run = folder.release("--release-id", "watched", "--progress", "json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    List<JsonNode> lines = jsonLines(run);
    assertThat(lines).extracting(line -> line.path("release_id").asText()).containsOnly("watched");
    assertThat(lines)
        .extracting(line -> line.path("phase").asText() + " " + line.path("state").asText())
        .containsExactly(
            "plan ended",
            "reserve ended",
            "bound ended",
            "noise ended",
            "seal ended",
            "publish ended",
            "commit ended",
            " published");
    for (JsonNode line : lines.subList(0, 7)) {
      assertThat(line.fieldNames())
          .toIterable()
          .containsExactly("release_id", "phase", "state", "seconds");
    }
    JsonNode last = lines.get(7);
    assertThat(last.fieldNames())
        .toIterable()
        .containsExactly(
            "release_id", "state", "seconds", "published_rows", "published_rows_per_second");
    assertThat(last.path("published_rows").asInt()).isEqualTo(2);
    assertThat(run.err()).doesNotContain("[1/7]");
  }

  @Test
  void tellsAFailureAsJsonToo() throws IOException {
    CommandRun run =
        CommandRun.of(
            SparkTestSession.runner(),
            (address, configuration) ->
                new FailingLedger(folder.ledger(), FailingLedger.Step.READING),
            folder.arguments("--progress", "json"));

    assertThat(run.exitCode()).isNotZero();
    List<JsonNode> lines = jsonLines(run);
    assertThat(lines)
        .extracting(line -> line.path("phase").asText() + " " + line.path("state").asText())
        .containsExactly("plan ended", "reserve ended", "bound failed", " failed");
    assertThat(lines.get(3).has("published_rows")).isFalse();
  }

  @Test
  void anUnknownFormOfProgressIsRefused() {
    CommandRun run = CommandRun.withoutSpark(folder.arguments("--progress", "xml"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--progress: is not a form of progress; given 'xml'");
  }

  private static List<JsonNode> jsonLines(CommandRun run) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : run.err().lines().filter(each -> each.startsWith("{")).toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  @Test
  void namesTwoPlacesAtMostOnce() {
    CommandRun run = CommandRun.withoutSpark(folder.arguments("--output-table", "a.b.c"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--output-table: is given beside --output", "remove the other");
  }

  @Test
  void printsAPartitionedReleaseInTheOrderOfItsGroups() {
    folder.spec(
        ReleaseFolder.SPEC.replace("group_by: [city]", "group_by: [city, day]")
            + "output: {partition_by: [city]}\n");

    CommandRun run = folder.release();

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(folder.output()).isDirectoryContaining("glob:**/city=*");
    assertThat(run.out().lines().filter(line -> line.matches("(Bern|Oslo) .*")))
        .isNotEmpty()
        .isSorted();
  }

  @Test
  void printsATableAndNamesItsManifest() {
    SparkTestSession.shared().sql("CREATE DATABASE printed LOCATION '" + root.resolve("db") + "'");
    folder.spec(
        ReleaseFolder.SPEC + "output: {path: %s, format: csv}\n".formatted(root + "/unused"));
    SparkSession spark = SparkTestSession.shared().newSession();
    spark.conf().set("spark.tacet.output.table", "spark_catalog.printed.visits");

    CommandRun run =
        CommandRun.of(
            work -> work.applyAsInt(spark),
            "release",
            folder.specFile().toString(),
            "--set",
            "data=" + ReleaseFolder.data(),
            "--ledger",
            folder.ledgerFolder().toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("(?m)^Bern +\\d+ ")
        .contains(
            "Published:    table:spark_catalog.printed.visits",
            "Manifest:     the table's property tacet.manifest");
  }
}
