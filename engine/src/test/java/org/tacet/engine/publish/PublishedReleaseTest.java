package org.tacet.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.engine.digest.Sha256;
import org.tacet.engine.release.ReleaseFailedException;
import org.tacet.engine.release.ReleaseProgress;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/** What lies at the output after a release, and after one that failed. */
class PublishedReleaseTest {

  /** Noise of scale 1e-5: another value than the true one has probability below e^-90000. */
  private static final String SPEC =
      """
      release: visits
      account: test
      sources:
        visits: {path: DATA/%s, private: {unit: [visitor]}}
        cities: {path: DATA/cities, public: true}
      from: visits
      joins: [{table: cities, on: {city_id: id}}]
      group_by: [{name: place, expression: name}]
      groups: {public: {table: cities, columns: {place: name}}}
      bounds: {max_groups_contributed: 1}
      aggregates:
        - {name: visits, count: {contribution_bounds_per_group: [0, 1]}}
      privacy: {epsilon: 1e5, allow_large_epsilon: true}
      """;

  @TempDir static Path folder;
  private static ReleaseHarness harness;

  @BeforeAll
  static void storeTables() {
    List<Row> visits = new ArrayList<>();
    for (long visitor = 0; visitor < 20; visitor++) {
      visits.add(RowFactory.create(visitor, 1, "SECRET-" + visitor));
      visits.add(RowFactory.create(visitor, 7, "SECRET-" + visitor)); // no listed city
      visits.add(RowFactory.create(visitor, 8, "SECRET-" + visitor));
    }
    harness =
        new ReleaseHarness(folder, TestSpark.session())
            .table("visits", "visitor bigint, city_id int, note string", visits)
            .table(
                "cities",
                "id int, name string",
                List.of(RowFactory.create(1, "Bern"), RowFactory.create(2, "Genf, \"GE\"")));
  }

