package org.tacet.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.engine.release.ReleaseSession;
import org.tacet.engine.source.InputChange.Kind;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.spec.ReleaseSpecReader;
import org.tacet.engine.testing.TestSpark;

/** P8: whatever happens to a source after it was listed is noticed, and nothing else. */
class InputListingTest {

  @TempDir Path folder;
  private SparkSession base;
  private SparkSession session;
  private CatalogTables tables;

  @BeforeEach
  void createTables() {
    base = TestSpark.session();
    tables = new CatalogTables(base, folder);
    session = ReleaseSession.open(base, "UTC");
  }

  @AfterEach
  void dropTables() {
    tables.close();
  }

  private TracedSource trace(String input) {
    return CatalogTables.trace(session, input, "id");
  }

  private Optional<Kind> change(TracedSource source) {
    Optional<InputChange> change = source.input().change(session);
    change.ifPresent(found -> assertThat(found.source()).isEqualTo("t"));
    return change.map(InputChange::kind);
  }

  private static List<Path> dataFiles(Path below) throws IOException {
    try (Stream<Path> files = Files.walk(below)) {
      return files.filter(file -> file.getFileName().toString().startsWith("part-")).toList();
    }
  }

  private static void append(Path file) throws IOException {
    Files.write(file, new byte[1], StandardOpenOption.APPEND);
  }

  private String path(String table) {
    return "path: " + tables.folder(table);
  }

  @ParameterizedTest
  @ValueSource(strings = {"path", "table", "view", "sql"})
  void filesThatComeAndGoAreNoticed(String kind) throws IOException {
    tables.sql("create view shop.adults as select id from shop.people where n > 0");
    String input =
        switch (kind) {
          case "path" -> path("people");
          case "table" -> "table: shop.people";
          case "view" -> "table: shop.adults";
          default -> "sql: select id from shop.people union all select id from shop.visits";
        };
    TracedSource source = trace(input);
    assertThat(change(source)).isEmpty();

    Path people = tables.folder("people");
    Path file = dataFiles(people).get(0);
    Path added = Files.copy(file, people.resolve("added.parquet"));
    assertThat(change(source)).contains(Kind.ADDED);
    Files.delete(added);
    assertThat(change(source)).isEmpty();

    Path moved = Files.move(file, folder.resolve("moved"));
    assertThat(change(source)).contains(Kind.REMOVED);
    Files.move(moved, file);
    assertThat(change(source)).isEmpty();

    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    assertThat(change(source)).contains(Kind.REWRITTEN);
    append(file);
    assertThat(change(source)).contains(Kind.REWRITTEN);
    tables.sql("drop view shop.adults");
    tables.sql("drop table shop.people");
    assertThat(change(source)).contains(Kind.REMOVED);
  }

  @Test
  void whatIsNoDataIsNoChange() throws IOException {
    TracedSource source = trace(path("people"));
    Path people = tables.folder("people");
    Files.writeString(people.resolve("_SUCCESS"), "x");
    Files.writeString(people.resolve(".part.crc"), "x");
    Files.createDirectories(people.resolve("_temporary/0"));
    Files.writeString(people.resolve("_temporary/0/part-0.parquet"), "x");
    Files.createDirectories(people.resolve("day=1"));
    tables.sql("insert into shop.visits values (3, 'wed')");
    assertThat(change(source)).isEmpty();
  }

  @Test
  void foldersThatComeAndGoAreNoticed() throws IOException {
    TracedSource source = trace("path: '%s', format: orc".formatted(tables.folder("visits")));
    assertThat(change(source)).isEmpty();
    Path monday = dataFiles(tables.folder("visits").resolve("day=mon")).get(0);
    Path friday = Files.createDirectories(tables.folder("visits").resolve("day=fri"));
    assertThat(change(source)).isEmpty();
    Path added = Files.copy(monday, friday.resolve("part-0.orc"));
    assertThat(change(source)).contains(Kind.ADDED);
    Files.delete(added);
    // A folder that doesn't go with the others: Spark would refuse to list this.
    Path hour = Files.createDirectories(tables.folder("visits").resolve("hour=1"));
    Files.copy(monday, hour.resolve("part-0.orc"));
    assertThat(change(source)).isPresent();
  }

  @Test
  void partitionsThatComeAndGoInTheCatalogAreNoticed() throws IOException {
    TracedSource source = trace("table: shop.visits");
    assertThat(change(source)).isEmpty();
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Path monday = dataFiles(tables.folder("visits").resolve("day=mon")).get(0);
    Files.copy(monday, elsewhere.resolve("part-0.orc"));
    assertThat(change(source)).isEmpty();

    tables.sql("alter table shop.visits add partition (day = 'fri') location '" + elsewhere + "'");
    assertThat(change(source)).contains(Kind.ADDED);
    tables.sql("alter table shop.visits drop partition (day = 'fri')");
    assertThat(change(source)).isEmpty();
    tables.sql("alter table shop.visits drop partition (day = 'tue')");
    assertThat(change(source)).contains(Kind.REMOVED);
  }

  @Test
  void aTableOfPartitionsThatWasDroppedIsNoticed() {
    TracedSource source = trace("table: shop.visits");
    tables.sql("drop table shop.visits");
    assertThat(change(source)).contains(Kind.REMOVED);
  }

  /** Spark keeps lengths of its listing and would read the new file by them. */
  @Test
  void aFileThatIsRewrittenWhileTheReleaseIsPlannedIsRefused() throws IOException {
    ReleaseSpec spec =
        ReleaseSpecReader.parse(
            """
            release: one
            account: test
            sources: {t: {path: '%s', private: {unit: [id]}}}
            from: t
            aggregates: [{name: rows, count: {max_rows_per_group: 4}}]
            privacy: {epsilon: 1}
            output: {path: out}
            """
                .formatted(tables.folder("people")),
            java.util.Map.of(),
            Overrides.NONE);
    Dataset<Row> listed = session.read().parquet(tables.folder("people").toString());
    append(dataFiles(tables.folder("people")).get(0));
    assertThatThrownBy(
            () -> InputListing.of(session, spec.sources().get("t"), RowExpressions.planOf(listed)))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("sources.t.path: is being written while the release is planned")
        .hasMessageContaining("a file was rewritten");
  }
}
