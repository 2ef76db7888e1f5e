package org.tacet.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tacet.engine.spec.RejectedSpec.row;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults of aggregates, one in each spec. */
class RejectedAggregatesTest {

  @ParameterizedTest
  @MethodSource({"aggregates"})
  void rejects(RejectedSpec spec) {
    spec.assertRejected();
  }

  @Test
  void rejectsATargetBesideNoiseOfGooglesLibrary() {
    String yaml = SpecExample.with("noise: laplace", "noise_source: google");
    InvalidSpecException invalid =
        SpecExample.rejected(
            SpecExample.with(yaml, "privacy_units: {}", "privacy_units: {}, target_error: 5"));

    assertThat(invalid.faults()).hasSize(1);
    assertThat(invalid)
        .hasMessageStartingWith("aggregates[2].target_error: can't be kept to the step")
        .hasMessageContaining("given 5; legal: no target beside noise_source: google; fix: ");
  }

  private static String bins(String edges) {
    return "histogram: {value: l_tax, max_rows_per_group: 1, bins: [" + edges + "]}";
  }

  private static String vector(String fields) {
    return "vector_sum: {value: l_tax, " + fields + "}";
  }

  static Stream<RejectedSpec> aggregates() {
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
        row(count, "count: {}", "aggregates[0].count", "has none of", "max_rows_per_group"),
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
            "has both of contribution_bounds_per_group and max_rows_per_group"),
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
}
