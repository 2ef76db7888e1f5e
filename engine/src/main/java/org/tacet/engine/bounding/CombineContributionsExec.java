package org.tacet.engine.bounding;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.tacet.engine.catalyst.PartitionFunction;
import org.tacet.engine.catalyst.PrivacyStepExec;
import org.tacet.engine.catalyst.ScalaCollections;
import scala.collection.immutable.Seq;

/**
 * What happens to rows before they are sent to the task of their unit: values become whole steps,
 * and rows of one unit and group that a task meets are added up, so that fewer are sent. Unit and
 * group columns pass through as they are. Where the rows of a unit lie together already nothing is
 * sent, and their order is kept.
 */
public final class CombineContributionsExec extends PrivacyStepExec {

  private static final long serialVersionUID = 1L;

  private final Seq<Attribute> unit;
  private final Seq<Attribute> groups;
  private final Seq<Attribute> values;
  private final BoundingSettings settings;
  private final Seq<Attribute> steps;

  public CombineContributionsExec(
      Seq<Attribute> unit,
      Seq<Attribute> groups,
      Seq<Attribute> values,
      BoundingSettings settings,
      Seq<Attribute> steps,
      SparkPlan child) {
    super(child, unit, groups, values, settings, steps);
    this.unit = unit;
    this.groups = groups;
    this.values = values;
    this.settings = settings;
    this.steps = steps;
  }

  @Override
  public Seq<Attribute> output() {
    List<Attribute> columns = new ArrayList<>(ScalaCollections.list(unit));
    columns.addAll(ScalaCollections.list(groups));
    columns.addAll(ScalaCollections.list(steps));
    return ScalaCollections.sequence(columns);
  }

  @Override
  public AttributeSet producedAttributes() {
    return ScalaCollections.attributes(steps);
  }

  @Override
  public Partitioning outputPartitioning() {
    return child().outputPartitioning();
  }

  /** Combining changes the order of rows; without it they leave as they come. */
  @Override
  public Seq<SortOrder> outputOrdering() {
    if (combines()) {
      return ScalaCollections.sequence(List.of());
    }
    List<SortOrder> kept = new ArrayList<>();
    for (SortOrder order : ScalaCollections.list(child().outputOrdering())) {
      if (!order.references().subsetOf(outputSet())) {
        break;
      }
      kept.add(order);
    }
    return ScalaCollections.sequence(kept);
  }

  private boolean combines() {
    return settings.mayCombine()
        && !unit.isEmpty()
        && !child().outputPartitioning().satisfies(UnitLayout.distribution(unit));
  }

  @Override
  protected PartitionFunction partitionFunction() {
    return new CombiningFunction(
        ScalaCollections.list(unit),
        ScalaCollections.list(groups),
        ScalaCollections.list(values),
        ScalaCollections.list(child().output()),
        settings,
        combines());
  }

  @Override
  protected PrivacyStepExec withChild(SparkPlan newChild) {
    return new CombineContributionsExec(unit, groups, values, settings, steps, newChild);
  }
}
