package org.tacet.engine.release;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.columnar.InMemoryRelation;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;

/**
 * All sessions of a Spark context share one cache, which knows a table by its path. A source that
 * the user cached would be read from there: rows that may be older than the files the ledger names
 * (P8), filled under settings that are not the release's (P3).
 */
final class UncachedRows {

  private UncachedRows() {}

  static void require(Dataset<Row> rows) {
    LogicalPlan plan =
        ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().withCachedData();
    if (readsCache(plan)) {
      throw new InvalidSpecException(
          new Fault(
              "sources",
              "are cached in this Spark application, and a release reads files",
              "a cached table",
              "tables that are not cached",
              "unpersist the table, or release in an application of its own"));
    }
  }

  private static boolean readsCache(LogicalPlan plan) {
    return plan instanceof InMemoryRelation
        || ScalaCollections.list(plan.children()).stream().anyMatch(UncachedRows::readsCache);
  }
}
