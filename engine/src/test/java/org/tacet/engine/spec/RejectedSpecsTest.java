package org.tacet.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each change of the example has one fault, at the path given, in words that help. */
class RejectedSpecsTest {

  private record Row(String passage, String replacement, String path, List<String> fragments) {
    @Override
    public String toString() {
      return passage.strip() + " -> " + replacement.strip();
    }
  }

  private static Row row(String passage, String replacement, String path, String... fragments) {
    return new Row(passage, replacement, path, List.of(fragments));
  }

  @ParameterizedTest
  @MethodSource({
    "structure",
    "sources",
    "grouping",
    "groupings",
    "publicGroups",
    "aggregates",
    "privacy",
    "words"
  })
  void rejects(Row row) {
    InvalidSpecException invalid =
        SpecExample.rejected(SpecExample.with(row.passage(), row.replacement()));

    assertThat(invalid.faults()).as(invalid.getMessage()).hasSize(1);
    assertThat(invalid.path()).isEqualTo(row.path());
    assertThat(invalid).hasMessageStartingWith(row.path() + ": ");
    assertThat(invalid.getMessage()).contains(row.fragments());
    assertThat(invalid.getMessage()).doesNotContain("\n").contains("; fix: ");
  }

  static Stream<Row> structure() {
    return Stream.of(
        row("release: ", "relaese: ", "relaese", "not a known key", "did you mean release?"),
        row("from: lineitem", "", "from", "is missing", "legal: text", "add it"),
        row("from: lineitem", "from: 5", "from", "wrong type; given 5; legal: text", "in quotes"),
        row("from: lineitem", "from:", "from", "wrong type; given null", "remove the field"),
        row("from: lineitem", "from: ''", "from", "is empty; given \"\""),
        row("from: lineitem", "from: [lineitem]", "from", "given [\"lineitem\"]; legal: text"),
        row("bounds: {", "bounds: 3 #", "bounds", "wrong type; given 3; legal: a map", "{key:"),
        row("privacy: {", "surprise: 1\nprivacy: {", "surprise", "legal: release, account,"),
        row("time_zone", "timezone", "timezone", "did you mean time_zone?"),
        row("grid: 0.25", "gird: 0.25", "aggregates[4].sum.gird", "did you mean grid?"),
        row("privacy_units: {}", "privacy_units: {of: x}", "aggregates[2].privacy_units.of", "{}"),
        row("privacy_units: {}", "privacy_units:", "aggregates[2].privacy_units", "given null"),
        row("type: date,", "type: day,", "parameters.since.type", "given \"day\"", "date, boolean"),
        row("  since: {", "  s-x: {type: date}\n  since: {", "parameters.s-x", "is not a name"));
  }

