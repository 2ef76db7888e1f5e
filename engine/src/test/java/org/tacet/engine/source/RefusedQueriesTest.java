package org.tacet.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.engine.release.ReleaseSession;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.testing.TestSpark;

/** P4: a view or query that is not one of single rows is refused, whatever it would have done. */
class RefusedQueriesTest {

  private static final String LEGAL = "legal: columns, ";

  @TempDir static Path folder;
  private static SparkSession base;
  private static SparkSession session;
  private static CatalogTables tables;

  @BeforeAll
  static void createTables() {
    base = TestSpark.session();
    tables = new CatalogTables(base, folder);
    base.udf().register("mine", (UDF1<Long, Long>) value -> value, DataTypes.LongType);
    base.sql("create global temporary view everywhere as select * from shop.people");
    base.range(3).createOrReplaceGlobalTempView("numbers");
    base.sql("create temporary view here as select * from shop.people");
    tables.sql("create table shop.texts (id bigint) using csv");
    tables.sql("create table shop.objects (id bigint) using json");
    tables.sql("create table shop.lines (value string) using text");
    tables.sql(
        "create table shop.old (id bigint) using parquet options (datetimeRebaseMode 'EXCEPTION')");
    tables.sql("create table shop.padded (id bigint, c char(3)) using parquet");
    tables.sql("create table shop.gone (id bigint) using parquet");
    session = ReleaseSession.open(base, "UTC");
  }

  @AfterAll
  static void dropTables() {
    base.sql("drop view global_temp.everywhere");
    base.sql("drop view global_temp.numbers");
    tables.close();
  }

