package org.tacet.udfs.release;

import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.QueryPlan;
import org.tacet.engine.digest.Sha256;

/** The plan of a Dataset, for the hash of the spec that it is part of. */
final class DatasetPlan {

  private DatasetPlan() {}

  /**
   * SHA-256, hex, of what is computed, in a form that does not depend on the order in which a
   * program made its Datasets. Which files are read is the ledger's to know, as for every source.
   */
  static String hash(Dataset<Row> rows) {
    QueryPlan<?> plan =
        ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().analyzed();
    return Sha256.hex(plan.canonicalized().toString().getBytes(StandardCharsets.UTF_8));
  }
}