  @Test
  void publishesTheListedGroupsAndAManifestThatFitsThem() throws IOException {
    String releaseId =
        harness.release(spec("visits") + "output: {format: csv}\n", "csv", 1).releaseId();

    Path output = folder.resolve("csv");
    // P13: rows of cities that are not listed take no unit's one group away.
    assertThat(Files.readAllLines(output.resolve("part-00000.csv")))
        .containsExactly("place,visits", "Bern,20", "\"Genf, \\\"GE\\\"\",0");
    JsonNode manifest = manifest(output);
    assertThat(manifest.path("release_id").asText()).isEqualTo(releaseId);
    assertThat(manifest.path("published_rows").asInt()).isEqualTo(2);
    assertThat(manifest.path("groups").path("chosen").asText()).isEqualTo("publicly");
    JsonNode guarantee = manifest.path("guarantee");
    assertThat(guarantee.path("accountant").asText()).isIn("pld", "basic");
    assertThat(guarantee.path("composed_epsilon").decimalValue())
        .isPositive()
        .isLessThanOrEqualTo(guarantee.path("epsilon").decimalValue());
    assertThat(guarantee.path("composed_delta").decimalValue())
        .isLessThanOrEqualTo(guarantee.path("delta").decimalValue());
    assertThat(manifest.path("session_settings").path("spark.sql.ansi.enabled").asText())
        .isEqualTo("false");
    requireHashes(output, manifest);
    requireNothingOfTheInput(output);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith(".csv"));
    }
  }

  private static void requireHashes(Path output, JsonNode manifest) throws IOException {
    List<String> described = new ArrayList<>();
    for (JsonNode file : manifest.path("files")) {
      byte[] content = Files.readAllBytes(output.resolve(file.path("name").asText()));
      assertThat(file.path("sha256").asText()).isEqualTo(Sha256.hex(content));
      assertThat(file.path("bytes").asLong()).isEqualTo(content.length);
      described.add(file.path("name").asText());
    }
    described.add("_manifest.json");
    try (Stream<Path> files = Files.list(output)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(described);
    }
  }

  /** P19: no name, size or count of the input, no hash of it that could be recomputed. */
  private static void requireNothingOfTheInput(Path output) throws IOException {
    String manifest = Files.readString(output.resolve("_manifest.json"));
    assertThat(manifest).doesNotContain(folder.toString()).doesNotContain("SECRET");
    for (String table : List.of("visits", "cities")) {
      try (Stream<Path> files = Files.list(folder.resolve(table))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".parquet")).toList()) {
          assertThat(manifest)
              .doesNotContain(file.getFileName().toString())
              .doesNotContain(" " + Files.size(file) + ",")
              .doesNotContain(Sha256.hex(Files.readAllBytes(file)));
        }
      }
    }
    assertThat(manifest).doesNotContainPattern("\\b60\\b"); // its rows
    LedgerEntry entry = newestEntry();
    assertThat(entry.release().inputHash()).isNotBlank();
    assertThat(manifest).doesNotContain(entry.release().inputHash());
  }

  @Test
  void anInputThatIsRewrittenMeanwhileFailsTheReleaseAndKeepsTheCharge() {
    copy("visits", "rewritten");
    ReleaseFailedException failure =
        failure(
            "rewritten",
            phase -> {
              if (phase == ReleaseProgress.Phase.SEAL) {
                rewrite(folder.resolve("rewritten"));
              }
            });
    assertThat(failure)
        .hasMessageContaining("failed in phase seal")
        .hasMessageContaining(
            "the source visits changed while the release ran: a file was rewritten")
        .hasMessageContaining("nothing was published; the charge of")
        .hasMessageContaining("stays");
  }

  @ParameterizedTest
  @ValueSource(strings = {"added", "removed"})
  void anInputWhoseFilesComeOrGoMeanwhileFailsTheRelease(String kind) {
    copy("visits", kind);
    ReleaseFailedException failure =
        failure(
            kind,
            phase -> {
              if (phase == ReleaseProgress.Phase.SEAL) {
                addOrRemove(kind);
              }
            });
    assertThat(failure)
        .hasMessageContaining("failed in phase seal")
        .hasMessageContaining(
            "the source visits changed while the release ran: a file or partition was " + kind)
        .hasMessageContaining("nothing was published; the charge of");
  }

  private static void addOrRemove(String kind) {
    try (Stream<Path> files = Files.list(folder.resolve(kind))) {
      Path file =
          files.filter(each -> each.toString().endsWith(".parquet")).findFirst().orElseThrow();
      if (kind.equals("added")) {
        Files.copy(file, file.resolveSibling("more.parquet"));
      } else {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aBrokenFileAmongGoodOnesIsNamedAndNoValueIs() throws IOException {
    copy("visits", "broken");
    Path city = Files.createDirectories(folder.resolve("broken/town=SECRET"));
    try (Stream<Path> files = Files.list(folder.resolve("broken"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".parquet")).toList()) {
        Files.move(file, city.resolve("part-00000.parquet"));
      }
    }
    Files.writeString(city.resolve("part-99999.parquet"), "SECRET,1,SECRET,PAR1,SECRET");
    assertThat(failure("broken", phase -> {}))
        .hasMessageContaining("failed in phase noise (the file ")
        .hasMessageContaining("broken/town=.../part-99999.parquet can't be read)")
        .hasMessageContaining("nothing was published; the charge of")
        .hasMessageNotContaining("SECRET");
  }

  /** Runs a release that fails while it reads, and requires that it left a charge and no output. */
  private static ReleaseFailedException failure(
      String table, java.util.function.Consumer<ReleaseProgress.Phase> during) {
    String output = table + "-out";
    ReleaseFailedException failure =
        catchThrowableOfType(
            ReleaseFailedException.class,
            () ->
                harness.release(
                    spec(table),
                    output,
                    1,
                    new ReleaseProgress() {
                      @Override
                      public void begins(Phase phase) {
                        during.accept(phase);
                      }

                      @Override
                      public void notice(String text) {}
                    }));
    assertThat(folder.resolve(output)).doesNotExist();
    assertThat(folder).isDirectoryNotContaining(file -> file.toString().contains(".staging-"));
    assertThat(newestEntry().state()).isEqualTo(EntryState.READING);
    assertThat(newestEntry().output()).endsWith(output);
    return failure;
  }

  private static String spec(String table) {
    return SPEC.formatted(table);
  }

  private static LedgerEntry newestEntry() {
    List<LedgerEntry> entries = harness.ledger().releases(ReleaseHarness.ACCOUNT);
    return entries.get(entries.size() - 1);
  }

  private static JsonNode manifest(Path output) throws IOException {
    return new ObjectMapper().readTree(output.resolve("_manifest.json").toFile());
  }

  private static void copy(String from, String to) {
    try (Stream<Path> files = Files.list(folder.resolve(from))) {
      Files.createDirectories(folder.resolve(to));
      for (Path file : files.filter(each -> each.toString().endsWith(".parquet")).toList()) {
        Files.copy(file, folder.resolve(to).resolve(file.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void rewrite(Path table) {
    try (Stream<Path> files = Files.list(table)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".parquet")).toList()) {
        byte[] content = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(content, content.length + 1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
