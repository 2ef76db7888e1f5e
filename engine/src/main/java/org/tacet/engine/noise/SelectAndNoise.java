package org.tacet.engine.noise;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.types.StructField;
import org.tacet.accountant.randomness.ReleaseKey;
import org.tacet.engine.catalyst.PrivacyStep;
import org.tacet.engine.catalyst.ScalaCollections;
import scala.collection.immutable.Seq;

/**
 * The noise step in a logical plan: rows of (group, number of units, limbs of sums) become rows of
 * (group, noised values). Groups are selected, noise is added and the true values are dropped in
 * this one step, after the last shuffle of true values.
 */
public final class SelectAndNoise extends PrivacyStep {

  private static final long serialVersionUID = 1L;

  private final Seq<Attribute> input;
  private final NoiseSettings settings;
  private final ReleaseKey key;
  private final Seq<Attribute> output;

  /**
   * @param input the columns it reads: Catalyst prunes what no node refers to
   */
  public SelectAndNoise(
      Seq<Attribute> input,
      NoiseSettings settings,
      ReleaseKey key,
      Seq<Attribute> output,
      LogicalPlan child) {
    super(child, input, settings, key, output);
    this.input = input;
    this.settings = settings;
    this.key = key;
    this.output = output;
  }

  /** Puts the step on top of {@code sums}. */
  public static Dataset<Row> over(Dataset<Row> sums, NoiseSettings settings, ReleaseKey key) {
    org.apache.spark.sql.classic.Dataset<Row> classic =
        (org.apache.spark.sql.classic.Dataset<Row>) sums;
    LogicalPlan plan = classic.queryExecution().analyzed();
    List<Attribute> output = new ArrayList<>();
    for (Attribute group :
        ScalaCollections.list(plan.output()).subList(0, settings.groupColumns())) {
      output.add(column(group.name(), group.dataType(), group.nullable()));
    }
    for (StructField value : settings.valueSchema().fields()) {
      output.add(column(value.name(), value.dataType(), false));
    }
    return org.apache.spark.sql.classic.Dataset.ofRows(
        classic.sparkSession(),
        new SelectAndNoise(plan.output(), settings, key, ScalaCollections.sequence(output), plan));
  }

  @Override
  public Seq<Attribute> output() {
    return output;
  }

  @Override
  protected SparkPlan toPhysical(SparkPlan physicalChild) {
    return new SelectAndNoiseExec(input, settings, key, output, physicalChild);
  }

  @Override
  protected PrivacyStep withChild(LogicalPlan newChild) {
    return new SelectAndNoise(input, settings, key, output, newChild);
  }
}
