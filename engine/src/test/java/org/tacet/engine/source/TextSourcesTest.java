package org.tacet.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.engine.release.ReleaseSession;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.testing.TestSpark;

/** Files of csv, json and ORC as sources. */
class TextSourcesTest {

  @TempDir Path folder;
  private SparkSession session;

  @BeforeEach
  void openSession() {
    session = ReleaseSession.open(TestSpark.session(), "UTC");
  }

  private void store(String file, String text) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    try (OutputStream stored = Files.newOutputStream(folder.resolve(file));
        OutputStream stream = file.endsWith(".gz") ? new GZIPOutputStream(stored) : stored) {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private TracedSource trace(String fields, String unit) {
    return CatalogTables.trace(session, "path: \"" + folder.resolve("t") + "\", " + fields, unit);
  }

  /** The columns named, of every record whose columns are all there. */
  private List<String> rows(String fields, String columns) {
    return trace(fields, columns).rows().collectAsList().stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  private InvalidSpecException refusal(String fields) {
    InvalidSpecException refused =
        catchThrowableOfType(InvalidSpecException.class, () -> trace(fields, "id"));
    assertThat(refused).isNotNull();
    return refused;
  }

  private static final String CSV = "format: csv, schema: \"id bigint, name string, paid double\"";
  private static final String JSON =
      "format: json, schema: \"id bigint, name string, paid double\"";

  /** Inference reads private rows; a declared schema is all that is looked at. */
  @Test
  void planningCsvAndJsonStartsNoJobAndReadsNoRow() throws IOException, TimeoutException {
    store("t/a.csv", "id,name,paid\n1,a,2.5\n");
    int jobs =
        StartedJobs.during(
            session,
            () -> {
              trace(CSV, "id");
              trace(CSV + ", header: true", "id");
              trace(JSON, "id");
            });
    assertThat(jobs).isZero();
    int control = StartedJobs.during(session, () -> session.read().csv(folder + "/t"));
    assertThat(control).as("what inference does").isPositive();
  }

  /** A line of more columns than the parser takes is no header either. */
  @Test
  void aHeaderOfTooManyColumnsIsToldWithItsFile() throws IOException {
    store("t/wide.csv", "id,".repeat(21_000) + "id\n1,a,2.5\n");
    assertThat(refusal(CSV + ", header: true"))
        .hasMessageContaining("first line does not name the declared columns")
        .hasMessageContaining("wide.csv");
  }

  @Test
  void csvIsReadByTheOrderOfTheSchema() throws IOException {
    store("t/a.csv", "1,a,2.5\r\n\n2,\"b, \"\"c\"\"\",1e2\n3,,7\n4,d\n5,e,x\n6,f,1,2,3\n");
    store("t/b.csv.gz", "\ufeff7,gz,1\n");
    assertThat(rows(CSV, "id, name, paid"))
        .containsExactly("[1,a,2.5]", "[2,b, \"c\",100.0]", "[6,f,1.0]", "[7,gz,1.0]");
    assertThat(rows(CSV, "id")).hasSize(7);
  }

  @Test
  void jsonIsReadByName() throws IOException {
    store(
        "t/a.json",
        """
        {"name": "a", "id": 1, "paid": 2.5, "more": [1, {"x": 2}]}
        {"id": 2, "paid": 3, "name": "b", "id": 3}
        {"id": 4, "name": {"first": "c"}, "paid": 1e2}
        {"ID": 5, "name": "d", "paid": 1}
        {"id": 6, "paid": "x", "name": 5}

        """);
    assertThat(rows(JSON, "id, name, paid"))
        .containsExactly("[1,a,2.5]", "[3,b,3.0]", "[4,{\"first\":\"c\"},100.0]");
    assertThat(rows(JSON, "id, name")).hasSize(4);
  }

  @Test
  void jsonHasStructsAndColumnsOfThem() throws IOException {
    store(
        "t/a.json",
        "{\"id\": 1, \"place\": {\"town\": \"Bern\"}, \"list\": [1], \"m\": {\"k\": 1}}\n");
    TracedSource traced =
        CatalogTables.traceAll(
            session,
            "{t: {path: \"%s\", format: json, private: {unit: [id]}, schema: \"%s\"}}"
                .formatted(
                    folder.resolve("t"),
                    "id bigint not null, place struct<town: string not null>, list array<int>,"
                        + " m map<string, int>"),
            "where: place.town = 'Bern'");
    assertThat(traced.rows().count()).isEqualTo(1);
  }

  @Test
  void aDelimiterCanBeATab() throws IOException {
    store("t/a.csv", "1\ta,b\t2.5\n");
    assertThat(rows(CSV + ", delimiter: \"\\t\"", "id, name, paid")).containsExactly("[1,a,b,2.5]");
  }

  @Test
  void decimalsAreExactAndBounded() throws IOException {
    String digits = "1234567890123456789012345678.12";
    store("t/a.csv", "1,%s\n2,1e-99999999\n3,1e99999999\n4,x\n5,1e2\n".formatted(digits));
    assertThat(rows("format: csv, schema: \"id bigint, d decimal(30,2)\"", "id, d"))
        .containsExactly("[1," + digits + "]", "[5,100.00]");
    store("t/a.csv", "{\"id\": 1, \"d\": \"%s\"}\n{\"id\": 2, \"d\": 1.10}\n".formatted(digits));
    assertThat(rows("format: json, schema: \"id bigint, d decimal(30,2)\"", "id, d"))
        .containsExactly("[1," + digits + "]", "[2,1.10]");
  }

  @Test
  void foldersNamedAfterAColumnGiveStrings() throws IOException {
    store("t/day=1/a.csv", "1,a,2.5\n");
    store("t/day=2/a.csv", "2,b,2.5\nx,y,z\n");
    String schema = "format: csv, schema: \"day string, id bigint, name string, paid double\"";
    assertThat(rows(schema, "id, day")).containsExactly("[1,1]", "[2,2]");
    assertThat(refusal(schema.replace("day string", "day int")))
        .hasMessageContaining("declares column day of another type")
        .hasMessageContaining("legal: STRING");
    assertThat(refusal("format: csv, schema: \"day string\""))
        .hasMessageContaining("declares no column of the files themselves");
  }

  @Test
  void headersAreLeftOutOfEachFile() throws IOException {
    store("t/a.csv", "id,name,paid\n1,a,2.5\n");
    store("t/b.csv", "\ufeff\"ID\", name ,Paid\n2,b,2.5\n");
    store("t/c.csv.gz", "\n\nid,name,paid\n3,c,2.5\nid,name,paid\n");
    store("t/empty.csv", "");
    assertThat(rows(CSV + ", header: true", "id")).containsExactly("[1]", "[2]", "[3]");
    assertThat(
            rows(
                "format: csv, header: true, schema: \"id string, name string, paid string\"", "id"))
        .containsExactly("[1]", "[2]", "[3]");
  }

  /** The first line may be a row of somebody, if the spec is wrong: it is not repeated. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SECRET,a,1",
        "id,paid,name",
        "id,name",
        "id,name,paid,SECRET",
        "name",
        "\"id,name,paid",
        "#"
      })
  void aFileThatBeginsOtherwiseIsRefusedByItsName(String line) throws IOException {
    store("t/day=PLACE/good.csv", "id,name,paid\n1,a,2.5\n");
    store("t/day=PLACE/bad.csv", line + "\n1,a,2.5\n");
    InvalidSpecException refused = refusal(CSV + ", header: true");
    assertThat(refused.path()).isEqualTo("sources.t.path");
    assertThat(refused)
        .hasMessageContaining("whose first line does not name the declared columns; given ")
        .hasMessageContaining("/t/day=.../bad.csv; legal: id, name, paid; fix: ")
        .hasMessageNotContaining("SECRET")
        .hasMessageNotContaining("PLACE");
  }

  @Test
  void aFileWhoseHeaderCanNotBeReadIsRefusedByItsName() throws IOException {
    store("t/a.csv.gz", "id,name,paid\n1,a,2.5\n");
    byte[] whole = Files.readAllBytes(folder.resolve("t/a.csv.gz"));
    Files.write(folder.resolve("t/a.csv.gz"), Arrays.copyOf(whole, 14));
    assertThat(refusal(CSV + ", header: true"))
        .hasMessageContaining("whose first line can't be read; given file:")
        .hasMessageContaining("/t/a.csv.gz");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "csv | s struct<q: int> | STRUCT<q: INT>",
        "csv | a array<int> | ARRAY<INT>",
        "csv | m map<string, int> | MAP<STRING, INT>",
        "csv | v variant | VARIANT",
        "csv | b binary | BINARY",
        "csv | c char(3) | CHAR(3)",
        "csv | c varchar(3) | VARCHAR(3)",
        "csv | c string collate UTF8_LCASE | STRING COLLATE UTF8_LCASE",
        "csv | i interval day | INTERVAL DAY",
        "json | m map<int, int> | MAP<INT, INT>",
        "json | s struct<d: decimal(3,1)> | STRUCT<d: DECIMAL(3,1)>",
        "json | a array<variant> | ARRAY<VARIANT>"
      })
  void someTypesAreNotReadFromText(String format, String column, String given) throws IOException {
    store("t/a", "1\n");
    InvalidSpecException refused =
        refusal("format: %s, schema: \"id bigint, %s\"".formatted(format, column));
    assertThat(refused.path()).isEqualTo("sources.t.schema");
    assertThat(refused)
        .hasMessageContaining("of a type that " + format + " lacks; given " + given + "; legal: ")
        .hasMessageContaining("fix: declare it string");
  }

  @Test
  void orcIsReadAsParquetIs() throws IOException {
    session
        .range(3)
        .select(functions.col("id"), functions.lit("a").as("name"))
        .write()
        .orc(folder.resolve("t").toString());
    assertThat(rows("format: orc", "id, name")).containsExactly("[0,a]", "[1,a]", "[2,a]");
    assertThat(rows("format: orc, schema: \"id bigint\"", "id")).hasSize(3);
    assertThat(refusal("format: orc, schema: \"id int\"")).hasMessageContaining("legal: BIGINT");
    assertThat(refusal("format: parquet"))
        .hasMessageContaining("holds files that are not readable as Parquet");
  }

  @Test
  void textIsNoOrc() throws IOException {
    store("t/a.orc", "id,name\nSECRET,VALUE\n");
    assertThat(refusal("format: orc"))
        .hasMessageContaining("holds files that are not readable as ORC")
        .hasMessageContaining("/t/a.orc")
        .hasMessageContaining("legal: a folder or file of ORC data")
        .hasMessageNotContaining("SECRET");
  }
}
