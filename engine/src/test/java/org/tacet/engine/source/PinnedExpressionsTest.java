package org.tacet.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.engine.release.ReleaseSession;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.testing.TestSpark;

/** P3: expressions mean the same whatever the session that a release starts from. */
class PinnedExpressionsTest {

  @TempDir Path folder;

  @Test
  void nothingRaisesThoughTheBaseSessionHasAnsiOn() {
    SparkSession base = TestSpark.session();
    base.conf().set("spark.sql.ansi.enabled", "true");
    SparkSession session = ReleaseSession.open(base, "UTC");
    Dataset<Row> rows =
        session.sql("select 2147483647 as i, " + Long.MAX_VALUE + "L as l, 0 as z, 'x' as s");
    Row values =
        ExpressionRows.project(
                session,
                rows,
                List.of(
                    resolved(session, rows, "i + i"),
                    resolved(session, rows, "l + 1"),
                    resolved(session, rows, "i / z"),
                    resolved(session, rows, "i % z"),
                    resolved(session, rows, "cast(s as int)"),
                    resolved(session, rows, "cast(s as date)"),
                    resolved(session, rows, "cast(l as int)"),
                    resolved(session, rows, "cast(l as decimal(3, 0))"),
                    resolved(session, rows, "coalesce(cast(s as int), 5)")))
            .head();
    assertThat(values.getInt(0)).isEqualTo(-2);
    assertThat(values.getLong(1)).isEqualTo(Long.MIN_VALUE);
    for (int index = 2; index < 6; index++) {
      assertThat(values.isNullAt(index)).isTrue();
    }
    assertThat(values.getInt(6)).isEqualTo(-1);
    assertThat(values.isNullAt(7)).isTrue();
    assertThat(values.getInt(8)).isEqualTo(5);
  }

  @Test
  void anExpressionIsNotResolvedWhileAnsiModeIsOn() {
    SparkSession ansi = TestSpark.session();
    ansi.conf().set("spark.sql.ansi.enabled", "true");
    SparkSession.setActiveSession(ansi);
    assertThatThrownBy(() -> resolved(ansi, ansi.sql("select 1 as i"), "i + 1"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aTemporaryFunctionOfTheBaseSessionShadowsNothing() {
    SparkSession base = TestSpark.session();
    base.udf().register("year", (UDF1<Object, Integer>) value -> -1, DataTypes.IntegerType);
    SparkSession session = ReleaseSession.open(base, "UTC");
    Dataset<Row> rows = session.sql("select date '1995-01-02' as dt");
    assertThat(
            ExpressionRows.project(session, rows, List.of(resolved(session, rows, "year(dt)")))
                .head()
                .getInt(0))
        .isEqualTo(1995);
  }

  @Test
  void anAmbiguousColumnIsToldWithItsSources() {
    SparkSession session = ReleaseSession.open(TestSpark.session(), "UTC");
    Dataset<Row> rows =
        session
            .sql("select 1 as id")
            .alias("a")
            .crossJoin(session.sql("select 1 as id").alias("b"));
    assertThatThrownBy(() -> resolved(session, rows, "id"))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("ambiguous")
        .hasMessageContaining("legal: columns a.id, b.id")
        .hasMessageContaining("write source.column");
    assertThat(resolved(session, rows, "b.id").resolved()).isTrue();
  }

  @Test
  void filtersStillReachTheParquetScan() {
    SparkSession session = ReleaseSession.open(TestSpark.session(), "UTC");
    String path = folder.resolve("orders").toString();
    session.sql("select date '1995-01-02' as day, 'a' as s, 1L as l").write().parquet(path);
    Dataset<Row> rows = session.read().parquet(path);
    assertThat(scanned(session, rows, "day >= date '1995-01-01'"))
        .contains("GreaterThanOrEqual(day,1995-01-01)");
    assertThat(scanned(session, rows, "day >= '1995-01-01' and l between 1 and 5"))
        .contains("GreaterThanOrEqual(day,1995-01-01)")
        .contains("GreaterThanOrEqual(l,1)");
    // A conjunct that needs a guard doesn't keep the others from the scan.
    assertThat(scanned(session, rows, "l = 1 and cast(s as date) > day")).contains("EqualTo(l,1)");
  }

  private static String scanned(SparkSession session, Dataset<Row> rows, String condition) {
    String plan =
        org.apache.spark.sql.classic.Dataset.ofRows(
                (org.apache.spark.sql.classic.SparkSession) session,
                new Filter(resolved(session, rows, condition), RowExpressions.planOf(rows)))
            .queryExecution()
            .executedPlan()
            .toString();
    return plan.substring(plan.indexOf("PushedFilters"));
  }

  private static org.apache.spark.sql.catalyst.expressions.Expression resolved(
      SparkSession session, Dataset<Row> rows, String sql) {
    return new RowExpressions(session).resolve(rows, "where", sql);
  }
}
