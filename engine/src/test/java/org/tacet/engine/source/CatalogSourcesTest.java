package org.tacet.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.engine.release.ReleaseSession;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.testing.TestSpark;

/** Tables, views and queries as sources: what is read, and what stands in the ledger for it. */
class CatalogSourcesTest {

  @TempDir Path folder;
  private SparkSession base;
  private CatalogTables tables;

  @BeforeEach
  void createTables() {
    base = TestSpark.session();
    tables = new CatalogTables(base, folder);
  }

  @AfterEach
  void dropTables() {
    tables.close();
  }

  private TracedSource trace(String input, String unit) {
    return CatalogTables.trace(ReleaseSession.open(base, "UTC"), input, unit);
  }

  private static List<String> rows(TracedSource source) {
    return source.rows().collectAsList().stream().map(Row::toString).sorted().toList();
  }

  @Test
  void aTableIsReadByItsName() {
    assertThat(rows(trace("table: shop.people", "id"))).containsExactly("[1]", "[2]", "[3]");
    assertThat(rows(trace("table: spark_catalog.shop.visits", "id, day")))
        .containsExactly("[1,mon]", "[2,tue]");
    assertThat(trace("table: shop.visits", "id").files().files()).hasSize(2);
  }

  @Test
  void viewsAreExpandedAndUnitedAndFiltered() {
    tables.sql(
        "create view shop.adults as select id, upper(name) as name from shop.people where n > 0");
    tables.sql(
        "create view shop.all as select a.* from shop.adults as a union all"
            + " select id + 1, day from shop.visits where day <> 'tue'");
    TracedSource traced = trace("table: shop.all", "id, name");
    assertThat(rows(traced)).containsExactly("[1,1]", "[2,mon]");
    // The files of a folder that the filter leaves out count as read too.
    assertThat(traced.files().files()).hasSize(2 + base.table("shop.people").inputFiles().length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select * from shop.people",
        "SELECT p.id, p.* FROM (select name, n, id from shop.people) p WHERE p.id is not null -- all",
        "table shop.people"
      })
  void aQueryIsReadAsItStands(String sql) {
    String query = sql.replace("p.id, p.*", "p.*");
    assertThat(rows(trace("sql: '" + query + "'", "id"))).containsExactly("[1]", "[2]", "[3]");
  }

  @Test
  void planningStartsNoJob() throws TimeoutException {
    tables.sql("create view shop.named as select id, name from shop.people where n > 0");
    int jobs =
        StartedJobs.during(
            base,
            () -> {
              trace("table: shop.named", "id");
              trace("sql: select id from shop.visits", "id");
            });
    assertThat(jobs).isZero();
  }

  /** Each raises for some row under ANSI mode, under which the view was made. */
  @Test
  void whatAViewOfAnsiModeWouldRaiseIsNull() {
    tables.ansi(
        """
        create view shop.strict as
        select id, 1 div n as a, 1 / n as b, 1 % n as c, cast(name as int) as d,
            n + 2147483647 as e, n * 2147483647 as f, - (n - 2147483647 - 1) as g,
            abs(n - 2147483647 - 1) as h, cast(id * 100 as tinyint) as i, pmod(1, n) as j,
            cast(name as date) as k, 1 / 0 as l, cast('abc' as int) as m
        from shop.people where id is not null and 6 / n > 0 or n = 0
        """);
    SparkSession strict = base.newSession();
    strict.conf().set("spark.sql.ansi.enabled", "true");
    assertThatThrownBy(() -> strict.sql("select * from shop.strict").collectAsList())
        .hasMessageContaining("ZERO");

    SparkSession session = ReleaseSession.open(base, "UTC");
    assertThat(rows(CatalogTables.trace(session, "table: shop.strict", "id")))
        .as("6 / 0 is null, n = 0 keeps the row")
        .containsExactly("[1]", "[2]", "[3]");
    String columns = "abcdefghijklm";
    for (int column = 0; column < columns.length(); column++) {
      List<String> units =
          rows(CatalogTables.trace(session, "table: shop.strict", "" + columns.charAt(column)));
      // Of people 1 (n = 1, name 1), 2 (n = 0, name abc) and 3 (n = 3, name null):
      assertThat(units)
          .as("column " + columns.charAt(column))
          .isEqualTo(
              switch (columns.charAt(column)) {
                case 'a' -> List.of("[0]", "[1]");
                case 'b' -> List.of("[0.3333333333333333]", "[1.0]");
                case 'c', 'j' -> List.of("[0]", "[1]");
                case 'd' -> List.of("[1]");
                case 'e' -> List.of("[2147483647]");
                case 'f' -> List.of("[0]", "[2147483647]");
                case 'g', 'h' -> List.of("[2147483645]", "[2147483647]");
                case 'i' -> List.of("[100]");
                default -> List.of();
              });
    }
  }