  static Stream<Row> sources() {
    String owner = "owned_by: {table: orders,";
    return Stream.of(
        row("public: true,", "", "sources.nation", "none of them", "one of public, private, owned"),
        row(
            "public: true,",
            "public: true, private: {unit: [n]},",
            "sources.nation",
            "given public, private; legal: exactly one of public, private, owned_by"),
        row("public: true", "public: false", "sources.nation.public", "given false; legal: true"),
        row("public: true", "publc: true", "sources.nation.publc", "did you mean public?"),
        row(
            "path: \"${data}/nation\", format: parquet,",
            "",
            "sources.nation",
            "of path, table, sql"),
        row(
            "path: \"${data}/nation\",",
            "path: n, sql: select 1,",
            "sources.nation",
            "given path, sql; legal: exactly one of path, table, sql"),
        row("path: \"${data}/nation\",", "pth: n,", "sources.nation.pth", "did you mean path?"),
        row("\"${data}/nation\"", "\" \"", "sources.nation.path", "is blank"),
        row(
            "format: parquet,",
            "format: avro,",
            "sources.nation.format",
            "given \"avro\"; legal: parquet, orc, csv, json"),
        row(
            "format: parquet, public: true, schema: \"n_nationkey bigint, n_name string\"",
            "format: csv, public: true",
            "sources.nation.schema",
            "is missing beside format: csv",
            "would read private rows",
            "legal: columns as Spark DDL"),
        row(
            "format: parquet, public: true, schema: \"n_nationkey bigint, n_name string\"",
            "format: json, public: true",
            "sources.nation.schema",
            "is missing beside format: json"),
        row(
            "format: parquet,",
            "header: true,",
            "sources.nation.header",
            "belongs to csv, and the format is parquet; given \"true\""),
        row(
            "format: parquet,",
            "format: json, delimiter: ';',",
            "sources.nation.delimiter",
            "belongs to csv, and the format is json"),
        row(
            "format: parquet,",
            "format: csv, header: 1,",
            "sources.nation.header",
            "true or false"),
        row(
            "format: parquet,",
            "format: csv, delimiter: '||',",
            "sources.nation.delimiter",
            "given \"||\"; legal: one character that is no letter"),
        row("format: parquet,", "format: csv, delimiter: a,", "sources.nation.delimiter", "\"a\""),
        row(
            "format: parquet,",
            "format: csv, delimiter: '\"',",
            "sources.nation.delimiter",
            "quote"),
        row(
            "path: \"${data}/nation\", format: parquet, public: true, schema: \"n_nationkey bigint,"
                + " n_name string\"",
            "table: nation, format: parquet, public: true",
            "sources.nation.format",
            "describes the files of a path, and the source has table",
            "given \"parquet\""),
        row(
            "path: \"${data}/nation\", format: parquet,",
            "sql: select 1,",
            "sources.nation.schema",
            "and the source has sql"),
        row(
            "path: \"${data}/nation\", format: parquet, public: true, schema: \"n_nationkey bigint,"
                + " n_name string\"",
            "path: \"${data}/nation\", format: csv, public: true, schema: \"${since} bigint\"",
            "sources.nation.schema",
            "takes a parameter",
            "comes from the spec alone"),
        row(
            "path: \"${data}/nation\", format: parquet, public: true, schema: \"n_nationkey bigint,"
                + " n_name string\"",
            "sql: \"select * from n where d > '${since}'\", public: true",
            "sources.nation.sql",
            "takes a parameter",
            "comes from the spec alone"),
        row(
            "path: \"${data}/nation\", format: parquet, public: true, schema: \"n_nationkey bigint,"
                + " n_name string\"",
            "table: ' ', public: true",
            "sources.nation.table",
            "is blank"),
        row("\"n_nationkey bigint, n_name string\"", "\" \"", "sources.nation.schema", "is blank"),
        row("[c_custkey]", "[]", "sources.customer.private.unit", "given []", "at least one entry"),
        row("[c_custkey]", "c_custkey", "sources.customer.private.unit", "legal: a list", "[value"),
        row("[c_custkey]", "[a, A]", "sources.customer.private.unit", "twice", "[a, A]"),
        row("[c_custkey]", "[a, ' ']", "sources.customer.private.unit[1]", "is blank"),
        row(owner, "owned_by: {table: nation,", "sources.lineitem.owned_by.table", "is declared"),
        row(owner, "owned_by: {table: odrers,", "sources.lineitem.owned_by.table", "mean orders?"),
        row(owner, "owned_by: {table: lineitem,", "sources.lineitem.owned_by.table", "leads back"),
        row(
            "foreign_key: {l_orderkey: o_orderkey}",
            "foreign_key: {}",
            "sources.lineitem.owned_by.foreign_key",
            "given {}",
            "at least one entry"),
        row("from: lineitem", "from: lineitm", "from", "\"lineitm\"; legal: customer, orders,"),
        row("- {table: nation,", "- {table: nations,", "joins[2].table", "did you mean nation?"),
        row("- {table: nation,", "- {table: orders,", "joins[2].table", "a second time", "self"),
        row("on: {c_nationkey: n_nationkey}", "on: {}", "joins[2].on", "given {}"),
        row("on: {c_nationkey: n_nationkey}", "on: {c: ' '}", "joins[2].on.c", "blank column"),
        row("on: {c_nationkey: n_nationkey}", "on: {c: 1}", "joins[2].on.c", "legal: text"),
        row(
            "from: lineitem",
            "  part: {path: p, public: true}\nfrom: lineitem",
            "sources.part",
            "never used"),
        row(
            "from: lineitem",
            "  2nd: {path: p, public: true}\nfrom: lineitem",
            "sources[\"2nd\"]",
            "given \"2nd\"; legal: letters, digits and _"));
  }

  private static Row groupings(String groupings, String path, String... fragments) {
    return row("groups: private", "groupings: " + groupings + "\ngroups: private", path, fragments);
  }

