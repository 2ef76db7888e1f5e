package org.tacet.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.engine.release.ReleaseSession;
import org.tacet.engine.testing.TestSpark;

/** P17: by which places and columns accounts know the sources of a release. */
class PrivateTablesTest {

  @TempDir Path folder;
  private SparkSession session;
  private CatalogTables tables;

  @BeforeEach
  void createTables() {
    SparkSession base = TestSpark.session();
    tables = new CatalogTables(base, folder);
    session = ReleaseSession.open(base, "UTC");
  }

  @AfterEach
  void dropTables() {
    tables.close();
  }

  private PrivateTable table(String input, String unit) {
    List<PrivateTable> found = CatalogTables.trace(session, input, unit).input().privateTables();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).sourceName()).isEqualTo("t");
    return found.get(0);
  }

  private String place(String table) {
    return "file:" + tables.folder(table);
  }

  @Test
  void aPathIsAPlace() {
    PrivateTable people = table("path: " + tables.folder("people"), "t.ID");
    assertThat(people.places()).containsExactly(place("people"));
    assertThat(people.unitColumns()).containsExactly("ID");
    assertThat(people.storedUnitColumns()).containsExactly("id");
    assertThat(people.reads(folder + "/shop.db")).isTrue();
    assertThat(people.reads("spark_catalog.shop.people")).isFalse();
  }

  @Test
  void aTableHasAFolderAndAName() {
    PrivateTable people = table("table: shop.people", "id");
    assertThat(people.places()).containsExactly(place("people"), "spark_catalog.shop.people");
    assertThat(people.reads("spark_catalog.shop.people")).isTrue();
    assertThat(people.reads(place("people"))).isTrue();
    assertThat(people.reads(place("visits"))).isFalse();
  }

  @Test
  void aTableOfPartitionsHasTheFoldersOutsideOfItsOwnToo() {
    tables.sql("alter table shop.visits add partition (day = 'fri') location '" + folder + "/fri'");
    tables.sql("insert into shop.visits values (9, 'fri')");
    PrivateTable visits = table("table: shop.visits", "id");
    assertThat(visits.places())
        .containsExactly(place("visits"), "file:" + folder + "/fri", "spark_catalog.shop.visits");
    assertThat(visits.reads(place("visits") + "/day=mon")).isTrue();
    assertThat(visits.reads(place("visits") + "/day=sun")).isFalse();
  }

  @Test
  void aViewHasTheNamesAndPlacesOfAllBehindIt() {
    tables.sql("create view shop.renamed as select n as who, id from shop.people");
    tables.sql("create view shop.both as select who from shop.renamed");
    PrivateTable both = table("table: shop.both", "who");
    assertThat(both.places())
        .containsExactly(
            place("people"),
            "spark_catalog.shop.both",
            "spark_catalog.shop.renamed",
            "spark_catalog.shop.people");
    assertThat(both.unitColumns()).containsExactly("who");
    assertThat(both.storedUnitColumns()).containsExactly("n");
  }

  @Test
  void aComputedUnitIsNoColumnOfTheFiles() {
    PrivateTable computed = table("sql: select id + 1 as id from shop.people", "id");
    assertThat(computed.unitColumns()).containsExactly("id");
    assertThat(computed.storedUnitColumns())
        .singleElement()
        .asString()
        .contains("id of select id + 1");
  }

  /** What is registered may lie below the folder that a source names. */
  @Test
  void aSourceAboveARegisteredFolderReadsIt() throws Exception {
    Path file;
    try (var files = Files.list(tables.folder("people"))) {
      file = files.filter(each -> each.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    Path part = Files.createDirectories(folder.resolve("all/shop=1"));
    Files.copy(file, part.resolve("part-0.parquet"));
    PrivateTable all = table("path: " + folder.resolve("all"), "id");
    assertThat(all.places()).containsExactly("file:" + folder.resolve("all"));
    assertThat(all.reads(part.toString())).isTrue();
    assertThat(all.reads(folder.resolve("all/shop=2").toString())).isFalse();
  }

  @Test
  void aSourceThatIsOwnedHasTheUnitOfItsOwner() {
    List<PrivateTable> found =
        CatalogTables.traceAll(
                session,
                "{t: {sql: 'select id as visitor, day from shop.visits',"
                    + " owned_by: {table: u, foreign_key: {visitor: id}}},"
                    + " u: {table: shop.people, private: {unit: [name]}}}",
                "joins: [{table: u, on: {visitor: id}}]")
            .input()
            .privateTables();
    assertThat(found).extracting(PrivateTable::sourceName).containsExactly("t", "u");
    assertThat(found.get(0).unitColumns()).containsExactly("name");
    assertThat(found.get(0).storedUnitColumns()).containsExactly("name");
    assertThat(found.get(1).unitColumns()).containsExactly("name");
  }
}
