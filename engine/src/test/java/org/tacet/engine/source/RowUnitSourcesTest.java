package org.tacet.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.engine.release.ReleaseSession;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpecReader;
import org.tacet.engine.testing.TestSpark;

/** A row that is a privacy unit is read once, or the source is refused (P1, P4). */
class RowUnitSourcesTest {

  @TempDir static Path folder;
  private static SparkSession session;
  private static CatalogTables tables;

  @BeforeAll
  static void createTables() {
    SparkSession base = TestSpark.session();
    tables = new CatalogTables(base, folder);
    tables.sql("create view shop.grown as select id, n + 1 as n from shop.people where n > 0");
    tables.sql(
        "create view shop.twice as select id from shop.people union all select id from shop.people");
    tables.sql(
        "create view shop.long as select id, part from shop.people unpivot (part for w in (n))");
    session = ReleaseSession.open(base, "UTC");
  }

  @AfterAll
  static void dropTables() {
    tables.close();
  }

  private static TracedSource trace(String input) {
    String yaml =
        """
        release: one
        account: test
        sources: {t: {%s, private: {rows: 2}}}
        from: t
        aggregates: [{name: rows, count: {}}]
        privacy: {epsilon: 1}
        output: {path: out}
        """
            .formatted(input);
    return TracedSource.trace(session, ReleaseSpecReader.parse(yaml, Map.of(), Overrides.NONE));
  }

  private static InvalidSpecException refused(String input) {
    InvalidSpecException refused =
        catchThrowableOfType(InvalidSpecException.class, () -> trace(input));
    assertThat(refused).as(input).isNotNull();
    return refused;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "table: shop.people",
        "table: shop.grown",
        "sql: \"select * from (select id from shop.grown where n < 9)\""
      })
  void projectionsAndFiltersOfOneTableKeepRowsApart(String input) {
    TracedSource traced = trace(input);
    assertThat(traced.unitNames()).isEmpty();
    assertThat(traced.rows().columns()).isEmpty();
    assertThat(traced.rows().count()).isEqualTo(input.contains("people") ? 4 : 3);
    assertThat(traced.assumptions())
        .containsExactly("nobody whose presence is to be hidden has more than 2 rows in t");
    PrivateTable table = traced.input().privateTables().get(0);
    assertThat(table.unitColumns()).isEmpty();
    assertThat(table.rows()).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "table: shop.twice",
        "table: shop.long",
        "sql: \"select id from shop.people union all select id from shop.visits\"",
        "sql: \"select id from (select id from shop.people union all select id from shop.people)\"",
        "sql: \"select p.id from shop.people p join shop.visits v on p.id = v.id\"",
        "sql: \"select p.id from shop.people p, shop.visits v\"",
        "sql: \"select id from shop.people lateral view explode(array(1, 2)) as e\"",
        "sql: \"select id, part from shop.people unpivot (part for w in (n))\"",
      })
  void whatCouldMakeSeveralRowsOfOneIsRefused(String input) {
    assertThat(refused(input))
        .hasMessageContaining("while rows are privacy units")
        .hasMessageContaining("private: {unit: [...]} in place of rows")
        .hasMessageContaining("over one");
  }

  /** What is refused of any source is refused of this one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "select distinct id from shop.people",
        "select id, explode(array(1, 2)) as e from shop.people",
        "select id, count(*) as c from shop.people group by id"
      })
  void whatIsNotOfSingleRowsStaysRefused(String sql) {
    refused("sql: \"%s\"".formatted(sql));
  }

  @Test
  void aFileUnderTwoNamesIsRefused() throws IOException {
    session.range(3).coalesce(1).write().parquet(folder.resolve("linked").toString());
    String input = "path: " + folder.resolve("linked");
    assertThat(trace(input).rows().count()).isEqualTo(3);
    try (Stream<Path> files = Files.list(folder.resolve("linked"))) {
      List<Path> data = files.filter(each -> each.toString().endsWith(".parquet")).toList();
      Files.createSymbolicLink(folder.resolve("linked").resolve("again.parquet"), data.get(0));
    }
    assertThat(refused(input)).hasMessageContaining("reads a file twice");
  }

  @Test
  void partitionsThatShareAFolderAreRefused() {
    assertThat(trace("table: shop.visits").rows().count()).isEqualTo(2);
    tables.sql(
        "alter table shop.visits add partition (day = 'sun') location '%s'"
            .formatted(tables.folder("visits").resolve("day=mon")));
    try {
      assertThat(refused("table: shop.visits")).hasMessageContaining("reads a file twice");
    } finally {
      tables.sql("alter table shop.visits drop partition (day = 'sun')");
    }
  }

  /** Spark's own reader makes a row of each element. */
  @Test
  void aLineIsOneRow() throws IOException {
    Files.createDirectories(folder.resolve("lines"));
    Files.writeString(
        folder.resolve("lines/a.json"), "{\"a\": 1}\n[{\"a\": 2}, {\"a\": 3}, {\"a\": 4}]\n");
    assertThat(
            trace("path: %s, format: json, schema: a bigint".formatted(folder.resolve("lines")))
                .rows()
                .count())
        .isLessThanOrEqualTo(2);
  }
}
