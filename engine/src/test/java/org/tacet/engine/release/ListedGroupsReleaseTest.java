package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.engine.plan.PlannedGrouping;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/** Public groups as a product, and null among them: what is published, and under which L0. */
class ListedGroupsReleaseTest {

  private static final String SPEC =
      """
      release: listed
      account: test
      sources:
        visits: {path: DATA/visits, private: {unit: [person]}}
      from: visits
      group_by: [town, year]
      groups: {public: GROUPS}
      bounds: {max_groups_contributed: 50}
      aggregates:
        - {name: visits, count: {max_rows_per_group: 3}}
      privacy: {epsilon: EPSILON, allow_large_epsilon: true}
      """;

  @TempDir static Path folder;
  private static ReleaseHarness harness;

  @BeforeAll
  static void writeTables() {
    List<Row> visits = new ArrayList<>();
    for (long person = 0; person < 30; person++) {
      visits.add(RowFactory.create(person, "A", 1994));
      visits.add(RowFactory.create(person, "B", person < 10 ? null : 1995));
      visits.add(RowFactory.create(person, person < 5 ? null : "elsewhere", 1995));
    }
    harness = new ReleaseHarness(folder, TestSpark.session());
    harness.table("visits", "person bigint, town string, year int", visits);
  }

  private static String spec(String groups, String epsilon) {
    return SPEC.replace("GROUPS", groups).replace("EPSILON", epsilon);
  }

  private static List<String> rows(String output) {
    return harness.published(output).stream()
        .map(row -> row.get(0) + " " + row.get(1) + " " + row.getLong(2))
        .toList();
  }

  @Test
  void everyChoiceOfAProductIsPublishedAndNothingElse() {
    harness.release(spec("{product: {year: [1994, 1995], town: [A, B]}}", "100000"), "product", 1);

    assertThat(rows("product"))
        .containsExactlyInAnyOrder("A 1994 30", "A 1995 0", "B 1994 0", "B 1995 20");
  }

  @Test
  void aProductIsTheListOfItsGroupsToTheLastBit() {
    harness.release(spec("{product: {town: [A, B], year: [1995, 1994]}}", "1"), "short", 2);
    harness.release(
        spec(
            "{values: [{town: A, year: 1994}, {town: B, year: 1994},"
                + " {town: A, year: 1995}, {town: B, year: 1995}]}",
            "1"),
        "long",
        2);

    assertThat(rows("short")).isEqualTo(rows("long"));
  }

  /** L0 is at most the number of groups that a grouping has: of the product, of one column. */
  @Test
  void eachGroupingIsTightenedToItsOwnColumns() {
    String spec =
        spec("{product: {town: [A, B], year: [1993, 1994, 1995]}}", "1")
            .replace("groups:", "groupings: cube\ngroups:");
    ReleasePlan plan = harness.plan(spec, "none");

    assertThat(plan.groupings()).extracting(PlannedGrouping::maxGroups).containsExactly(6, 2, 3, 1);
    assertThat(plan.spec().warnings())
        .contains(
            "max_groups_contributed of (town) is 50, but there are 2 public groups: 2 is used");
  }

  /** A null that is listed counts the rows that have none; one that is not counts nowhere. */
  @Test
  void nullIsAGroupInListsProductsAndTables() {
    harness.release(
        spec("{values: [{town: B, year: null}, {town: null, year: 1995}]}", "100000"), "list", 4);
    harness.release(spec("{product: {town: [null, B], year: [null, 1995]}}", "100000"), "nulls", 4);
    harness.table(
        "listed",
        "town string, year int",
        List.of(RowFactory.create("B", null), RowFactory.create(null, null)));
    harness.release(
        spec("{table: listed}", "100000")
            .replace("from: ", "  listed: {path: DATA/listed, public: true}\nfrom: "),
        "table",
        4);

    assertThat(rows("list")).containsExactlyInAnyOrder("B null 10", "null 1995 5");
    assertThat(rows("nulls"))
        .containsExactlyInAnyOrder("B null 10", "null 1995 5", "B 1995 20", "null null 0");
    assertThat(rows("table")).containsExactlyInAnyOrder("B null 10", "null null 0");
  }

  /** The folder of a null is that of private groups; the texts that share it count as null. */
  @Test
  void aFolderOfTheNullGroupReadsBackAsNull() {
    harness.release(
        spec("{product: {town: [null, B], year: [1995]}}", "100000")
            + "output: {path: replaced, partition_by: [town]}\n",
        "folders",
        5);

    assertThat(
            harness.published("folders").stream()
                .map(row -> row.<String>getAs("town") + " " + row.<Long>getAs("visits")))
        .containsExactlyInAnyOrder("null 5", "B 20");
    assertThat(folder.resolve("folders/town=__HIVE_DEFAULT_PARTITION__")).isDirectory();
  }

  /** Many groups are a join of short lists, not literals. */
  @Test
  void aProductOfThousandsIsPublishedInFull() {
    String years =
        IntStream.range(0, 300).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    String towns =
        IntStream.range(0, 20).mapToObj(each -> "T" + each).collect(Collectors.joining(", "));
    harness.release(
        spec("{product: {town: [%s], year: [%s]}}".formatted(towns, years), "100000"), "large", 3);

    assertThat(harness.published("large")).hasSize(6000);
  }
}
