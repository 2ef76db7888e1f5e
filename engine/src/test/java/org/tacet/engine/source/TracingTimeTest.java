package org.tacet.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.release.ReleaseSession;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.spec.RowsSpec;
import org.tacet.engine.testing.TestSpark;

/** A plan of 200 nodes is traced; how long that takes beside Spark's analysis is printed. */
@Tag("campaign")
class TracingTimeTest {

  private static final int ROUNDS = 41;

  @TempDir private static Path folder;

  @Test
  void aPlanOfTwoHundredNodesIsTraced() {
    SparkSession session = ReleaseSession.open(TestSpark.session(), "UTC");
    JoinedTables.store(session, folder);
    String sql = query();
    ReleaseSpec spec = JoinedTables.query(folder.resolve("all"), sql);
    Map<String, SourceTable> tables = new LinkedHashMap<>();
    spec.sources().forEach((name, source) -> tables.put(name, SourceTable.open(session, source)));
    String written = ((RowsSpec.Query) spec.rows()).sql();

    Dataset<Row> analyzed = null;
    List<Double> analysis = new ArrayList<>();
    List<Double> tracing = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      LogicalPlan parsed = QueryText.parse(session, written, tables).plan();
      analyzed = RowExpressions.rowsOf(session, parsed);
      long between = System.nanoTime();
      QueryTracer.traced(session, tables, written, RowExpressions.planOf(analyzed));
      long end = System.nanoTime();
      if (round >= ROUNDS / 2) {
        analysis.add((between - start) / 1e6);
        tracing.add((end - between) / 1e6);
      }
    }
    int nodes = nodes(RowExpressions.planOf(analyzed));
    assertThat(nodes).isGreaterThanOrEqualTo(200);
    System.out.printf(
        "%d nodes: parsed and analyzed in %.1f ms, traced in %.1f ms (medians of %d)%n",
        nodes, median(analysis), median(tracing), analysis.size());
  }

  /** Projections over filters over aggregates within a unit, and joins of them. */
  private static String query() {
    StringBuilder joined =
        new StringBuilder("SELECT t0.c_key FROM " + table(0) + " JOIN orders ON t0.c_key = o_cust");
    for (int table = 1; table < 8; table++) {
      joined.append(" JOIN %s ON t0.c_key = t%d.c_key".formatted(table(table), table));
    }
    return joined.toString();
  }

  private static String table(int number) {
    String rows = "SELECT c_key, c_small, c_nation FROM customer";
    for (int level = 0; level < 8; level++) {
      rows =
          "SELECT c_key, c_small + %d AS c_small, c_nation FROM (%s) WHERE c_small > %d"
              .formatted(level, rows, -level);
    }
    return "(SELECT c_key, c_nation, max(c_small) AS most FROM (%s) GROUP BY c_key, c_nation) AS t%d"
        .formatted(rows, number);
  }

  private static int nodes(LogicalPlan plan) {
    return 1
        + ScalaCollections.list(plan.children()).stream().mapToInt(TracingTimeTest::nodes).sum();
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
