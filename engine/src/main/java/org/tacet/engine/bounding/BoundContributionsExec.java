package org.tacet.engine.bounding;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.Distribution;
import org.apache.spark.sql.execution.SparkPlan;
import org.tacet.accountant.randomness.ReleaseKey;
import org.tacet.engine.catalyst.PartitionFunction;
import org.tacet.engine.catalyst.PrivacyStepExec;
import org.tacet.engine.catalyst.ScalaCollections;
import scala.collection.immutable.Seq;

/**
 * The bounding operator. It requires that a unit's rows lie in one partition and arrive together;
 * Spark's planner puts in the exchange and the sort, leaves them out where the source is laid out
 * so already, and keeps the promise when it re-plans at run time. Rows that are units by themselves
 * stay where they are.
 */
public final class BoundContributionsExec extends PrivacyStepExec {

  private static final long serialVersionUID = 1L;

  private final Seq<Attribute> unit;
  private final Seq<Attribute> groups;
  private final Seq<Attribute> steps;
  private final BoundingSettings settings;
  private final ReleaseKey key;
  private final Seq<Attribute> output;

  public BoundContributionsExec(
      Seq<Attribute> unit,
      Seq<Attribute> groups,
      Seq<Attribute> steps,
      BoundingSettings settings,
      ReleaseKey key,
      Seq<Attribute> output,
      SparkPlan child) {
    super(child, unit, groups, steps, settings, key, output);
    this.unit = unit;
    this.groups = groups;
    this.steps = steps;
    this.settings = settings;
    this.key = key;
    this.output = output;
  }

  @Override
  public Seq<Attribute> output() {
    return output;
  }

  @Override
  public Seq<Distribution> requiredChildDistribution() {
    return ScalaCollections.sequence(List.of(UnitLayout.distribution(unit)));
  }

  @Override
  public Seq<Seq<SortOrder>> requiredChildOrdering() {
    return ScalaCollections.sequence(List.of(UnitLayout.ordering(unit)));
  }

  @Override
  protected PartitionFunction partitionFunction() {
    UnitLayout.require(unit, child());
    return new BoundingFunction(
        ScalaCollections.list(unit),
        ScalaCollections.list(groups),
        ScalaCollections.list(steps),
        ScalaCollections.list(child().output()),
        settings,
        key);
  }

  @Override
  protected PrivacyStepExec withChild(SparkPlan newChild) {
    return new BoundContributionsExec(unit, groups, steps, settings, key, output, newChild);
  }
}