  static Stream<Row> groupings() {
    return Stream.of(
        groupings("rolup", "groupings", "given \"rolup\"", "did you mean rollup?"),
        groupings("{by: []}", "groupings", "wrong type", "rollup, cube or a list"),
        groupings("[]", "groupings", "too few entries"),
        groupings("[[nation]]", "groupings[0]", "wrong type"),
        groupings("[{}]", "groupings[0].by", "is missing"),
        groupings("[{by: [nation, year]}]", "groupings", "not several", "given 1", "2 to 64"),
        groupings(
            "[{by: [nation, year]}, {by: [natoin]}]",
            "groupings[1].by[0]",
            "is not a group_by column",
            "did you mean nation?"),
        groupings("[{by: [year, year]}, {by: [nation]}]", "groupings[0].by[1]", "named twice"),
        groupings(
            "[{by: [nation, year]}, {by: [year]}, {by: [year, nation]}]",
            "groupings[2]",
            "is there twice"),
        groupings(
            "[{by: [nation]}, {by: []}]", "group_by[1]", "is in no grouping", "given \"year\""),
        groupings(
            "[{by: [nation, year]}, {by: [], max_groups_contributed: 2}]",
            "groupings[1].max_groups_contributed",
            "one group, the whole",
            "given 2"),
        groupings(
            "[{by: [nation, year]}, {by: [year], max_groups_contributed: 0}]",
            "groupings[1].max_groups_contributed",
            "given 0"),
        row(
            "- {name: year, expression: year(o_orderdate)}\n",
            "- {name: grouping, expression: year(o_orderdate)}\ngroupings: cube\n",
            "group_by[1].name",
            "is the name of the column that names a row's grouping too"),
        row(
            "output: {path",
            "groupings: rollup\noutput: {partition_by: [year], path",
            "output.partition_by[0]",
            "rolled up in some grouping"));
  }

  static Stream<Row> grouping() {
    String year = "- {name: year, expression: year(o_orderdate)}";
    return Stream.of(
        row(
            "aggregates:\n  - {name: items,",
            "standard_deviations: true\naggregates:\n  - {name: rows_again_stddev,",
            "aggregates[1].name",
            "is the name of aggregates[0] too; given \"rows_again_stddev\""),
        row(
            "time_zone",
            "standard_deviations: 2\ntime_zone",
            "standard_deviations",
            "given 2; legal: true or false"),
        row(year, "- year of order", "group_by[1]", "given \"year of order\"", "name of a column"),
        row(year, "- {name: a.b, expression: x}", "group_by[1].name", "legal: letters, digits"),
        row(year, "- {name: year}", "group_by[1].expression", "is missing"),
        row(year, "- {name: year, expression: ' '}", "group_by[1].expression", "is blank"),
        row(year, "- {name: Nation, expression: x}", "group_by[1].name", "of group_by[0] too"),
        row(year, "- {name: revenue, expression: x}", "aggregates[3].name", "of group_by[1] too"),
        row(year, "- o_custkey", "group_by[1]", "by the privacy unit of orders"),
        row(
            year,
            "- {name: who, expression: Orders.`o_custkey`}",
            "group_by[1]",
            "by the privacy unit of orders",
            "given \"Orders.`o_custkey`\""),
        row("groups: private", "", "groups", "is missing beside group_by", "private, {public:"),
        row("groups: private", "groups: privat", "groups", "given \"privat\"", "{public: {table"),
        row("groups: private", "groups: true", "groups", "given true; legal: private, {public"),
        row(
            "groups: private",
            "groups: {private: true, public: {table: nation}}",
            "groups.private",
            "legal: public"),
        row("bounds: {max_groups_contributed: 3}", "", "bounds.max_groups_contributed", "missing"),
        row("max_groups_contributed: 3", "", "bounds.max_groups_contributed", "is missing"),
        row("contributed: 3", "contributed: 0", "bounds.max_groups_contributed", "given 0", ">= 1"),
        row("contributed: 3", "contributed: -1", "bounds.max_groups_contributed", "given -1"),
        row("contributed: 3", "contributed: 2.5", "bounds.max_groups_contributed", "whole number"),
        row(
            "contributed: 3",
            "contributed: 2147483648",
            "bounds.max_groups_contributed",
            "given 2147483648; legal: a whole number >= 1 and <= 2147483647"),
        row(
            "contributed: 3",
            "contributed: 3, min_privacy_units_per_group: 0",
            "bounds.min_privacy_units_per_group",
            "given 0",
            ">= 1"),
        row(
            "contributed: 3",
            "contributed: 3, min_privacy_units_per_group: 1099511627777",
            "bounds.min_privacy_units_per_group",
            "given 1099511627777; legal: a whole number >= 1 and <= 1099511627776"),
        row(
            "contributed: 3",
            "contributed: 3, min_privacy_units_per_group: 2.5",
            "bounds.min_privacy_units_per_group",
            "whole number"));
  }