  /** What both a view and a query may not do. */
  static Stream<Arguments> plans() {
    return Stream.of(
        refusal(
            "select id, count(*) as c from shop.people group by id",
            "aggregates rows|function count"),
        refusal("select id from shop.people group by id having id > 1", "aggregates rows"),
        refusal("select id from shop.people group by all", "aggregates rows"),
        refusal("select distinct id from shop.people", "removes duplicates"),
        refusal(
            "select id from shop.people union select id from shop.visits", "removes duplicates"),
        refusal("select id from shop.people limit 2", "takes a number of rows"),
        refusal("select id from shop.people order by n limit 2", "takes a number of rows"),
        refusal("select id from shop.people offset 2", "leaves a number of rows out"),
        refusal("select id from shop.people order by id", "sorts rows"),
        refusal("select id from shop.people tablesample (10 percent)", "samples rows"),
        refusal(
            "select id, row_number() over (order by id) as r from shop.people", "window|Window"),
        refusal("select sum(n) over (partition by id) as id from shop.people", "window|Window"),
        refusal("select p.id from shop.people p join shop.visits v on p.id = v.id", "joins tables"),
        refusal("select p.id from shop.people p, shop.visits v", "joins tables"),
        refusal(
            "select p.id from shop.people p left anti join shop.visits v on p.id = v.id",
            "joins tables"),
        refusal("select id from shop.people except select id from shop.visits", "compares tables"),
        refusal(
            "select id from shop.people intersect select id from shop.visits", "compares tables"),
        refusal(
            "select id, explode(array(1, 2)) as e from shop.people",
            "several rows of one|function explode"),
        refusal(
            "select id from shop.people lateral view explode(array(1)) as e",
            "several rows of one"),
        refusal(
            "select /*+ repartition(3) */ id from shop.people", "distributes rows|holds a hint"),
        refusal("with x as (select * from shop.people) select * from x", "WITH"),
        refusal("select 1L as id", "reads no table"),
        refusal("select * from values (1L) as v(id)", "holds rows of its own"),
        refusal("select id from range(5)", "makes rows by itself|function in place of a table"),
        refusal(
            "select id from shop.people where id in (select id from shop.visits)",
            "InSubquery|holds In"),
        refusal("select id from shop.people where exists (select 1 from shop.visits)", "Exists"),
        refusal(
            "select id, (select max(id) from shop.visits) as m from shop.people", "ScalarSubquery"),
        refusal("select id, rand() as r from shop.people", "Rand|function rand"),
        refusal("select id, uuid() as r from shop.people", "Uuid|function uuid"),
        refusal("select id, monotonically_increasing_id() as r from shop.people", "onotonically"),
        refusal("select id, current_date() as d from shop.people", "CurrentDate|current_date"),
        refusal(
            "select id, input_file_name() as f from shop.people", "InputFileName|input_file_name"),
        refusal("select id, raise_error(name) as f from shop.people", "RaiseError|raise_error"),
        refusal("select id, name rlike '(a+)+' as f from shop.people", "RLike"),
        refusal(
            "select id, java_method('java.util.UUID', 'randomUUID') as f from shop.people",
            "CallMethod|java_method"),
        refusal(
            "select id, _metadata.file_size as f from shop.people",
            "hidden columns such as _metadata"),
        refusal(
            "select id from shop.people where _metadata.row_index < 2",
            "hidden columns such as _metadata"),
        refusal("select id, interval '1' day * n as i from shop.people", "Interval|interval"));
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("plans")
  void aViewOfOtherThanSingleRowsIsRefused(String query, String reason) {
    tables.sql("create or replace view shop.seen as " + query);
    InvalidSpecException refused = refusal("table: shop.seen");
    assertThat(refused.path()).isEqualTo("sources.t.table");
    assertThat(refused.getMessage()).containsPattern(reason).contains(LEGAL, "; fix: ");
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("plans")
  void aQueryOfOtherThanSingleRowsIsRefused(String query, String reason) {
    assertThat(refusedQuery(query)).containsPattern(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create table shop.made as select * from shop.people",
        "create table shop.made using parquet as select 1",
        "create view shop.made as select * from shop.people",
        "insert into shop.people values (9, '9', 9)",
        "insert overwrite directory '/tmp/made' using csv select id from shop.people",
        "from shop.people insert into shop.people select *",
        "drop table shop.people",
        "truncate table shop.people",
        "select id from shop.people; drop table shop.people",
        "select 1; select 2",
        "begin drop table shop.people; end",
        "execute immediate 'drop table shop.people'",
        "explain select id from shop.people",
        "describe shop.people",
        "show tables in shop",
        "cache table shop.people",
        "refresh table shop.people",
        "set spark.sql.ansi.enabled = true",
        "use shop",
        "declare variable x int",
        "call no.procedure()",
        "add jar 'x.jar'",
        "select :id as id from shop.people",
        "select ? as id from shop.people",
        "select * from identifier('shop.people')",
        "select * from shop.people version as of 1",
        "select * from shop.people with ('datetimeRebaseMode' = 'EXCEPTION')",
        "select id from stream shop.people",
        "select * except (n) from shop.people",
        "select id, mine(id) as m from shop.people",
        "select id, spark_catalog.shop.mine(id) as m from shop.people",
        "select id from shop.people |> where id > 1",
        "select transform(id) using 'cat' as (id string) from shop.people",
        "not a query"
      })
  void aTextThatIsNoSelectIsNeverCarriedOut(String sql) throws TimeoutException {
    int jobs =
        StartedJobs.during(
            session, () -> assertThat(refusedQuery(sql)).doesNotContain("does not resolve"));
    assertThat(jobs).isZero();
    assertThat(base.catalog().tableExists("shop.made")).isFalse();
    assertThat(base.table("shop.people").count()).isEqualTo(4);
  }

  static Stream<Arguments> tables() {
    return Stream.of(
        refusal("shop.nothing", "names a table that is not in the catalog"),
        refusal("people", "names a table that is not in the catalog"),
        refusal("nothing.people", "names a table that is not in the catalog"),
        refusal("elsewhere.shop.people", "does not resolve"),
        refusal("here", "names a table that is not in the catalog"),
        refusal("global_temp.everywhere", "reads a temporary view"),
        refusal("global_temp.numbers", "reads a temporary view"),
        refusal("two words", "is not the name of a table"),
        refusal("parquet.`/tmp`", "names a table that is not in the catalog"),
        refusal("shop.texts", "reads a csv or json table"),
        refusal("shop.objects", "reads a csv or json table"),
        refusal("shop.lines", "reads a table of another format than parquet and orc"),
        refusal("shop.old", "sets the option datetimerebasemode"),
        refusal("shop.padded", "resolves to StaticInvoke, which is not allowed"));
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("tables")
  void aTableThatIsNotThereOrNotOfFilesIsRefused(String name, String reason) {
    InvalidSpecException refused = refusal("table: \"" + name + "\"");
    assertThat(refused.path()).isEqualTo("sources.t.table");
    assertThat(refused.getMessage()).contains(reason, "; given ", "; legal: ", "; fix: ");
    assertThat(refusedQuery("select * from " + name)).isNotEmpty();
  }

  @Test
  void filesAreNoTablesOfAQuery() {
    assertThat(refusedQuery("select * from parquet.`" + tables.folder("people") + "`"))
        .contains("names a table that is not in the catalog");
  }

  @Test
  void aTableWhoseFolderIsGoneIsRefused() throws java.io.IOException {
    java.nio.file.Files.delete(tables.folder("gone"));
    assertThat(refusal("table: shop.gone")).hasMessageContaining("shop.db/gone is gone");
  }

  /** P19: the value of a partition is a value of rows. */
  @Test
  void theValueOfAPartitionThatIsGoneIsNotTold() throws java.io.IOException {
    tables.sql(
        "create table shop.parted (id bigint, customer string) using parquet"
            + " partitioned by (customer)");
    tables.sql("insert into shop.parted values (1, 'c4711'), (2, 'c4712')");
    org.apache.hadoop.fs.FileUtil.fullyDelete(
        tables.folder("parted").resolve("customer=c4711").toFile());
    assertThat(refusal("table: shop.parted"))
        .hasMessageContaining("/customer=... is gone")
        .hasMessageNotContaining("c4711");
  }

  @Test
  void columnsOfOneNameAreRefused() {
    assertThat(refusedQuery("select id, n as ID from shop.people"))
        .contains("gives two columns the name ID");
  }

  @Test
  void aColumnThatIsNotThereIsRefused() {
    assertThat(refusedQuery("select id, nothing from shop.people")).contains("does not resolve");
  }

  private static Arguments refusal(String given, String reason) {
    return Arguments.of(given, reason);
  }

  private static String refusedQuery(String sql) {
    InvalidSpecException refused = refusal("sql: '" + sql.replace("'", "''") + "'");
    assertThat(refused.path()).isEqualTo("sources.t.sql");
    assertThat(refused).hasMessageContaining("; legal: ").hasMessageContaining("; fix: ");
    return refused.getMessage();
  }

  private static InvalidSpecException refusal(String input) {
    InvalidSpecException refused =
        catchThrowableOfType(
            InvalidSpecException.class, () -> CatalogTables.trace(session, input, "id"));
    assertThat(refused).as(input).isNotNull();
    return refused;
  }
}
