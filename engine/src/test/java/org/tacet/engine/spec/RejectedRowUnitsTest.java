package org.tacet.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.engine.spec.Ownership.RowUnit;

/** Rows as privacy units: what is left out of a spec, and what is refused beside them. */
class RejectedRowUnitsTest {

  private static final String YAML =
      """
      release: clicks
      account: clicks
      sources:
        clicks: {path: clicks, private: {rows: 3}}
      from: clicks
      group_by: [page, day]
      groups: {public: {values: [{page: a, day: mon}]}}
      aggregates:
        - {name: clicks, count: {}}
        - {name: taken, sum: {value: seconds, contribution_bounds_per_row: [0, 60]}}
        - {name: whole, sum: {value: seconds, contribution_bounds_per_group: [0, 60]}}
        - {name: middle, median: {value: seconds, contribution_bounds_per_row: [0, 60]}}
        - {name: average, mean: {value: seconds, contribution_bounds_per_row: [0, 60]}}
        - {name: spread, stddev: {value: seconds, contribution_bounds_per_row: [0, 60]}}
        - {name: bins, histogram: {value: seconds, bins: [0, 30, 60]}}
        - {name: browsers, count_distinct: {value: browser}}
      privacy: {epsilon: 1}
      output: {path: out}
      """;

  private static ReleaseSpec parse(String yaml) {
    return ReleaseSpecReader.parse(yaml, Map.of(), Overrides.NONE);
  }

  @Test
  void boundsOnRowsGroupsAndValuesAreOne() {
    ReleaseSpec spec = parse(YAML);
    assertThat(spec.rowUnit()).contains(new RowUnit(3));
    assertThat(spec.rowsTogether()).isEqualTo(3);
    assertThat(spec.difference()).isEqualTo("up to 3 rows");
    assertThat(spec.bounds()).isEqualTo(new BoundsSpec(1, 1));
    assertThat(spec.groupings()).allMatch(grouping -> grouping.maxGroupsContributed() == 1);
    assertThat(spec.aggregates().stream().map(AggregateSpec::maxRowsPerGroup).toList())
        .filteredOn(rows -> rows.orElse(1) == 1)
        .hasSize(spec.aggregates().size());
    assertThat(spec.aggregates().get(0).maxRowsPerGroup()).hasValue(1);
    assertThat(spec.aggregates().get(7).maxDistinct()).isEqualTo(OptionalInt.of(1));
    assertThat(parse(YAML.replace("rows: 3", "rows: 1")).difference()).isEqualTo("one row");
  }

  @Test
  void theSameBoundsMayBeWritten() {
    String written =
        YAML.replace("count: {}", "count: {contribution_bounds_per_group: [0, 1]}")
                .replace("value: browser", "value: browser, max_distinct_per_group: 1")
                .replace("[0, 60]}}", "[0, 60]}}")
                .replace("bins: [0, 30, 60]", "bins: [0, 30, 60], max_rows_per_group: 1")
            + "groupings: rollup\nbounds: {max_groups_contributed: 1}\n";
    assertThat(parse(written).groupings()).hasSize(3);
  }

  @Test
  void privateGroupsNeedNoBoundButOneRow() {
    String selected =
        YAML.replace("rows: 3", "rows: 1")
                .replaceFirst("groups: .*", "groups: private")
                .replace("epsilon: 1", "epsilon: 1, delta: 1e-9")
            + "bounds: {min_privacy_units_per_group: 7}\n";
    assertThat(parse(selected).bounds()).isEqualTo(new BoundsSpec(1, 7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rows: 3 | rows: 0 | sources.clicks.private.rows | given 0; legal: a whole number >= 1",
        "rows: 3 | rows: 1048577 | sources.clicks.private.rows | and <= 1048576",
        "rows: 3 | rows: 1.5 | sources.clicks.private.rows | a whole number",
        "rows: 3 | 'rows: 3, unit: [id]' | sources.clicks.private | exactly one of unit, rows",
        "groups: { | 'bounds: {max_groups_contributed: 1, max_rows_contributed: 4}\ngroups: {'"
            + " | bounds.max_rows_contributed | no meaning where a privacy unit is one row",
        "groups: { | 'bounds: {max_groups_contributed: 1, max_rows_joined: 4}\ngroups: {'"
            + " | bounds.max_rows_joined | no meaning where a privacy unit is one row",
        "rows: 3 | '' | sources.clicks.private | exactly one of unit, rows",
        "count: {} | count: {max_rows_per_group: 2} | aggregates[0].count.max_rows_per_group"
            + " | is above 1, and a privacy unit is one row; given 2; legal: 1; fix: remove it",
        "count: {} | 'count: {contribution_bounds_per_group: [0, 2]}'"
            + " | aggregates[0].count.contribution_bounds_per_group | legal: [0, 1]; fix: remove it",
        "value: browser | 'value: browser, max_distinct_per_group: 2'"
            + " | aggregates[7].count_distinct.max_distinct_per_group"
            + " | is above 1, and a row has one value; given 2",
        "'groups: {' | 'bounds: {max_groups_contributed: 2}\ngroups: {'"
            + " | bounds.max_groups_contributed | is above 1, and a row is in one group; given 2",
        "'groups: {' | 'groupings: [{by: [page, day]}, {by: [day], max_groups_contributed: 2}]\ngroups: {'"
            + " | groupings[1].max_groups_contributed | is above 1, and a row is in one group",
        "'groups: {public: {values: [{page: a, day: mon}]}}' | groups: private | groups"
            + " | are selected privately, which hides one row and not several",
        "'from: clicks' | '  people: {path: p, private: {unit: [id]}}\nfrom: clicks'"
            + " | sources.people | is private beside clicks, whose rows are privacy units",
        "'from: clicks' | '  pages: {path: p, public: true}\nfrom: clicks\njoins: [{table: pages, on: {page: page}}]'"
            + " | joins | a join can make several rows of one; given \"[pages]\"",
        "'from: clicks' | '  parts: {path: p, owned_by: {table: clicks, foreign_key: {click: id}}}\nfrom: clicks\njoins: [{table: parts, on: {id: click}}]'"
            + " | joins | declare the columns that identify a row as private: {unit: [...]} in place of rows",
      })
  void refuses(String passage, String replacement, String path, String fragment) {
    String yaml = SpecExample.with(YAML, passage, replacement);
    if (replacement.equals("groups: private")) {
      yaml = yaml.replace("epsilon: 1", "epsilon: 1, delta: 1e-9");
    }
    InvalidSpecException refused = SpecExample.rejected(yaml, Map.of());
    assertThat(refused.path()).as(refused.getMessage()).isEqualTo(path);
    assertThat(refused).hasMessageContaining(fragment);
  }
}