  static Stream<Row> publicGroups() {
    String given = "groups: private";
    String values = "groups: {public: {values: [{nation: FRANCE, year: 1995}, ";
    String product = "groups: {public: {product: ";
    String table = "groups: {public: {table: ";
    return Stream.of(
        row(
            given,
            "groups: {public: {}}",
            "groups.public",
            "exactly one of values, product, table"),
        row(
            given,
            "groups: {public: {values: [{nation: A, year: 1}], table: nation}}",
            "groups.public",
            "given values, table"),
        row(given, "groups: {public: {values: []}}", "groups.public.values", "given []"),
        row(
            given,
            values + "{nation: [PERU], year: 1995}]}}",
            "groups.public.values[1].nation",
            "given [\"PERU\"]; legal: text or a number or true or false or null"),
        row(
            given,
            values + "{nation: null, year: 1995}, {year: 1995, nation: null}]}}",
            "groups.public.values[2]",
            "lists the group of groups.public.values[1] again; given [null, 1995]"),
        row(
            given,
            values + "{nation: null, year: null}, {nation: true, year: 1994}]}}",
            "groups.public.values[2]",
            "other types than the groups before"),
        row(
            given,
            product + "{nation: [null, PERU, null], year: [1]}}}",
            "groups.public.product.nation[2]",
            "is the value of groups.public.product.nation[0] again"),
        row(
            given,
            values + "{nation: FRANCE}]}}",
            "groups.public.values[1].year",
            "is missing",
            "a value for each of nation, year"),
        row(
            given,
            values + "{nation: PERU, year: 1, yaer: 2}]}}",
            "groups.public.values[1].yaer",
            "did you mean year?"),
        row(
            given,
            values + "{year: 1995.0, nation: FRANCE}]}}",
            "groups.public.values[1]",
            "lists the group of groups.public.values[0] again; given [FRANCE, 1995]"),
        row(
            given,
            values + "{nation: PERU, year: '1995'}]}}",
            "groups.public.values[1]",
            "one type a column"),
        row(given, product + "{}}}", "groups.public.product", "given {}; legal: a map of lists"),
        row(
            given,
            product + "{nation: [PERU]}}}",
            "groups.public.product.year",
            "is missing",
            "a list of values for each of nation, year"),
        row(
            given,
            product + "{nation: [PERU], year: [1], yaer: [1]}}}",
            "groups.public.product.yaer",
            "is not a group_by column",
            "did you mean year?"),
        row(
            given,
            product + "{nation: [PERU], year: []}}}",
            "groups.public.product.year",
            "too few entries; given []"),
        row(
            given,
            product + "{nation: [PERU], year: 1995}}}",
            "groups.public.product.year",
            "given 1995; legal: a list with at least one entry"),
        row(
            given,
            product + "{nation: [PERU, FRANCE, PERU], year: [1]}}}",
            "groups.public.product.nation[2]",
            "is the value of groups.public.product.nation[0] again; given \"PERU\""),
        row(
            given,
            product + "{nation: [PERU], year: [1995, '1996']}}}",
            "groups.public.product.year[1]",
            "one type a column"),
        row(
            given,
            product + "{nation: [%s], year: [%s]}}}".formatted(numbers(1001), numbers(1000)),
            "groups.public.product",
            "given 1001000 groups; legal: at most 1000000 groups"),
        row(given, table + "nations}}", "groups.public.table", "did you mean nation?"),
        row(given, table + "orders}}", "groups.public.table", "\"orders\"; legal: a source with"),
        row(
            given,
            table + "nation, columns: {naton: n_name}}}",
            "groups.public.columns.naton",
            "\"naton\"; legal: nation, year",
            "did you mean nation?"),
        row(
            given,
            "groups: {public: {columns: {}, values: [{nation: A, year: 1}]}}",
            "groups.public.table",
            "is missing beside columns"));
  }

