package org.tacet.udfs.release;

import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.tacet.engine.digest.Sha256;
import scala.jdk.javaapi.CollectionConverters;

/** The plan of a Dataset, for the hash of the spec that it is part of. */
final class DatasetPlan {

  private DatasetPlan() {}

  /**
   * SHA-256, hex, of what is computed, in a form that does not depend on the order in which a
   * program made its Datasets. Which files are read is the ledger's to know, as for every source.
   */
  static String hash(Dataset<Row> rows) {
    LogicalPlan plan =
        ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().analyzed();
    StringBuilder text = new StringBuilder();
    append(text, plan.canonicalized());
    return Sha256.hex(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Node by node, and whole: Spark's own text of a plan leaves out fields of long ones. */
  private static void append(StringBuilder text, LogicalPlan node) {
    text.append(node.simpleString(Integer.MAX_VALUE)).append('(');
    CollectionConverters.asJava(node.children()).forEach(child -> append(text, child));
    text.append(')');
  }
}
