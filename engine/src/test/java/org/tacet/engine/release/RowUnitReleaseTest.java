package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.AccountTable;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.engine.bounding.BoundedSum;
import org.tacet.engine.plan.PlannedStatistic;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.plan.ReleasePlanner;
import org.tacet.engine.source.PublicGroups;
import org.tacet.engine.source.TracedSource;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;
import org.tacet.engine.testing.TrueSums;

/** Rows as privacy units from end to end. */
class RowUnitReleaseTest {

  private static final String SPEC =
      """
      release: clicks
      account: ACCOUNT
      sources:
        clicks: {path: DATA/TABLE, private: {rows: ROWS}}
      from: clicks
      group_by: [page]
      groups: GROUPS
      aggregates:
        - {name: clicks, count: {}}
        - {name: units, privacy_units: {}}
        - {name: seconds, sum: {value: seconds, contribution_bounds_per_row: [0, 10]}}
        - {name: middle, median: {value: seconds, contribution_bounds_per_row: [0, 10]}}
        - {name: kinds, count_distinct: {value: seconds}}
      privacy: {epsilon: 5000, delta: 1e-7, allow_large_epsilon: true}
      """;

  private static final String PUBLIC = "{public: {values: [{page: a}, {page: b}, {page: none}]}}";

  @TempDir static Path folder;
  private static ReleaseHarness harness;

  @BeforeAll
  static void writeTables() {
    List<Row> clicks = new ArrayList<>();
    IntStream.range(0, 60).forEach(i -> clicks.add(RowFactory.create("a", 4L))); // all the same
    IntStream.range(0, 40).forEach(i -> clicks.add(RowFactory.create("b", i % 2 == 0 ? 3L : 99L)));
    clicks.add(RowFactory.create("rare", 1L));
    harness = new ReleaseHarness(folder, TestSpark.session());
    harness.table("clicks", "page string, seconds bigint", clicks, 3);
    harness.table("less", "page string, seconds bigint", clicks.subList(2, 100), 2);
    account("rows2", AccountTable.ofRows(folder.resolve("clicks").toString(), 2, Optional.empty()));
    account("rows1", AccountTable.ofRows(folder.resolve("less").toString(), 1, Optional.empty()));
  }

  private static void account(String id, AccountTable table) {
    Account plain = Account.now(id, "click", ApproximateDp.of("1000000", "0.5"), "tests");
    harness
        .ledger()
        .create(
            new Account(
                id,
                "click",
                plain.budget(),
                Optional.empty(),
                List.of(table),
                new TreeMap<>(),
                "",
                Instant.now(),
                "tests"));
  }

  private static String spec(String account, String table, int rows, String groups) {
    return SPEC.replace("ACCOUNT", account)
        .replace("TABLE", table)
        .replace("ROWS", String.valueOf(rows))
        .replace("GROUPS", groups);
  }

  private static Map<String, Row> published(String output) {
    Map<String, Row> byPage = new HashMap<>();
    harness.published(output).forEach(row -> byPage.put(row.getString(0), row));
    return byPage;
  }

  private static String manifest(String output) throws IOException {
    return Files.readString(folder.resolve(output).resolve("_manifest.json"));
  }

  /** With noise below a half: what is published is what was bounded. */
  @Test
  void publicGroupsCountEachRow() throws IOException {
    harness.release(spec("rows2", "clicks", 2, PUBLIC), "public", 1);
    Map<String, Row> byPage = published("public");
    assertThat(byPage).containsOnlyKeys("a", "b", "none");
    assertThat(byPage.get("a").toSeq().mkString(" ")).startsWith("a 60 60 240 ").endsWith(" 1");
    assertThat(byPage.get("b").toSeq().mkString(" ")).startsWith("b 40 40 260 ").endsWith(" 2");
    assertThat(byPage.get("none").toSeq().mkString(" ")).startsWith("none 0 0 0 ");
    assertThat(byPage.get("a").getDouble(4)).isBetween(3.9, 5.1);
    assertThat(manifest("public"))
        .contains("\"privacy_unit\" : [ ]")
        .contains("\"privacy_unit_rows\" : 2")
        .contains("\"neighbours\" : \"up to 2 rows added or removed\"")
        .contains("nobody whose presence is to be hidden has more than 2 rows in clicks")
        .contains("\"max_change_in_steps\" : 20"); // two rows of up to ten seconds
  }

