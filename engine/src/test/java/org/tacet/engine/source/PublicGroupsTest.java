package org.tacet.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.engine.release.ReleaseSession;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpecReader;
import org.tacet.engine.testing.TestSpark;

/** P13: public groups are what their list or table says, and of the groups' types. */
class PublicGroupsTest {

  private static SparkSession session;

  @BeforeAll
  static void pinSession() {
    session = ReleaseSession.open(TestSpark.session(), "UTC");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "int | 1995, -3 | 1995, -3",
        "bigint | 1e3 | 1000",
        "string | \"FRANCE\", \"1995\", \"\" | FRANCE, 1995, ~~",
        "date | 1995-01-01, \"1995-1-2\" | 1995-01-01, 1995-01-02",
        "timestamp | \"1995-01-01 10:00:00\" | 1995-01-01 10:00:00",
        "decimal(5,2) | 1.5, 100, 0.050 | 1.50, 100.00, 0.05",
        "double | 0.1, 3 | 0.1, 3.0",
        "boolean | true, false | true, false",
        "binary | \"a\", \"b\" | a, b",
      })
  void listedValuesAreReadAsTheGroupsType(String type, String values, String expected) {
    List<Row> rows = list(type, values).selectExpr("cast(group0 as string)").collectAsList();
    assertThat(rows)
        .extracting(row -> row.getString(0))
        .containsExactly(expected.replace("~", "").split(", ?", -1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "int | \"1995\" | 0 | given \"1995\"; legal: whole numbers from -2147483648 to 2147483647",
        "int | 1, 2.5 | 1 | given 2.5; legal: whole numbers",
        "int | 2147483648 | 0 | given 2147483648; legal: whole numbers",
        "tinyint | 128 | 0 | legal: whole numbers from -128 to 127",
        "int | true | 0 | given true; legal: whole numbers",
        "string | 1995 | 0 | given 1995; legal: quoted strings that Spark reads as STRING",
        "boolean | \"yes\" | 0 | given \"yes\"; legal: true and false",
        "boolean | 1 | 0 | given 1; legal: true and false",
        "date | \"1995-01-01\", \"1995-02-30\" | 1 | given \"1995-02-30\"; legal: quoted strings",
        "date | 1995 | 0 | given 1995; legal: quoted strings that Spark reads as DATE",
        "timestamp | \"noon\" | 0 | given \"noon\"",
        "decimal(5,2) | 1.005 | 0 | legal: numbers of at most 5 digits, 2 of them after the point",
        "decimal(5,2) | 1000 | 0 | given 1000; legal: numbers of at most 5 digits",
        "double | \"0.1\" | 0 | given \"0.1\"; legal: numbers",
      })
  void aValueOfAnotherTypeIsNamed(String type, String values, int index, String message) {
    InvalidSpecException refused =
        catchThrowableOfType(InvalidSpecException.class, () -> list(type, values));
    assertThat(refused.path()).isEqualTo("groups.public.values[" + index + "].g");
    assertThat(refused)
        .hasMessageContaining("is not a value of the group's type")
        .hasMessageContaining(message)
        .hasMessageContaining("fix: write a value of the type ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "date | \"1995-01-01\", \"1995-1-2\", \"1995-1-1\"",
        "timestamp | \"1995-01-01\", \"1995-01-02\", \"1995-01-01T00:00:00Z\"",
        "float | 0.1, 1, 0.10000000001",
      })
  void valuesThatAreOneAfterConversionAreDuplicates(String type, String values) {
    assertThatThrownBy(() -> list(type, values))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("groups.public.values[2]: is the group of groups.public.values[0]");
  }

  @Test
  void aTableGivesItsColumnUnderTheGroupsName() {
    Dataset<Row> groups = table("bigint", "select 1 as y union all select null", "y");
    assertThat(groups.schema()).isEqualTo(new StructType().add("group0", "bigint", true));
    PublicGroups.requireDistinct(groups, false);
    assertThat(groups.collectAsList()).hasSize(2);
  }

  /** They are looked at all together. */
  @Test
  void moreGroupsThanAreMadeConsistentAtOnceAreRefused() {
    Dataset<Row> groups = table("bigint", "select id as y from range(1000001)", "y");
    assertThatThrownBy(() -> PublicGroups.requireDistinct(groups, true))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("given 1000001 groups; legal: at most 1000000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select 1 as y union all select 1 | 2 groups, 1 distinct",
        "select null as y union all select null | 2 groups, 1 distinct",
        "select 0.0D as y union all select -0.0D | 2 groups, 1 distinct",
      })
  void aTableWithDuplicatesIsRefused(String query, String given) {
    Dataset<Row> groups = table("double", query, "y");
    assertThatThrownBy(() -> PublicGroups.requireDistinct(groups, false))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("groups.public.table: holds duplicates; given " + given)
        .hasMessageContaining("legal: each group once; fix: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int | select 1L as y | given y BIGINT; legal: INT",
        "int | select '1' as y | given y STRING; legal: INT",
        "string | select 1 as y | given y INT; legal: STRING",
        "date | select timestamp '1995-01-01 00:00:00' as y | given y TIMESTAMP; legal: DATE",
        "decimal(5,2) | select 1.005 as y | given y DECIMAL(4,3); legal: DECIMAL(5,2)",
        "int | select 1 as z | names a column that t does not have; given y; legal: z",
      })
  void aTableOfAnotherTypeOrWithoutTheColumnIsRefused(String type, String query, String message) {
    InvalidSpecException refused =
        catchThrowableOfType(InvalidSpecException.class, () -> table(type, query, "y"));
    assertThat(refused.path()).isEqualTo("groups.public.columns.g");
    assertThat(refused).hasMessageContaining(message).hasMessageContaining("; fix: ");
  }

  @Test
  void aPrivateTableIsNoListOfGroups() {
    assertThatThrownBy(() -> spec("{table: t, columns: {g: y}}", "private: {unit: [y]}"))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("groups.public.table: is not declared public");
  }

  private static Dataset<Row> list(String type, String values) {
    StringBuilder groups = new StringBuilder("{values: [");
    for (String value : values.split(", ", -1)) {
      groups.append("{g: ").append(value).append("}, ");
    }
    return groups(type, groups + "]}", session.emptyDataFrame());
  }

  private static Dataset<Row> table(String type, String query, String column) {
    return groups(type, "{table: t, columns: {g: " + column + "}}", session.sql(query));
  }

  private static Dataset<Row> groups(String type, String groups, Dataset<Row> table) {
    TracedSource source =
        new TracedSource(
            null,
            List.of("u"),
            new StructType().add("g", type),
            List.of(),
            List.of(Optional.empty()),
            List.of(),
            ReleaseInput.NONE,
            Map.of("t", table),
            new TracedStep("source t", List.of()));
    return PublicGroups.of(session, spec(groups, "public: true"), source).orElseThrow();
  }

  private static org.tacet.engine.spec.ReleaseSpec spec(String groups, String ownership) {
    String yaml =
        """
        release: listed
        account: test
        sources:
          s: {path: s, private: {unit: [u]}}
          t: {path: t, %s}
        from: s
        %s
        group_by: [g]
        groups: {public: %s}
        bounds: {max_groups_contributed: 1}
        aggregates: [{name: rows, count: {max_rows_per_group: 1}}]
        privacy: {epsilon: 1}
        output: {path: out}
        """
            .formatted(
                ownership,
                groups.contains("table") ? "" : "joins: [{table: t, on: {u: y}}]",
                groups);
    return ReleaseSpecReader.parse(
        yaml, Map.of(), new Overrides(Optional.empty(), Optional.empty(), Optional.empty()));
  }
}