  private static String numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).collect(Collectors.joining(", "));
  }

  private static String bins(String edges) {
    return "histogram: {value: l_tax, max_rows_per_group: 1, bins: [" + edges + "]}";
  }

  private static String vector(String fields) {
    return "vector_sum: {value: l_tax, " + fields + "}";
  }

  static Stream<Row> aggregates() {
    String count = "count: {contribution_bounds_per_group: [0, 20]}";
    String countBounds = "aggregates[0].count.contribution_bounds_per_group";
    String sum = "contribution_bounds_per_group: [0, 500000]";
    String sumBounds = "aggregates[3].sum.contribution_bounds_per_group";
    String rows = "max_rows_per_group: 10";
    String tree = "value: l_tax, contribution_bounds_per_row: [0, 9], max_rows_per_group: ";
    String rank = "aggregates[0].quantile.rank";
    return Stream.of(
        row(
            "privacy_units: {}",
            "median: {value: l_tax, contribution_bounds_per_row: [0, 1], max_rows_per_group: 1},"
                + " non_negative: true",
            "aggregates[2].non_negative",
            "has no meaning for median; given true; legal: count, privacy_units,"),
        row(
            "privacy_units: {}",
            "sum: {value: l_tax, contribution_bounds_per_group: [-1, 5]}, non_negative: true",
            "aggregates[2].non_negative",
            "given -1; legal: a sum with a lower bound of 0 or above"),
        row(
            "privacy_units: {}",
            "privacy_units: {}, non_negative: yes",
            "aggregates[2].non_negative",
            "given \"yes\"; legal: true or false"),
        row(count, "quantile: {" + tree + "1}", rank, "is missing", "a number >= 0 and <= 1"),
        row(count, "quantile: {rank: 1.5, " + tree + "1}", rank, "given 1.5", "<= 1"),
        row(count, "quantile: {rank: -0.1, " + tree + "1}", rank, "given -0.1", ">= 0"),
        row(count, "median: {rank: 0.5, " + tree + "1}", "aggregates[0].median.rank", "known"),
        row(
            count,
            "max: {" + tree + "4194305}",
            "aggregates[0].max.max_rows_per_group",
            "given 4194305; legal: 1 to 4194304"),
        row(count, count + ", weight: 0", "aggregates[0].weight", "given 0", ">= 1.0E-6"),
        row(count, count + ", weight: -2", "aggregates[0].weight", "given -2", "<= 1000000"),
        row(count, count + ", weight: 2e6", "aggregates[0].weight", "given 2", "1000000"),
        row(count, count + ", target_error: 0", "aggregates[0].target_error", "given 0", "> 0"),
        row(count, count + ", target_error: -5", "aggregates[0].target_error", "given -5"),
        row(
            count,
            count + ", target_error: 5, weight: 2",
            "aggregates[0].weight",
            "has no meaning beside target_error"),
        row(
            count,
            "target_error: 5, mean: {" + tree + "1}",
            "aggregates[0].target_error",
            "is for count, sum and privacy_units: the error of a mean depends on the group"),
        row(
            count,
            "histogram: {value: l_tax, max_rows_per_group: 1}",
            "aggregates[0].histogram.bins",
            "is missing",
            "2 to 4097 ascending edges"),
        row(count, bins("3"), "aggregates[0].histogram.bins", "too few entries; given [3]"),
        row(count, bins("0, 1, x"), "aggregates[0].histogram.bins[2]", "given \"x\"", "a number"),
        row(
            count,
            bins("1992-01-01, 5"),
            "aggregates[0].histogram.bins[1]",
            "is a number among dates; given 5",
            "dates and times only"),
        row(count, bins("0, 1992-01-01"), "aggregates[0].histogram.bins[1]", "among numbers"),
        row(
            count,
            bins("1992-01-01, 1992-02-30"),
            "aggregates[0].histogram.bins[1]",
            "is no date or time; given \"1992-02-30\"; legal: a date or time such as 1992-01-31"),
        row(
            count,
            bins("1992-01-01, 1992-1-2"),
            "aggregates[0].histogram.bins[1]",
            "is neither a number nor a date or time; given \"1992-1-2\"; legal: a number, or a date"),
        row(
            count,
            bins("1992-01-02T00:00:00.5, 1992-01-01"),
            "aggregates[0].histogram.bins[1]",
            "given \"1992-01-01\"; legal: an edge above 1992-01-02T00:00:00.500000"),
        row(
            count,
            "histogram: {value: l_tax, max_rows_per_group: 1, grid: 1, bins: [1992-01-01, 1993-01-01]}",
            "aggregates[0].histogram.grid",
            "has no meaning for dates and times"),
        row(
            count,
            "median: {" + tree.replace("[0, 9]", "[1992-01-02, 1992-01-01]") + "1}",
            "aggregates[0].median.contribution_bounds_per_row",
            "given [1992-01-02, 1992-01-01]",
            "swap the bounds"),
        row(
            count,
            "mean: {" + tree.replace("[0, 9]", "[0, 1992-01-02]") + "1}",
            "aggregates[0].mean.contribution_bounds_per_row[1]",
            "given \"1992-01-02\"; legal: a number"),
        row(
            count,
            bins("0, 9, 5"),
            "aggregates[0].histogram.bins[2]",
            "does not lie above the edge before it; given 5; legal: an edge above 9"),
        row(count, bins("0, 9, 9"), "aggregates[0].histogram.bins[2]", "given 9"),
        row(count, bins("0, 1], grid: [2"), "aggregates[0].histogram.grid", "a number > 0"),
        row(
            count,
            "median: {bins: [0, 1], " + tree + "1}",
            "aggregates[0].median.bins",
            "not a known key"),
        row(
            count,
            vector("length: 0, max_norm: 1, norm: l2"),
            "aggregates[0].vector_sum.length",
            "given 0; legal: a whole number >= 1 and <= 4096"),
        row(
            count,
            vector("length: 4097, max_norm: 1, norm: l2"),
            "aggregates[0].vector_sum.length",
            "given 4097"),
        row(
            count,
            vector("length: 2, max_norm: 0, norm: l2"),
            "aggregates[0].vector_sum.max_norm",
            "given 0; legal: a number > 0"),
        row(
            count,
            vector("length: 2, max_norm: 1, norm: l3"),
            "aggregates[0].vector_sum.norm",
            "given \"l3\"; legal: l1, l2, linf"),
        row(count, vector("length: 2, max_norm: 1"), "aggregates[0].vector_sum.norm", "is missing"),
        row(
            count,
            vector("length: 2, max_norm: 0.3, norm: l1, grid: 0.25"),
            "aggregates[0].vector_sum.max_norm",
            "does not lie on the grid of 0.25; given 0.3"),
        row(
            count,
            vector("length: 2, max_norm: 1, norm: l1, max_rows_per_group: 2"),
            "aggregates[0].vector_sum.max_rows_per_group",
            "not a known key"),
        row(
            count,
            "count_distinct: {value: l_tax}",
            "aggregates[0].count_distinct.max_distinct_per_group",
            "is missing"),
        row(
            count,
            "count_distinct: {value: l_tax, max_distinct_per_group: 0}",
            "aggregates[0].count_distinct.max_distinct_per_group",
            "given 0; legal: a whole number >= 1 and <= 4194304"),
        row(
            count,
            "count_distinct: {value: l_tax, max_distinct_per_group: 1, max_rows_per_group: 2}",
            "aggregates[0].count_distinct.max_rows_per_group",
            "not a known key"),
        row(count, "count: {}", "aggregates[0].count", "none of them", "max_rows_per_group"),
        row(", " + count, "", "aggregates[0]", "exactly one of count, privacy_units, sum"),
        row(
            count,
            count + ", privacy_units: {}",
            "aggregates[0]",
            "given count, privacy_units",
            "keep one"),
        row(
            "[0, 20]}",
            "[0, 20], max_rows_per_group: 1}",
            "aggregates[0].count",
            "given contribution_bounds_per_group, max_rows_per_group"),
        row("[0, 20]", "[0]", countBounds, "too few entries; given [0]; legal: [lower, upper]"),
        row("[0, 20]", "[0, 1, 2]", countBounds, "too many entries; given [0,1,2]"),
        row("[0, 20]", "20", countBounds, "wrong type; given 20; legal: [lower, upper]"),
        row("[0, 20]", "[0, x]", countBounds + "[1]", "given \"x\"; legal: a number"),
        row("[0, 20]", "[1, 20]", countBounds, "given [1, 20]; legal: [0, u]"),
        row("[0, 20]", "[0, 2.5]", countBounds, "given [0, 2.5]; legal: [0, u] with u a whole"),
        row("[0, 20]", "[0, 0]", countBounds, "clamps every value to 0; given [0, 0]"),
        row("name: items", "name: 1st", "aggregates[0].name", "given \"1st\"", "the first not"),
        row("name: items", "name: Customers", "aggregates[2].name", "name of aggregates[0] too"),
        row("value: l_extendedprice", "value: ' '", "aggregates[3].sum.value", "is blank"),
        row("value: l_extendedprice,", "", "aggregates[3].sum.value", "is missing"),
        row(sum, "", "aggregates[3].sum", "none of them", "contribution_bounds_per_row"),
        row("[0, 500000]", "[5, -5.5]", sumBounds, "given [5, -5.5]", "lower <= upper", "swap"),
        row("[0, 500000]", "[0, 0.0]", sumBounds, "given [0, 0]; legal: [lower, upper], not both"),
        row(
            sum,
            "contribution_bounds_per_group: {auto: {}}",
            sumBounds + ".auto.fallback",
            "is missing; legal: [lower, upper]"),
        row(
            sum,
            "contribution_bounds_per_group: {auto: true}",
            sumBounds + ".auto",
            "wrong type; given true; legal: a map"),
        row(
            sum,
            "contribution_bounds_per_group: {}",
            sumBounds + ".auto",
            "is missing; legal: a map"),
        row(
            sum,
            "contribution_bounds_per_group: auto",
            sumBounds,
            "given \"auto\"; legal: [lower, upper], two numbers, or {auto: {fallback: [lower"),
        row(
            sum,
            "contribution_bounds_per_group: {auto: {fallback: [5, -5.5]}}",
            sumBounds + ".auto.fallback",
            "given [5, -5.5]",
            "lower <= upper",
            "swap"),
        row(
            sum,
            "contribution_bounds_per_group: {auto: {fallback: [0, 0]}}",
            sumBounds + ".auto.fallback",
            "given [0, 0]; legal: [lower, upper], not both"),
        row(
            sum,
            "contribution_bounds_per_group: {auto: {falback: [0, 1]}}",
            sumBounds + ".auto.falback",
            "did you mean fallback?"),
        row(
            sum,
            "contribution_bounds_per_group: {auto: {fallback: [0, 1, 2]}}",
            sumBounds + ".auto.fallback",
            "too many entries; given [0,1,2]"),
        row(
            sum,
            "contribution_bounds_per_group: {auto: {fallback: [0, 500000]}}, grid: 0.3",
            sumBounds,
            "does not lie on the grid of 0.3",
            "[0, 500000]"),
        row(
            "[0, 20]",
            "{auto: {fallback: [0, 20]}}",
            countBounds,
            "wrong type",
            "legal: [lower, upper], two numbers"),
        row(sum, sum + ", grid: 0", "aggregates[3].sum.grid", "given 0; legal: a number > 0"),
        row(sum, sum + ", grid: -0.5", "aggregates[3].sum.grid", "given -0.5"),
        row(sum, sum + ", grid: 0.3", sumBounds, "does not lie on the grid of 0.3", "[0, 500000]"),
        row(
            sum,
            sum + ", max_rows_per_group: 3",
            "aggregates[3].sum.contribution_bounds_per_row",
            "is missing beside max_rows_per_group"),
        row(", " + rows, "", "aggregates[4].sum.max_rows_per_group", "is missing beside"),
        row(rows, "max_rows_per_group: 0", "aggregates[4].sum.max_rows_per_group", "given 0"),
        row(rows, "max_rows_per_group: 1.5", "aggregates[4].sum.max_rows_per_group", "a whole"),
        row(
            rows,
            "max_rows_per_group: 9223372036854775808",
            "aggregates[4].sum.max_rows_per_group",
            "given 9223372036854775808",
            "<= 9223372036854775807"));
  }

  static Stream<Row> privacy() {
    String epsilon = "epsilon: 1,";
    String delta = "delta: 1e-9";
    return Stream.of(
        row(epsilon, "", "privacy.epsilon", "is missing; legal: a number > 0"),
        row(
            epsilon,
            "epsilon: 1e-65,",
            "privacy.epsilon",
            "more digits than a ledger adds up; given 1E-65; legal: at most 64 digits"),
        row(epsilon, "epsilon: 0,", "privacy.epsilon", "given 0; legal: a number > 0"),
        row(epsilon, "epsilon: -0.1,", "privacy.epsilon", "given -0.1; legal: a number > 0"),
        row(epsilon, "epsilon: one,", "privacy.epsilon", "given \"one\"; legal: a number > 0"),
        row(epsilon, "epsilon: '1',", "privacy.epsilon", "given \"1\"", "remove the quotes"),
        row(epsilon, "epsilon: true,", "privacy.epsilon", "given true; legal: a number > 0"),
        row(epsilon, "epsilon: .nan,", "privacy.epsilon", "not a number; given .nan"),
        row(epsilon, "epsilon: -.inf,", "privacy.epsilon", "not a number; given -.inf"),
        row(epsilon, "epsilon: NaN,", "privacy.epsilon", "given \"NaN\"; legal: a number > 0"),
        row(epsilon, "epsilon: 1e-99999,", "privacy.epsilon", "beyond", "given 1e-99999"),
        row(epsilon, "epsilon: 1e9999999999,", "privacy.epsilon", "-1000 to 1000"),
        row(
            epsilon,
            "epsilon: 100.1,",
            "privacy.epsilon",
            "100.1",
            "<= 100",
            "allow_large_epsilon"),
        row(
            "allow_large_epsilon: false",
            "allow_large_epsilon: no",
            "privacy.allow_large_epsilon",
            "given \"no\"; legal: true or false"),
        row(
            epsilon,
            "epsilon: 1, automatic_bounds_share: 0.2,",
            "privacy.automatic_bounds_share",
            "no aggregate has automatic bounds; given 0.2",
            "{auto: {fallback: [lower, upper]}}"),
        row(
            epsilon,
            "epsilon: 1, automatic_bounds_share: 0,",
            "privacy.automatic_bounds_share",
            "given 0; legal: a number > 0 and <= 0.5"),
        row(
            epsilon,
            "epsilon: 1, automatic_bounds_share: 0.51,",
            "privacy.automatic_bounds_share",
            "given 0.51"),
        row(
            epsilon,
            "epsilon: 1, automatic_bounds_share: half,",
            "privacy.automatic_bounds_share",
            "given \"half\""),
        row(delta + ",", "", "privacy.delta", "private groups need it", "> 0 and < 1"),
        row(delta, "delta: 0", "privacy.delta", "given 0; legal: a number > 0 and < 1"),
        row(delta, "delta: 1", "privacy.delta", "given 1; legal: a number > 0 and < 1"),
        row(delta, "delta: -1e-9", "privacy.delta", "> 0 and < 1"),
        row(
            delta,
            "delta: 6.7e-6",
            "privacy.delta",
            "above 1/(10 population) for a population of 15000; given 0.0000067"),
        row(
            delta + ", noise: laplace, population: 15000",
            "delta: 1.1e-6",
            "privacy.delta",
            "above 1e-6 without a population",
            "given 0.0000011",
            "allow_large_delta"),
        row("noise: laplace", "noise: gauss", "privacy.noise", "\"gauss\"; legal: laplace, gaus"),
        row("population: 15000", "population: 0", "privacy.population", "given 0", ">= 1"),
        row("population: 15000", "population: 1.5", "privacy.population", "a whole number >= 1"));
  }

  static Stream<Row> words() {
    return Stream.of(
        row("release: orders-by-nation-and-year", "release: ../x", "release", "given \"../x\""),
        row("release: orders-by-nation-and-year", "release: " + "x".repeat(129), "release", "128"),
        row("account: shop-customers", "account: shop customers", "account", "letters, digits"),
        row("ledger: file:tacet-ledger", "ledger: ' '", "ledger", "is blank"),
        row("time_zone: UTC", "time_zone: Mars/Base", "time_zone", "Mars/Base", "Europe/Berlin"),
        row("path: \"${data}/../release\", ", "", "output.path", "is missing", "--output"),
        row("\"${data}/../release\"", "' '", "output.path", "is blank"),
        row("format: parquet}", "format: json}", "output.format", "legal: parquet, csv"));
  }
}
