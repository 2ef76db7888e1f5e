package org.tacet.engine.catalyst;

import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.collection.immutable.Seq;

/** Plans every {@link PrivacyStep}. Installed in the release's own session, nowhere else. */
public final class PrivacyStepStrategy extends SparkStrategy {

  private static final long serialVersionUID = 1L;

  public static void install(SparkSession session) {
    org.apache.spark.sql.classic.SparkSession classic =
        (org.apache.spark.sql.classic.SparkSession) session;
    classic
        .experimental()
        .extraStrategies_$eq(
            ScalaCollections.<SparkStrategy>sequence(List.of(new PrivacyStepStrategy())));
  }

  @Override
  public Seq<SparkPlan> apply(LogicalPlan plan) {
    if (plan instanceof PrivacyStep step) {
      return ScalaCollections.sequence(List.of(step.toPhysical(planLater(step.child()))));
    }
    return ScalaCollections.sequence(List.of());
  }
}
