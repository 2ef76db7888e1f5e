package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/** Several groupings in one release: what their rows hold, that their noise is their own. */
class GroupingsReleaseTest {

  private static final String SPEC =
      """
      release: groupings
      account: test
      sources:
        visits: {path: DATA/TABLE, private: {unit: [person]}}
      from: visits
      group_by: [country, town]
      groupings: GROUPINGS
      groups: GROUPS
      bounds: {max_groups_contributed: 2}
      aggregates:
        - {name: persons, privacy_units: {}}
        - {name: visits, count: {max_rows_per_group: 3}}
        - {name: pay, mean: {value: pay, contribution_bounds_per_row: [0, 100], max_rows_per_group: 3}}
      privacy: {epsilon: EPSILON, delta: 1e-9, allow_large_epsilon: true}
      """;

  private static final String PUBLIC =
      "{public: {values: [{country: A, town: x}, {country: A, town: y}, {country: B, town: x}]}}";

  @TempDir static Path folder;
  private static ReleaseHarness harness;

  @BeforeAll
  static void writeTables() {
    List<Row> visits = new ArrayList<>();
    for (long person = 0; person < 40; person++) {
      visits.add(RowFactory.create(person, "A", "x", 10));
      visits.add(RowFactory.create(person, "A", person < 20 ? "y" : null, 30));
      visits.add(RowFactory.create(person, person < 20 ? null : "B", "x", 50));
    }
    harness = new ReleaseHarness(folder, TestSpark.session());
    harness.table("visits", "person bigint, country string, town string, pay int", visits);
    Collections.shuffle(visits, new Random(2));
    harness.table("shuffled", "person bigint, country string, town string, pay int", visits, 3);
  }

  private static String spec(String groupings, String groups, String epsilon) {
    return SPEC.replace("GROUPINGS", groupings)
        .replace("GROUPS", groups)
        .replace("EPSILON", epsilon)
        .replace("TABLE", "visits");
  }

  private static List<List<Object>> rows(String output) {
    return harness.published(output).stream()
        .map(
            row ->
                Arrays.<Object>asList(
                    row.getString(0),
                    row.getString(1),
                    row.getString(2),
                    row.getLong(3),
                    row.getLong(4)))
        .toList();
  }

  private static List<Object> row(Object... values) {
    return Arrays.asList(values);
  }

  /**
   * Each person is in three groups of (country, town), of which two count, in two countries, and in
   * the whole once with all three visits. A town or country that is null is a group of its own.
   */
  @Test
  void eachGroupingIsBoundedByItself() {
    harness.release(spec("rollup", "private", "100000"), "rollup", 3);
    List<List<Object>> rows = rows("rollup");
    assertThat(rows)
        .contains(
            row("()", null, null, 40L, 120L),
            row("(country)", "A", null, 40L, 80L),
            row("(country)", "B", null, 20L, 20L),
            row("(country)", null, null, 20L, 20L));
    List<List<Object>> finest =
        rows.stream().filter(row -> row.get(0).equals("(country, town)")).toList();
    assertThat(finest.stream().mapToLong(row -> (Long) row.get(3)).sum()).isEqualTo(80);
    assertThat(finest)
        .extracting(row -> row.get(1) + "," + row.get(2))
        .contains("A,null", "null,x");
    assertThat(rows).hasSize(4 + 5);
    double mean = harness.published("rollup").get(0).getDouble(5);
    assertThat(mean).isCloseTo(30, org.assertj.core.api.Assertions.within(0.01));
  }

  @Test
  void listedGroupsAreRolledUpAndOthersCountNowhere() {
    harness.release(
        spec("[{by: [country, town]}, {by: [country]}, {by: [town]}]", PUBLIC, "100000"),
        "listed",
        4);
    assertThat(rows("listed"))
        .containsExactlyInAnyOrder(
            row("(country, town)", "A", "x", 40L, 40L),
            row("(country, town)", "A", "y", 20L, 20L),
            row("(country, town)", "B", "x", 20L, 20L),
            row("(country)", "A", null, 40L, 60L),
            row("(country)", "B", null, 20L, 20L),
            row("(town)", null, "x", 40L, 60L),
            row("(town)", null, "y", 20L, 20L));
  }

  /** (town) has two groups, so that a unit can't be in more. */
  @Test
  void thereAreNoMoreGroupsToContributeToThanAreListed() {
    String spec =
        spec("[{by: [country, town]}, {by: [town], max_groups_contributed: 7}]", PUBLIC, "1");
    ReleasePlan plan = harness.plan(spec, "plan");
    assertThat(plan.groupings().get(0).maxGroups()).isEqualTo(2);
    assertThat(plan.groupings().get(1).maxGroups()).isEqualTo(2);
    assertThat(harness.spec(spec, "plan").warnings())
        .contains(
            "max_groups_contributed of (town) is 7, but there are 2 public groups: 2 is used");
  }

  /** P9: a group that has the same values in two groupings has noise of its own in each. */
  @Test
  void noGroupingSharesItsNoiseWithAnother() {
    int countries = 60;
    String values =
        IntStream.range(0, countries)
            .mapToObj("{country: C%d, town: x}"::formatted)
            .collect(Collectors.joining(", "));
    harness.release(
        spec(
            "[{by: [country, town]}, {by: [country]}]",
            "{public: {values: [" + values + "]}}",
            "1"),
        "noise",
        5);
    Map<Object, List<Object>> persons =
        rows("noise").stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.get(1), Collectors.mapping(row -> row.get(3), Collectors.toList())));
    assertThat(persons).hasSize(countries);
    long equal = persons.values().stream().filter(two -> two.get(0).equals(two.get(1))).count();
    // Two draws of Laplace noise of scale t agree with probability near 1/(4 t): t is above 8 here,
    // and 15 of 60 are equal with probability 2e-9. Shared noise makes all 60 equal.
    assertThat(equal).isLessThan(15);
  }

  @Test
  void theOrderOfRowsDoesNotShow() {
    String spec = spec("cube", "private", "50");
    harness.release(spec, "in-order", 7);
    harness.release(spec.replace("DATA/visits", "DATA/shuffled"), "out-of-order", 7);
    assertThat(harness.publishedBytes("out-of-order"))
        .usingRecursiveComparison()
        .isEqualTo(harness.publishedBytes("in-order"));
  }

  @Test
  void theManifestTellsOfEachGrouping() throws IOException {
    harness.release(spec("rollup", "private", "10"), "told", 8);
    JsonNode manifest = new ObjectMapper().readTree(folder.resolve("told/_manifest.json").toFile());
    JsonNode groupings = manifest.path("groupings");
    assertThat(groupings).hasSize(3);
    assertThat(groupings.findValuesAsText("grouping"))
        .containsExactly("(country, town)", "(country)", "()");
    assertThat(groupings.get(0).path("groups").path("max_groups_contributed").asInt()).isEqualTo(2);
    assertThat(groupings.get(2).path("groups").path("max_groups_contributed").asInt()).isEqualTo(1);
    for (JsonNode grouping : groupings) {
      assertThat(grouping.path("groups").path("selection").isTextual()).isTrue();
      assertThat(grouping.path("aggregates")).hasSize(3);
    }
    // One composition holds all of it (P14).
    assertThat(manifest.path("guarantee").path("parts")).hasSize(3 * 4 + 3);
    assertThat(manifest.path("guarantee").path("composed_epsilon").asDouble())
        .isLessThanOrEqualTo(10);
  }
}
