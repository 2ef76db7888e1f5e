package org.tacet.engine.bounding;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.tacet.accountant.randomness.ReleaseKey;
import org.tacet.engine.catalyst.PrivacyStep;
import org.tacet.engine.catalyst.ScalaCollections;
import scala.collection.immutable.Seq;

/**
 * The bounding step in a logical plan: rows of (unit, group, values) become one row for each group
 * that a unit keeps in each grouping, holding the limbs of the unit's clamped totals, the leaves of
 * its rows and no trace of the unit.
 */
public final class BoundContributions extends PrivacyStep {

  /** The name of the output column that holds a row's grouping, where there are several. */
  public static final String GROUPING_COLUMN = "grouping";

  private static final long serialVersionUID = 1L;

  /** Canonical bytes of values. */
  static final DataType VALUES = DataTypes.createArrayType(DataTypes.BinaryType, false);

  private final Seq<Attribute> unit;
  private final Seq<Attribute> groups;
  private final Seq<Attribute> values;
  private final Seq<Attribute> steps;
  private final BoundingSettings settings;
  private final ReleaseKey key;
  private final Seq<Attribute> output;

  /**
   * @param steps what the values are turned into: the values that are told apart, then the columns
   *     of the sums ({@link SumColumns}), then for each tree those of its leaves
   */
  public BoundContributions(
      Seq<Attribute> unit,
      Seq<Attribute> groups,
      Seq<Attribute> values,
      Seq<Attribute> steps,
      BoundingSettings settings,
      ReleaseKey key,
      Seq<Attribute> output,
      LogicalPlan child) {
    super(child, unit, groups, values, steps, settings, key, output);
    this.unit = unit;
    this.groups = groups;
    this.values = values;
    this.steps = steps;
    this.settings = settings;
    this.key = key;
    this.output = output;
  }

  /**
   * Puts the step on top of {@code rows}, whose columns are the unit's, then the groups', then the
   * values'. Rows with a null in a unit column have to be gone already (P2).
   *
   * @param unitColumns how many name the unit; 0 where each row is a unit by itself, which keeps
   *     its one group of each grouping
   */
  public static Dataset<Row> over(
      Dataset<Row> rows,
      int unitColumns,
      int groupColumns,
      BoundingSettings settings,
      ReleaseKey key) {
    org.apache.spark.sql.classic.Dataset<Row> classic =
        (org.apache.spark.sql.classic.Dataset<Row>) rows;
    LogicalPlan plan = classic.queryExecution().analyzed();
    List<Attribute> columns = ScalaCollections.list(plan.output());
    List<Attribute> unit = columns.subList(0, unitColumns);
    List<Attribute> groups = columns.subList(unitColumns, unitColumns + groupColumns);
    List<Attribute> values = columns.subList(unitColumns + groupColumns, columns.size());

    List<Attribute> output = new ArrayList<>();
    if (settings.hasSeveralGroupings()) {
      output.add(column(GROUPING_COLUMN, DataTypes.IntegerType, false));
    }
    for (int group = 0; group < groups.size(); group++) {
      Attribute grouped = groups.get(group);
      output.add(
          column(
              grouped.name(),
              grouped.dataType(),
              grouped.nullable() || settings.isRolledUp(group)));
    }
    List<Attribute> steps = new ArrayList<>();
    for (int distinct = 0; distinct < settings.distincts().size(); distinct++) {
      Attribute value = values.get(settings.distincts().get(distinct).column());
      steps.add(column("distinct" + distinct + "_value", value.dataType(), true));
    }
    for (int column = 0; column < settings.sumColumns().columns(); column++) {
      steps.add(column("sums" + column + "_steps", DataTypes.LongType, false));
    }
    for (int sum = 0; sum < settings.sums().size(); sum++) {
      for (int limb = 0; limb < settings.sums().get(sum).limbs(); limb++) {
        output.add(column(limbColumn(sum, limb), DataTypes.LongType, false));
      }
    }
    for (int tree = 0; tree < settings.trees().size(); tree++) {
      for (int part = 0; part < PackedLeaves.LONGS; part++) {
        steps.add(column("tree" + tree + "_leaves" + part, DataTypes.LongType, false));
      }
      output.add(column(leavesColumn(tree), DataTypes.BinaryType, false));
    }
    for (int distinct = 0; distinct < settings.distincts().size(); distinct++) {
      output.add(column(valuesColumn(distinct), VALUES, false));
    }
    BoundContributions step =
        new BoundContributions(
            ScalaCollections.sequence(unit),
            ScalaCollections.sequence(groups),
            ScalaCollections.sequence(values),
            ScalaCollections.sequence(steps),
            settings,
            key,
            ScalaCollections.sequence(output),
            plan);
    return org.apache.spark.sql.classic.Dataset.ofRows(classic.sparkSession(), step);
  }

  /** The name of the output column that holds a limb of a sum. */
  public static String limbColumn(int sum, int limb) {
    return "sum" + sum + "_limb" + limb;
  }

  /** The name of the output column that holds kept distinct values. */
  public static String valuesColumn(int distinct) {
    return "distinct" + distinct + "_values";
  }

  /** The name of the output column that holds the leaves of a tree. */
  public static String leavesColumn(int tree) {
    return "tree" + tree + "_leaves";
  }

  @Override
  public Seq<Attribute> output() {
    return output;
  }

  @Override
  public AttributeSet producedAttributes() {
    return outputSet().$plus$plus(ScalaCollections.attributes(steps));
  }

  /** Two operators: one before the exchange by unit, which Spark's planner puts in, one after. */
  @Override
  protected SparkPlan toPhysical(SparkPlan physicalChild) {
    return new BoundContributionsExec(
        unit,
        groups,
        steps,
        settings,
        key,
        output,
        new CombineContributionsExec(unit, groups, values, settings, steps, physicalChild));
  }

  @Override
  protected PrivacyStep withChild(LogicalPlan newChild) {
    return new BoundContributions(unit, groups, values, steps, settings, key, output, newChild);
  }
}
