package org.tacet.engine.release;

import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.tacet.engine.catalyst.ScalaCollections;
import scala.Option;

/**
 * Noised rows whose noise is another each time it is drawn. Two draws for one cell would be two
 * releases of it, for the price of one (P8), so they are computed by one job, brought to the driver
 * and read from there by all that follows. That job takes each partition's rows from the one task
 * that ends first: what a task that was lost or overtaken drew is seen by nobody. Afterwards there
 * is no lineage that a lost executor could be asked to compute anew, as there would be behind a
 * cache; and no second copy, as speculation makes of a cached block.
 */
final class DrawnRows {

  private DrawnRows() {}

  /** The same rows, as values that the driver holds. */
  static Dataset<Row> of(Dataset<Row> noised) {
    org.apache.spark.sql.classic.Dataset<Row> classic =
        (org.apache.spark.sql.classic.Dataset<Row>) noised;
    InternalRow[] rows = classic.queryExecution().executedPlan().executeCollect();
    return org.apache.spark.sql.classic.Dataset.ofRows(
        classic.sparkSession(),
        new LocalRelation(
            classic.queryExecution().analyzed().output(),
            ScalaCollections.sequence(Arrays.asList(rows)),
            false,
            Option.empty()));
  }
}
