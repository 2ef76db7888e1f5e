package org.tacet.engine.bounding;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Ascending$;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NullsFirst$;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.expressions.SortOrder$;
import org.apache.spark.sql.catalyst.plans.physical.ClusteredDistribution;
import org.apache.spark.sql.catalyst.plans.physical.Distribution;
import org.apache.spark.sql.catalyst.plans.physical.UnspecifiedDistribution$;
import org.apache.spark.sql.execution.SparkPlan;
import org.tacet.engine.catalyst.ScalaCollections;
import scala.Option;
import scala.collection.immutable.Seq;

/**
 * How rows have to lie for units to be bounded: each unit in one partition, its rows together.
 * Where no columns name the unit each row is one by itself, and may lie anywhere: Spark knows no
 * distribution by no columns but that of all rows in one partition.
 */
final class UnitLayout {

  private UnitLayout() {}

  static Distribution distribution(Seq<Attribute> unit) {
    if (unit.isEmpty()) {
      return UnspecifiedDistribution$.MODULE$;
    }
    return new ClusteredDistribution(
        ScalaCollections.sequence(ScalaCollections.list(unit)), false, Option.empty());
  }

  static Seq<SortOrder> ordering(Seq<Attribute> unit) {
    List<SortOrder> byUnit =
        ScalaCollections.list(unit).stream()
            .map(
                column ->
                    new SortOrder(
                        column,
                        Ascending$.MODULE$,
                        NullsFirst$.MODULE$,
                        ScalaCollections.sequence(List.of())))
            .toList();
    return ScalaCollections.sequence(byUnit);
  }

  /**
   * Requires what Spark's planner has promised, of the plan that is about to run. A unit spread
   * over two places would count as two: rather than trust that every rule which changed the plan
   * since kept the promise, the release fails. Nothing here depends on data.
   */
  static void require(Seq<Attribute> unit, SparkPlan plan) {
    if (!plan.outputPartitioning().satisfies(distribution(unit))
        || !SortOrder$.MODULE$.orderingSatisfies(plan.outputOrdering(), ordering(unit))) {
      throw new IllegalStateException(
          "the rows of a privacy unit are not planned to lie together below the bounding operator");
    }
  }
}
