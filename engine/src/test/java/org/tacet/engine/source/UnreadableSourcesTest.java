package org.tacet.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.engine.release.ReleaseSession;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpecReader;
import org.tacet.engine.testing.TestSpark;

/** What may fail before a charge: a missing file, a declared schema, a column's type. */
class UnreadableSourcesTest {

  @TempDir static Path folder;
  private static SparkSession session;

  @BeforeAll
  static void storeTables() throws IOException {
    session = ReleaseSession.open(TestSpark.session(), "UTC");
    session
        .sql(
            """
            select 1L as id, 'a' as name, 2.5D as amount, map('a', 1) as m, array(1) as a,
                named_struct('q', 1, 'w', 2) as s, parse_json('1') as v, interval '1' day as iv,
                'a' collate UTF8_LCASE as folded, cast('a' as binary) as bytes,
                1.5F as f, true as flag
            """)
        .write()
        .parquet(table("typed"));
    session.range(0).toDF("id").coalesce(1).write().parquet(table("zero"));
    session.range(3).toDF("id").write().parquet(table("days/_day=1"));
    Files.createDirectories(folder.resolve("nothing/_hidden"));
    Files.writeString(folder.resolve("nothing/_SUCCESS"), "");
    Files.createDirectories(folder.resolve("text"));
    Files.writeString(folder.resolve("text/part-0.parquet"), "id,name\nSECRET,VALUE\n");
    Path whole;
    try (Stream<Path> files = Files.list(folder.resolve("typed"))) {
      whole = files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(whole);
    Files.createDirectories(folder.resolve("cut"));
    Files.write(folder.resolve("cut/part-0.parquet"), Arrays.copyOf(bytes, bytes.length / 2));
  }

  private static String table(String name) {
    return folder.resolve(name).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "missing | does not exist | generate or copy the table there first",
        "nothing | has no data files | write the table first; zero rows are fine",
        "text | holds files that are not readable as Parquet | write the table as Parquet",
        "cut | holds files that are not readable as Parquet | write the table as Parquet",
      })
  void saysWhatIsWrongWithThePath(String name, String problem, String fix) {
    InvalidSpecException refused = refusal(name, "id", "", "");
    assertThat(refused.path()).isEqualTo("sources.t.path");
    assertThat(refused)
        .hasMessageContaining(problem)
        .hasMessageContaining("given " + table(name))
        .hasMessageContaining("legal: a folder or file of Parquet data")
        .hasMessageContaining(fix)
        .hasMessageNotContaining("SECRET");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "id bigint, age int | declares a column that the files don't have; given age; legal: id",
        "id int | declares column id of another type than the files have; given INT; legal: BIGINT",
        "id bigint, name string collate UTF8_LCASE | declares column name of another type",
        "id bigint, s struct<q: int> | declares column s of another type",
        "id bigint, ID bigint | declares a column twice; given ID",
        "id bigint name | is not a schema; given id bigint name; legal: Spark DDL",
        "id bigamount | is not a schema",
      })
  void saysWhatIsWrongWithTheDeclaredSchema(String ddl, String message) {
    InvalidSpecException refused = refusal("typed", "id", "schema: \"" + ddl + "\"", "");
    assertThat(refused.path()).isEqualTo("sources.t.schema");
    assertThat(refused).hasMessageStartingWith("sources.t.schema: " + message);
    assertThat(refused).hasMessageContaining("; fix: ");
  }

  @Test
  void everyFaultOfASchemaIsToldAtOnce() {
    assertThat(refusal("typed", "id", "schema: \"id int, name int, x int\"", "").faults())
        .hasSize(3);
  }

  @Test
  void columnsThatAreNotDeclaredAreNotThere() {
    String schema = "schema: \"ID bigint, s struct<q: int, w: int>\"";
    TracedSource traced = trace("typed", "id", schema, sum("id + s.q"));
    assertThat(traced.rows().collectAsList()).extracting(Row::length).containsExactly(2);
    assertThat(refusal("typed", "id", schema, sum("amount")))
        .hasMessageContaining("does not resolve")
        .hasMessageContaining("legal: columns ID, s;");
  }

  @Test
  void aTableOfZeroRowsIsAnOrdinarySource() {
    TracedSource traced = trace("zero", "id", "", "");
    assertThat(traced.rows().collectAsList()).isEmpty();
    assertThat(traced.files().files()).hasSize(1);
  }

  /** Spark reads such a folder, so its files are part of the input. */
  @Test
  void filesOfAPartitionColumnThatBeginsWithAnUnderscoreAreInput() {
    TracedSource traced = trace("days", "id", "", "");
    assertThat(traced.rows().inputFiles()).isNotEmpty();
    assertThat(traced.files().files()).hasSize(traced.rows().inputFiles().length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"m", "a", "s", "v", "iv", "folded"})
  void someTypesTellNoUnitsApart(String column) {
    InvalidSpecException refused = refusal("typed", column, "", "");
    assertThat(refused.path()).isEqualTo("sources.t.private.unit");
    assertThat(refused)
        .hasMessageContaining(
            "names a column of a type that can't tell units apart; given " + column)
        .hasMessageContaining("fix: name another column");
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "name", "amount", "f", "bytes", "flag"})
  void otherTypesDo(String column) {
    assertThat(trace("typed", column, "", "").unitNames()).containsExactly(column);
  }

  @ParameterizedTest
  @ValueSource(strings = {"m", "a", "s", "v", "folded"})
  void someTypesCannotBeGroupedBy(String column) {
    InvalidSpecException refused =
        refusal("typed", "id", "", "group_by: [{name: g, expression: " + column + "}]");
    assertThat(refused.path()).isEqualTo("group_by[0]");
    assertThat(refused).hasMessageContaining("is of a type that can't be grouped by");
  }

  @ParameterizedTest
  @ValueSource(strings = {"m", "a", "s", "v", "name", "bytes", "folded"})
  void someTypesCannotBeSummed(String column) {
    InvalidSpecException refused = refusal("typed", "id", "", sum(column));
    assertThat(refused.path()).isEqualTo("aggregates[0].sum.value");
    assertThat(refused)
        .hasMessageContaining("is of a type that can't be added up; given " + column + " is ");
  }

  /** Whether a value is there can be said of any type. */
  @ParameterizedTest
  @ValueSource(strings = {"m", "a", "s", "name", "bytes", "flag", "amount"})
  void valuesOfAnyTypeAreCounted(String column) {
    String count = "aggregates: [{name: x, count: {value: %s, max_rows_per_group: 1}}]";
    assertThat(trace("typed", "id", "", count.formatted(column)).valueTypes()).hasSize(1);
  }

  private static String sum(String value) {
    return "aggregates: [{name: x, sum: {value: \"%s\", contribution_bounds_per_group: [0, 4]}}]"
        .formatted(value);
  }

  private static InvalidSpecException refusal(
      String table, String unit, String schema, String lines) {
    return catchThrowableOfType(
        InvalidSpecException.class, () -> trace(table, unit, schema, lines));
  }

  private static TracedSource trace(String table, String unit, String schema, String lines) {
    String yaml =
        """
        release: one
        account: test
        sources: {t: {path: "%s", private: {unit: [%s]}%s}}
        from: t
        %s
        %s
        %s
        privacy: {epsilon: 1, delta: 1e-7}
        output: {path: out}
        """
            .formatted(
                table(table),
                unit,
                schema.isEmpty() ? "" : ", " + schema,
                lines,
                lines.startsWith("group_by")
                    ? "groups: private\nbounds: {max_groups_contributed: 1}"
                    : "",
                lines.startsWith("aggregates")
                    ? ""
                    : "aggregates: [{name: rows, count: {max_rows_per_group: 4}}]");
    return TracedSource.trace(
        session,
        ReleaseSpecReader.parse(
            yaml, Map.of(), new Overrides(Optional.empty(), Optional.empty(), Optional.empty())));
  }
}