  @Test
  void aViewKeepsTheTimeZoneItWasMadeIn() {
    base.conf().set("spark.sql.session.timeZone", "Asia/Tokyo");
    tables.sql("create table shop.times (id bigint, at timestamp) using parquet");
    tables.sql("insert into shop.times values (1, timestamp '2026-01-01 03:00:00')");
    tables.sql("create view shop.hours as select id, hour(at) as h from shop.times");
    assertThat(rows(trace("table: shop.hours", "h"))).containsExactly("[3]");
    assertThat(rows(trace("sql: select hour(at) as h from shop.times", "h")))
        .containsExactly("[18]");
  }

  /** P2: the catalog's word that a unit is never null is not taken. */
  @Test
  void aNullUnitIsDroppedThoughTheCatalogSaysThereIsNone() {
    tables.sql(
        "create table shop.sworn (id bigint not null) using parquet location '"
            + tables.folder("people")
            + "'");
    assertThat(rows(trace("table: shop.sworn", "id"))).containsExactly("[1]", "[2]", "[3]");
    tables.sql("create view shop.swears as select id, id + 1 as next from shop.sworn");
    assertThat(rows(trace("table: shop.swears", "next"))).containsExactly("[2]", "[3]", "[4]");
  }

  /** P8: what Spark listed for another session does not count. */
  @Test
  void filesAreListedAnew() throws java.io.IOException {
    assertThat(base.table("shop.people").count()).isEqualTo(4);
    base.table("shop.visits").count();
    base.range(7, 8)
        .selectExpr("id", "'y' as name", "1 as n")
        .coalesce(1)
        .write()
        .parquet(folder.resolve("more").toString());
    Path added;
    try (var files = Files.list(folder.resolve("more"))) {
      added = files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    Files.copy(added, tables.folder("people").resolve("added.parquet"));
    assertThat(base.table("shop.people").count()).as("the listing that Spark keeps").isEqualTo(4);

    TracedSource traced = trace("table: shop.people", "id");
    assertThat(rows(traced)).contains("[7]");
    assertThat(traced.files().files()).anyMatch(file -> file.path().endsWith("added.parquet"));
  }

  /** P8: the fingerprint names all files that are read, and no others are read later. */
  @Test
  void aPartitionThatIsAddedAfterPlanningIsNotRead() {
    TracedSource traced = trace("table: shop.visits", "id");
    tables.sql("insert into shop.visits values (3, 'wed')");
    assertThat(rows(traced)).containsExactly("[1]", "[2]");
    assertThat(rows(trace("table: shop.visits", "id"))).containsExactly("[1]", "[2]", "[3]");
  }

  @Test
  void aTableOfZeroRowsAndFilesIsAnOrdinarySource() {
    tables.sql("create table shop.nobody (id bigint) using parquet");
    tables.sql(
        "create table shop.never (id bigint, day string) using parquet partitioned by (day)");
    assertThat(rows(trace("table: shop.nobody", "id"))).isEmpty();
    assertThat(rows(trace("table: shop.never", "id"))).isEmpty();
  }

  @Test
  void oneTableCanBeTwoSources() {
    TracedSource joined =
        CatalogTables.traceAll(
            ReleaseSession.open(base, "UTC"),
            "{t: {table: shop.people, private: {unit: [id]}},"
                + " u: {sql: 'select id, n from shop.people', private: {unit: [id]}}}",
            "joins: [{table: u, on: {id: id}}]\nbounds: {max_rows_joined: 3}\nwhere: t.n = u.n");
    assertThat(rows(joined)).containsExactly("[1]", "[2]", "[3]");
  }

  /** P1: one name for two columns of a file would make one row two units'. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sql: 'select n as id from shop.people'",
        "sql: 'select id + 1 as id from shop.people'",
        "table: shop.renamed",
        "sql: 'select id from shop.people union all select n as id from shop.people'"
      })
  void aFileIsNotOwnedByTwoOfItsColumns(String input) {
    tables.sql("create view shop.renamed as select n as id, id as n from shop.people");
    for (String first : List.of("table: shop.people", "path: PEOPLE")) {
      assertThatThrownBy(
              () ->
                  CatalogTables.traceAll(
                      ReleaseSession.open(base, "UTC"),
                      "{t: {%s, private: {unit: [id]}}, u: {%s, private: {unit: [id]}}}"
                          .formatted(first, input)
                          .replace("PEOPLE", tables.folder("people").toString()),
                      "joins: [{table: u, on: {id: id}}]"))
          .isInstanceOf(InvalidSpecException.class)
          .hasMessageContaining("holds files of the source t, which is declared otherwise")
          .hasMessageContaining("over the same columns of the file");
    }
  }

  /** P1: fields of csv have places and no names. */
  @ParameterizedTest
  @ValueSource(
      strings = {"schema: 'n string, id string'", "schema: 'id string, n string', delimiter: ';'"})
  void aFieldOfCsvIsNotTwoUnits(String other) throws java.io.IOException {
    Path lines = Files.createDirectories(folder.resolve("lines"));
    Files.writeString(lines.resolve("a.csv"), "1;x,2\n");
    String csv = "{path: '" + lines + "', format: csv, %s, private: {unit: [id]}}";
    String first = csv.formatted("schema: 'id string, n string'");
    assertThatThrownBy(
            () ->
                CatalogTables.traceAll(
                    ReleaseSession.open(base, "UTC"),
                    "{t: %s, u: %s}".formatted(first, csv.formatted(other)),
                    "joins: [{table: u, on: {id: id}}]"))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("holds files of the source t, which is declared otherwise");
    TracedSource alike =
        CatalogTables.traceAll(
            ReleaseSession.open(base, "UTC"),
            "{t: %s, u: %s}".formatted(first, first),
            "joins: [{table: u, on: {id: id}}]\nbounds: {max_rows_joined: 3}");
    assertThat(rows(alike)).containsExactly("[1;x]");
  }

  @Test
  void oneInputCanBeTwoSourcesThoughItsUnitIsComputed() {
    String computed = "{sql: 'select id + 1 as id from shop.people', private: {unit: [id]}}";
    TracedSource joined =
        CatalogTables.traceAll(
            ReleaseSession.open(base, "UTC"),
            "{t: %s, u: %s}".formatted(computed, computed),
            "joins: [{table: u, on: {id: id}}]\nbounds: {max_rows_joined: 3}");
    assertThat(rows(joined)).containsExactly("[2]", "[3]", "[4]");
  }

  /** P13, P1: the file behind a table, a view or a query has one owner. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "table: shop.people",
        "table: shop.seen",
        "sql: select id from shop.people",
        "path: PEOPLE"
      })
  void aPrivateFileIsNotDeclaredPublicUnderAnotherName(String input) {
    tables.sql("create view shop.seen as select id from shop.people where n > 0");
    for (String first :
        List.of("path: PEOPLE", "table: shop.seen", "sql: select id from shop.people")) {
      String sources =
          "{t: {%s, private: {unit: [id]}}, u: {%s, public: true}}"
              .formatted(first, input)
              .replace("PEOPLE", tables.folder("people").toString());
      InvalidSpecException refused =
          catchThrowableOfType(
              InvalidSpecException.class,
              () ->
                  CatalogTables.traceAll(
                      ReleaseSession.open(base, "UTC"),
                      sources,
                      "joins: [{table: u, on: {id: id}}]"));
      assertThat(refused)
          .as(sources)
          .isNotNull()
          .hasMessageContaining("holds files of the source t, which is declared otherwise");
      assertThat(refused.path()).isEqualTo("sources.u." + input.substring(0, input.indexOf(':')));
    }
  }
}
