package org.tacet.engine.bounding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.SortExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import org.apache.spark.sql.execution.exchange.ShuffleExchangeExec;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.engine.catalyst.PrivacyStepStrategy;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.testing.TestSpark;

/** A unit's rows lie in one partition, one behind the other, or the operator does not run. */
class UnitLayoutTest {

  private static final BoundingSettings SETTINGS =
      new BoundingSettings(2, List.of(BoundedSum.ofRows(5)));

  private SparkSession session;
  private Dataset<Row> visits;

  @BeforeEach
  void makeTable() {
    session = TestSpark.session();
    PrivacyStepStrategy.install(session);
    List<Row> rows =
        IntStream.range(0, 400)
            .mapToObj(i -> RowFactory.create((long) (i * 7 % 50), "group " + i % 4))
            .toList();
    visits =
        session
            .createDataFrame(rows, StructType.fromDDL("unit bigint, group0 string"))
            .repartition(5);
  }

  private Dataset<Row> bounded(Dataset<Row> rows) {
    return BoundContributions.over(rows, 1, 1, SETTINGS, FixedReleaseKeys.numbered(1));
  }

  private static List<SparkPlan> nodes(SparkPlan plan) {
    List<SparkPlan> nodes = new ArrayList<>();
    if (!(plan instanceof WholeStageCodegenExec)) {
      nodes.add(plan);
    }
    if (plan instanceof AdaptiveSparkPlanExec adaptive) {
      nodes.addAll(nodes(adaptive.executedPlan()));
    } else if (plan instanceof QueryStageExec stage) {
      nodes.addAll(nodes(stage.plan()));
    }
    ScalaCollections.list(plan.children()).forEach(child -> nodes.addAll(nodes(child)));
    return nodes;
  }

  /** The nodes under the bounding operator, down to the source. */
  private static List<SparkPlan> below(Dataset<Row> bounded) {
    List<SparkPlan> nodes = nodes(bounded.queryExecution().executedPlan());
    int bounding =
        IntStream.range(0, nodes.size())
            .filter(index -> nodes.get(index) instanceof BoundContributionsExec)
            .findFirst()
            .orElseThrow();
    return nodes.subList(bounding + 1, nodes.size());
  }

  private static long count(List<SparkPlan> nodes, Class<? extends SparkPlan> type) {
    return nodes.stream().filter(type::isInstance).count();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rowsAreCombinedBeforeTheExchange(boolean adaptive) {
    session.conf().set("spark.sql.adaptive.enabled", adaptive);
    Dataset<Row> bounded = bounded(visits);
    assertThat(bounded.collectAsList()).hasSize(100);
    List<SparkPlan> nodes = below(bounded);
    List<String> order =
        nodes.stream()
            .filter(
                node ->
                    node instanceof ShuffleExchangeExec
                        || node instanceof CombineContributionsExec
                        || node instanceof SortExec)
            .map(node -> node.getClass().getSimpleName())
            .toList();
    assertThat(order).startsWith("SortExec", "ShuffleExchangeExec", "CombineContributionsExec");
  }

  /** Rows that lie by unit already, as after a join on the unit, are neither sent nor sorted. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nothingIsSentOrSortedWhereUnitsLieTogether(boolean adaptive) {
    session.conf().set("spark.sql.adaptive.enabled", adaptive);
    session.conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");
    Dataset<Row> persons = session.range(50).toDF("person");
    Dataset<Row> joined =
        visits
            .join(persons, visits.col("unit").equalTo(persons.col("person")))
            .select("unit", "group0");
    Dataset<Row> bounded = bounded(joined);
    assertThat(bounded.collectAsList()).hasSize(100);
    List<SparkPlan> nodes = below(bounded);
    int combining =
        IntStream.range(0, nodes.size())
            .filter(index -> nodes.get(index) instanceof CombineContributionsExec)
            .findFirst()
            .orElseThrow();
    assertThat(nodes.subList(0, combining)).as("between the two operators").isEmpty();
    assertThat(count(nodes, ShuffleExchangeExec.class))
        .as("the join's two, and the source's")
        .isEqualTo(3);
    assertThat(count(nodes, SortExec.class)).as("the join's").isEqualTo(2);
  }

  @Test
  void rowsByUnitThatAreNotSortedAreSorted() {
    Dataset<Row> bounded = bounded(visits.repartition(functions.col("unit")));
    assertThat(bounded.collectAsList()).hasSize(100);
    List<SparkPlan> nodes = below(bounded);
    assertThat(nodes.get(0)).isInstanceOf(SortExec.class);
    assertThat(nodes.subList(1, nodes.size()))
        .filteredOn(node -> !(node instanceof InputAdapter))
        .first()
        .isInstanceOf(CombineContributionsExec.class);
  }

  /** One exchange less: nothing tells rows apart, and nothing has to bring them together. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rowsThatAreUnitsStayWhereTheyAre(boolean adaptive) {
    session.conf().set("spark.sql.adaptive.enabled", adaptive);
    Dataset<Row> bounded =
        BoundContributions.over(
            visits.select("group0"), 0, 1, SETTINGS, FixedReleaseKeys.numbered(1));
    assertThat(bounded.collectAsList()).hasSize(400);
    assertThat(bounded.rdd().getNumPartitions()).isEqualTo(5);
    List<SparkPlan> nodes = below(bounded);
    assertThat(nodes.get(0)).isInstanceOf(CombineContributionsExec.class);
    assertThat(count(nodes, SortExec.class)).isZero();
    assertThat(count(nodes, ShuffleExchangeExec.class)).as("the source's").isEqualTo(1);
  }

  /**
   * What a rule would do that knew nothing of the promise: the release fails, whatever the data.
   */
  @Test
  void aPlanThatSpreadsUnitsDoesNotRun() {
    session.conf().set("spark.sql.adaptive.enabled", false);
    List<SparkPlan> nodes = nodes(bounded(visits).queryExecution().executedPlan());
    BoundContributionsExec bounding =
        nodes.stream()
            .filter(BoundContributionsExec.class::isInstance)
            .map(BoundContributionsExec.class::cast)
            .findFirst()
            .orElseThrow();
    SparkPlan sort = bounding.child();
    SparkPlan exchange =
        nodes.stream().filter(ShuffleExchangeExec.class::isInstance).findFirst().orElseThrow();
    SparkPlan combining =
        nodes.stream().filter(CombineContributionsExec.class::isInstance).findFirst().orElseThrow();
    for (SparkPlan child : List.of(exchange, combining)) {
      assertThatThrownBy(() -> bounding.withChild(child).execute().count())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not planned to lie together");
    }
    assertThat(bounding.withChild(sort).execute().count()).isEqualTo(100);
  }
}
