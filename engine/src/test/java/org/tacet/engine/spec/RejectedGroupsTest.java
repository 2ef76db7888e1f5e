package org.tacet.engine.spec;

import static org.tacet.engine.spec.RejectedSpec.row;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults of group_by, groupings, groups and bounds, one in each spec. */
class RejectedGroupsTest {

  @ParameterizedTest
  @MethodSource({"grouping", "groupings", "consistentGroupings", "publicGroups"})
  void rejects(RejectedSpec spec) {
    spec.assertRejected();
  }

  private static RejectedSpec groupings(String groupings, String path, String... fragments) {
    return row("groups: private", "groupings: " + groupings + "\ngroups: private", path, fragments);
  }

  private static final String PRODUCT = "{public: {product: {nation: [A], year: [1, 2]}}}";

  /** Without the count of privacy units, which has no place in consistent groupings. */
  private static RejectedSpec consistent(
      String groupings, String groups, String aggregate, String path, String... fragments) {
    String bounds = "bounds: {max_groups_contributed: 3}\naggregates:\n";
    String counts =
        """
          - {name: items, count: {contribution_bounds_per_group: [0, 20]}}
          - {name: rows_again, count: {max_rows_per_group: 20}}
        """;
    return row(
        "groups: private\n" + bounds + counts + "  - {name: customers, privacy_units: {}}\n",
        groupings + "consistent_groupings: true\ngroups: " + groups + "\n" + bounds + aggregate,
        path,
        fragments);
  }

  static Stream<RejectedSpec> consistentGroupings() {
    String rollup = "groupings: rollup\n";
    return Stream.of(
        consistent("", PRODUCT, "", "consistent_groupings", "with one grouping", "rollup"),
        consistent(rollup, "private", "", "consistent_groupings", "needs public groups"),
        consistent(
            "groupings: [{by: [nation]}, {by: [year]}]\n",
            PRODUCT,
            "",
            "groupings",
            "do not lie within one another",
            "(nation) and (year)"),
        consistent(
            "groupings: [{by: [nation, year]}, {by: [nation], max_groups_contributed: 2}]\n",
            PRODUCT,
            "",
            "groupings[1].max_groups_contributed",
            "the finest bounds all",
            "given 2"),
        consistent(
            rollup,
            PRODUCT,
            "  - {name: customers, privacy_units: {}}\n",
            "aggregates[0].privacy_units",
            "does not add up"),
        consistent(
            rollup,
            PRODUCT,
            "  - {name: customers, count: {max_rows_per_group: 1}, non_negative: true}\n",
            "aggregates[0].non_negative",
            "where groups have to add up"));
  }

  static Stream<RejectedSpec> groupings() {
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
        groupings(
            "[{by: [nation, year]}, {by: [year], max_rows_contributed: 0}]",
            "groupings[1].max_rows_contributed",
            "given 0"),
        row(
            "- {name: year, expression: year(o_orderdate)}\n",
            "- {name: grouping, expression: year(o_orderdate)}\ngroupings: cube\n",
            "group_by[1].name",
            "is the name of the column that names a row's grouping too"),
        row(
            "aggregates:",
            "groupings: rollup\naggregates:\n  - {name: a, sum: {value: x, contribution_bounds_per_group: {auto: {fallback: [0, 1]}}}}",
            "aggregates[0].sum",
            "has automatic bounds beside several groupings"),
        row(
            "output: {path",
            "groupings: rollup\noutput: {partition_by: [year], path",
            "output.partition_by[0]",
            "rolled up in some grouping"));
  }

  static Stream<RejectedSpec> grouping() {
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
            "contributed: 3, max_rows_contributed: 0",
            "bounds.max_rows_contributed",
            "given 0",
            ">= 1"),
        row(
            "contributed: 3",
            "contributed: 3, max_rows_contributed: -5",
            "bounds.max_rows_contributed",
            "given -5"),
        row(
            "contributed: 3",
            "contributed: 3, max_rows_contributed: 2147483648",
            "bounds.max_rows_contributed",
            "given 2147483648; legal: a whole number >= 1 and <= 2147483647"),
        row(
            "contributed: 3",
            "contributed: 3, max_rows_contributed: auto",
            "bounds.max_rows_contributed",
            "given \"auto\""),
        row(
            "contributed: 3",
            "contributed: 3, max_rows_contribute: 5",
            "bounds.max_rows_contribute",
            "did you mean max_rows_contributed?"),
        row(
            "contributed: 3",
            "contributed: 3, max_rows_joined: 0",
            "bounds.max_rows_joined",
            "given 0; legal: a whole number >= 1 and <= 1000000"),
        row(
            "contributed: 3",
            "contributed: 3, max_rows_joined: 1000001",
            "bounds.max_rows_joined",
            "given 1000001; legal: a whole number >= 1 and <= 1000000"),
        row(
            "contributed: 3",
            "contributed: 3, max_rows_join: 5",
            "bounds.max_rows_join",
            "did you mean max_rows_joined?"),
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

  static Stream<RejectedSpec> publicGroups() {
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
}
