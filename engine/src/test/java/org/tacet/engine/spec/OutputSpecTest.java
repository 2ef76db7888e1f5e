package org.tacet.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.engine.spec.OutputSpec.Files;
import org.tacet.engine.spec.OutputSpec.Format;
import org.tacet.engine.spec.OutputSpec.Table;

/** A path or a table, and what belongs to each. */
class OutputSpecTest {

  private static final String GIVEN = "output: {path: \"${data}/../release\", format: parquet}";

  private static OutputSpec output(String yaml) {
    return SpecExample.parse(SpecExample.with(GIVEN, "output: " + yaml)).output();
  }

  private static InvalidSpecException rejected(String yaml) {
    return SpecExample.rejected(
        SpecExample.with(GIVEN, "output: " + yaml.replace("PATH", "path: /out")));
  }

  private static OutputSpec overridden(String yaml, Overrides overrides) {
    return ReleaseSpecReader.parse(SpecExample.with(GIVEN, yaml), SpecExample.SET, overrides)
        .output();
  }

  @Test
  void readsPartitionsAndTables() {
    assertThat(output("{path: \"${data}\", partition_by: [year, nation]}"))
        .isEqualTo(new Files("/tables", Format.PARQUET, List.of("year", "nation")));
    Table table = (Table) output("{table: lake.shop.by-nation}");
    assertThat(table.parts()).containsExactly("lake", "shop", "by-nation");
    assertThat(table.partitionColumns()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{PATH, partition_by: [nation, month]} | output.partition_by[1] | is not a group_by column",
        "{PATH, partition_by: [nationn]} | output.partition_by[0] | did you mean nation?",
        "{PATH, partition_by: [NATION]} | output.partition_by[0] | legal: nation, year",
        "{PATH, partition_by: [items]} | output.partition_by[0] | is not a group_by column",
        "{PATH, partition_by: [year, year]} | output.partition_by[1] | is named twice",
        "{PATH, partition_by: []} | output.partition_by | has too few entries",
        "{PATH, partition_by: year} | output.partition_by | wrong type",
        "{PATH, table: a.b.c} | output | exactly one of path, table",
        "{table: a.b.c, format: csv} | output.format | has no meaning for a table",
        "{table: a.b.c, partition_by: [year]} | output.partition_by | has no meaning for a table",
        "{table: visits} | output.table | is not the full name of a table",
        "{table: shop.visits} | output.table | such as spark_catalog.default.visits",
        "{table: lake.shop.a b} | output.table | given",
        "{table: lake..b} | output.table | catalog.database.name",
        "{table: lake.b.`c`} | output.table | is not the full name",
        "{partition_by: [year]} | output.path | is missing",
        "{} | output.path | or name a table"
      })
  void rejects(String yaml, String path, String fragment) {
    InvalidSpecException rejected = rejected(yaml);
    assertThat(rejected.faults()).as(rejected.getMessage()).hasSize(1);
    assertThat(rejected.path()).isEqualTo(path);
    assertThat(rejected).hasMessageContaining(fragment).hasMessageContaining("; fix: ");
  }

  @Test
  void moreThanEightPartitionColumnsAreTooMany() {
    assertThat(rejected("{PATH, partition_by: [a, b, c, d, e, f, g, h, i]}"))
        .hasMessageContaining("output.partition_by: has too many entries");
    assertThatThrownBy(() -> new Files("/x", Format.CSV, List.of("abcdefghi".split(""))))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("1 to 8 group_by columns");
  }

  @Test
  void partitionsNeedAGrouping() {
    String yaml =
        """
        release: total
        account: a
        sources: {t: {path: /t, private: {unit: [u]}}}
        from: t
        aggregates: [{name: n, privacy_units: {}}]
        privacy: {epsilon: 1}
        output: {path: /out, partition_by: [u]}
        """;
    assertThat(SpecExample.rejected(yaml, Map.of()))
        .hasMessageContaining("output.partition_by: has no meaning without group_by");
  }

  @Test
  void aCsvFileHoldsNoArrays() {
    String yaml =
        """
        release: total
        account: a
        sources: {t: {path: /t, private: {unit: [u]}}}
        from: t
        aggregates: [{name: n, histogram: {value: v, bins: [0, 1], max_rows_per_group: 1}}]
        privacy: {epsilon: 1}
        output: {path: /out, format: csv}
        """;
    assertThat(SpecExample.rejected(yaml, Map.of()))
        .hasMessage(
            "output.format: can't hold the array that a histogram publishes; given \"csv\";"
                + " legal: parquet; fix: write format: parquet, or publish to a table");
  }

  @Test
  void anL2NormDecidesTheFamilyOfNoise() {
    String yaml =
        """
        release: total
        account: a
        sources: {t: {path: /t, private: {unit: [u]}}}
        from: t
        aggregates: [{name: n, vector_sum: {value: v, length: 2, max_norm: 1, norm: l2}}]
        privacy: {epsilon: 1, delta: 1e-9, noise: auto}
        output: {path: /out}
        """;
    assertThat(SpecExample.rejected(yaml, Map.of()))
        .hasMessageContaining("privacy.noise: can't be chosen beside a vector_sum of norm l2");
  }

  @Test
  void theCommandLineReplacesThePlaceAndWhatBelongsToIt() {
    String files = "output: {path: /out, format: csv, partition_by: [year]}";
    String table = "output: {table: a.b.c}";
    Optional<String> none = Optional.empty();
    Overrides path = new Overrides(Optional.of("/new"), none, none, Optional.empty());
    Overrides newTable = new Overrides(none, Optional.of("x.y.z"), none, Optional.empty());

    assertThat(overridden(files, path)).isEqualTo(new Files("/new", Format.CSV, List.of("year")));
    assertThat(overridden(table, path)).isEqualTo(new Files("/new", Format.PARQUET, List.of()));
    assertThat(overridden(files, newTable)).isEqualTo(new Table("x.y.z"));
    assertThat(overridden(table, newTable)).isEqualTo(new Table("x.y.z"));
    assertThat(overridden("", newTable)).isEqualTo(new Table("x.y.z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"output: /out", "output: [1]"})
  void anOutputThatIsNoMapStaysAFault(String yaml) {
    Overrides path = new Overrides(Optional.of("/new"), Optional.empty(), Optional.empty());
    assertThatThrownBy(() -> overridden(yaml, path))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("output: has the wrong type");
  }
}