  @Test
  void privateGroupsAreSelectedByTheirRows() throws IOException {
    harness.release(spec("rows1", "less", 1, "private"), "private", 1);
    Map<String, Row> byPage = published("private");
    assertThat(byPage).containsKeys("a", "b");
    assertThat(byPage.get("a").toSeq().mkString(" ")).startsWith("a 58 58 232 ");
    assertThat(manifest("private")).contains("\"neighbours\" : \"one row added or removed\"");
  }

  /** No column is read at all, and rows are counted all the same. */
  @Test
  void theWholeIsCountedWithoutAnyColumn() {
    String whole =
        spec("rows2", "clicks", 2, PUBLIC)
            .replaceAll("(?m)^(group_by|groups|  - .name: (seconds|middle|kinds)).*\n", "");
    harness.release(whole, "whole", 1);
    assertThat(harness.published("whole")).containsExactly(RowFactory.create(101L, 101L));
  }

  @Test
  void onlyAccountsOfAsManyRowsMayBeCharged() {
    assertThatThrownBy(() -> harness.release(spec("rows2", "clicks", 1, PUBLIC), "no", 1))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("sources.clicks.private.rows: is not the privacy unit that account")
        .hasMessageContaining("given rows: 1; legal: rows: 2");
    // What the harness has is an account of customers, in a word.
    harness.table("other", "page string, seconds bigint", List.of());
    assertThatThrownBy(
            () -> harness.release(spec(ReleaseHarness.ACCOUNT, "other", 1, PUBLIC), "no", 1))
        .hasMessageContaining("names an account that lists no tables")
        .hasMessageContaining("tables: [{place: ..., rows: 1}]");
    account(
        "people",
        new AccountTable(folder.resolve("other").toString(), List.of("page"), Optional.empty()));
    assertThatThrownBy(() -> harness.release(spec("people", "other", 1, PUBLIC), "no", 1))
        .hasMessageContaining("given rows: 1; legal: page, as the table stores them");
  }

  /** P1, through the plan: two rows of group a removed move no sum by more than is accounted. */
  @Test
  void twoRowsMoveTheTrueSumsByWhatIsAccounted() {
    String ofAll = spec("rows2", "clicks", 2, PUBLIC);
    ReleasePlan plan = plan(ofAll);
    List<Sensitivity> accounted = new ArrayList<>();
    for (PlannedStatistic statistic : plan.statistics()) {
      if (statistic.bounded().isEmpty() && accounted.isEmpty() && statistic.tree().isEmpty()) {
        accounted.add(statistic.sensitivity());
      }
    }
    plan.statistics().stream()
        .filter(statistic -> statistic.bounded().isPresent())
        .map(PlannedStatistic::sensitivity)
        .forEach(accounted::add);
    TrueSums all = trueSums(ofAll);
    TrueSums less = trueSums(spec("rows2", "less", 2, PUBLIC));
    assertThat(all.beyond(accounted, less)).isEmpty();
    assertThat(all.difference(less, 0).l1()).as("as far as it may").isEqualTo(2);
    assertThat(accounted.get(0)).isEqualTo(new Sensitivity(1, 2));
  }

  private static ReleasePlan plan(String yaml) {
    ReleaseSpec spec = harness.spec(yaml, "never-published");
    return ReleasePlanner.plan(
        spec, TracedSource.trace(ReleaseSession.open(harness.session(), spec.timeZone()), spec));
  }

  /** The count of units, then the sums. */
  private static TrueSums trueSums(String yaml) {
    ReleaseSpec spec = harness.spec(yaml, "never-published");
    SparkSession session = ReleaseSession.open(harness.session(), spec.timeZone());
    TracedSource source = TracedSource.trace(session, spec);
    ReleasePlan plan = ReleasePlanner.plan(spec, source);
    Dataset<Row> sums =
        new PrivateAggregation(
                plan, source, PublicGroups.of(session, spec, source), FixedReleaseKeys.numbered(1))
            .trueSums();
    Map<List<Object>, List<BigInteger>> byGroup = new HashMap<>();
    for (Row row : sums.collectAsList()) {
      Object[] values = new Object[row.size()];
      for (int column = 1; column < row.size(); column++) {
        values[column] = row.get(column);
      }
      GenericInternalRow limbs = new GenericInternalRow(values);
      List<BigInteger> joined = new ArrayList<>(List.of(BoundedSum.join(limbs, 1, 1)));
      int column = 2;
      for (BoundedSum sum : plan.boundedSums()) {
        joined.add(BoundedSum.join(limbs, column, sum.limbs()));
        column += sum.limbs();
      }
      byGroup.put(List.of(row.get(0)), joined);
    }
    return new TrueSums(byGroup);
  }
}
