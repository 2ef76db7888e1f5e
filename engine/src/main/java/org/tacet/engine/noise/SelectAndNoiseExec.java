package org.tacet.engine.noise;

import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.execution.SparkPlan;
import org.tacet.accountant.randomness.ReleaseKey;
import org.tacet.engine.catalyst.PartitionFunction;
import org.tacet.engine.catalyst.PrivacyStepExec;
import org.tacet.engine.catalyst.ScalaCollections;
import scala.collection.immutable.Seq;

/** The physical noise step; it keeps no state between rows and so asks nothing of their layout. */
public final class SelectAndNoiseExec extends PrivacyStepExec {

  private static final long serialVersionUID = 1L;

  private final Seq<Attribute> input;
  private final NoiseSettings settings;
  private final ReleaseKey key;
  private final Seq<Attribute> output;

  public SelectAndNoiseExec(
      Seq<Attribute> input,
      NoiseSettings settings,
      ReleaseKey key,
      Seq<Attribute> output,
      SparkPlan child) {
    super(child, input, settings, key, output);
    this.input = input;
    this.settings = settings;
    this.key = key;
    this.output = output;
  }

  @Override
  public Seq<Attribute> output() {
    return output;
  }

  @Override
  protected PartitionFunction partitionFunction() {
    return new NoiseFunction(
        settings,
        key,
        ScalaCollections.list(input),
        ScalaCollections.list(child().output()),
        ScalaCollections.list(output).stream().map(Attribute::dataType).toList());
  }

  @Override
  protected PrivacyStepExec withChild(SparkPlan newChild) {
    return new SelectAndNoiseExec(input, settings, key, output, newChild);
  }
}
