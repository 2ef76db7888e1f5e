package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.exchange.ShuffleExchangeLike;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.engine.bounding.BoundContributionsExec;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.plan.ReleasePlanner;
import org.tacet.engine.source.TracedSource;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/** A table that lies in buckets by the privacy unit is bounded without another shuffle. */
class BucketedTableTest {

  private static final String SPEC =
      """
      release: bucketed
      account: test
      sources: {visits: {INPUT, private: {unit: [person]}}}
      from: visits
      where: amount >= 0
      group_by: [town]
      groups: private
      bounds: {max_groups_contributed: 2}
      aggregates: [{name: total, sum: {value: amount, contribution_bounds_per_group: [0, 4]}}]
      privacy: {epsilon: 10, delta: 1e-7}
      """;

  @TempDir Path folder;
  private SparkSession session;
  private ReleaseHarness harness;

  @BeforeEach
  void createTables() {
    session = TestSpark.session();
    harness = new ReleaseHarness(folder, session);
    session.sql("drop database if exists buckets cascade");
    session.sql("create database buckets location '" + folder.resolve("buckets.db") + "'");
    String columns = "(person bigint, town string, amount bigint) using parquet";
    String rows =
        "select id % 500 as person, concat('t', id % 3) as town, id % 5 as amount from range(4000)";
    session.sql("create table buckets.plain " + columns);
    session.sql("insert into buckets.plain " + rows);
    session.sql("create table buckets.visits " + columns + " clustered by (person) into 4 buckets");
    session.sql("insert into buckets.visits " + rows);
    session.sql(
        "create view buckets.seen as select person, upper(town) as town, amount from buckets.visits");
  }

  @AfterEach
  void dropTables() {
    session.sql("drop database buckets cascade");
  }

  @Test
  void neitherATableNorAViewOverItIsShuffledByTheUnit() {
    assertThat(shufflesBelowBounding("table: buckets.visits")).isEmpty();
    assertThat(shufflesBelowBounding("table: buckets.seen")).isEmpty();
    assertThat(shufflesBelowBounding("sql: select * from buckets.visits")).isEmpty();
    assertThat(shufflesBelowBounding("table: buckets.plain")).as("without buckets").isNotEmpty();
  }

  @Test
  void bucketsChangeNothingThatIsPublished() {
    harness.release(SPEC.replace("INPUT", "table: buckets.plain"), "plain", 5);
    harness.release(SPEC.replace("INPUT", "table: buckets.visits"), "bucketed", 5);
    assertThat(harness.published("bucketed")).hasSize(3).isEqualTo(harness.published("plain"));
  }

  /** Two tables cut alike: a unit's rows of both have to meet, with an exchange or without. */
  @Test
  void aUnionOfBucketedTablesIsBoundedAsOne() {
    session.sql(
        "create table buckets.more (person bigint, town string, amount bigint) using parquet"
            + " clustered by (person) into 4 buckets");
    session.sql("insert into buckets.more select person, town, amount + 1 from buckets.plain");
    String union = "sql: 'select * from %s union all select person, town, amount + 1 from %s'";
    String bucketed = "sql: select * from buckets.visits union all select * from buckets.more";
    String plain = union.formatted("buckets.plain", "buckets.plain");
    harness.release(SPEC.replace("INPUT", plain), "plain-union", 5);
    harness.release(SPEC.replace("INPUT", bucketed), "bucketed-union", 5);
    assertThat(harness.published("bucketed-union"))
        .hasSize(3)
        .isEqualTo(harness.published("plain-union"));
  }

  @Test
  void whatTheCatalogSaysOfBucketsIsAnAssumption() {
    for (String input : List.of("table: buckets.seen", "sql: select * from buckets.visits")) {
      assertThat(source(input).assumptions())
          .containsExactly(
              "the files of visits are cut into buckets as the catalog says, so that the rows of a"
                  + " privacy unit lie together");
    }
    assertThat(source("table: buckets.plain").assumptions()).isEmpty();
  }

  private TracedSource source(String input) {
    ReleaseSpec spec = harness.spec(SPEC.replace("INPUT", input), "out");
    return TracedSource.trace(ReleaseSession.open(session, spec.timeZone()), spec);
  }

  private List<String> shufflesBelowBounding(String input) {
    ReleaseSpec spec = harness.spec(SPEC.replace("INPUT", input), "out");
    SparkSession own = ReleaseSession.open(session, spec.timeZone());
    TracedSource source = TracedSource.trace(own, spec);
    PrivateAggregation aggregation =
        new PrivateAggregation(
            ReleasePlanner.plan(spec, source),
            source,
            Optional.empty(),
            FixedReleaseKeys.numbered(5));
    SparkPlan plan =
        ((org.apache.spark.sql.classic.Dataset<?>) aggregation.noised())
            .queryExecution()
            .executedPlan();
    List<SparkPlan> bounding = new ArrayList<>();
    collect(plan, BoundContributionsExec.class, bounding);
    assertThat(bounding).hasSize(1);
    List<SparkPlan> shuffles = new ArrayList<>();
    collect(bounding.get(0), ShuffleExchangeLike.class, shuffles);
    return shuffles.stream().map(SparkPlan::nodeName).toList();
  }

  private static void collect(SparkPlan plan, Class<?> kind, List<SparkPlan> found) {
    if (kind.isInstance(plan)) {
      found.add(plan);
    }
    if (plan instanceof AdaptiveSparkPlanExec adaptive) {
      collect(adaptive.executedPlan(), kind, found);
    }
    ScalaCollections.list(plan.children()).forEach(child -> collect(child, kind, found));
  }
}
