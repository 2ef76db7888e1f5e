package org.tacet.jobs.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.engine.plan.PlannedStatistic;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.spec.AggregateSpec;
import org.tacet.engine.spec.AggregateSpec.Clamp;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.jobs.SparkTestSession;
import org.tacet.jobs.tpch.TpchGenerator;

/**
 * Automatic bounds against the best fixed ones at the same total epsilon, on columns of TPC-H: the
 * root mean squared error of what is published, over groups and keys. Errors are computed from the
 * bounds that releases chose, for clamping is exact and noise has a known variance.
 */
@Tag("campaign")
class AutomaticBoundsErrorTest {

  private static final double SCALE = 0.05;
  private static final int KEYS = 6;
  private static final int GRID = 400;

  private static final String SPEC =
      """
      release: study
      account: test
      sources:
        rows: {path: DATA/TABLE, private: {unit: [UNIT]}}
      from: rows
      GROUPING
      aggregates:
        - {name: published, AGGREGATE: {value: VALUE, BOUNDS}}
      privacy: {epsilon: 1, delta: 1e-9}
      """;

  /**
   * @param groupBy empty for the whole
   * @param maxRows 0 for the sum of a unit's total, else for the mean of so many rows
   */
  private record Study(
      String table, String unit, String value, String groupBy, int maxGroups, int maxRows) {

    String spec(String bounds) {
      String grouping =
          groupBy.isEmpty()
              ? ""
              : "group_by: [%s]\ngroups: private\nbounds: {max_groups_contributed: %d}"
                  .formatted(groupBy, maxGroups);
      return SPEC.replace("TABLE", table)
          .replace("UNIT", unit)
          .replace("GROUPING", grouping)
          .replace("AGGREGATE", maxRows == 0 ? "sum" : "mean")
          .replace("VALUE", value)
          .replace(
              "BOUNDS",
              maxRows == 0
                  ? "contribution_bounds_per_group: " + bounds
                  : "contribution_bounds_per_row: %s, max_rows_per_group: %d"
                      .formatted(bounds, maxRows));
    }

    /** The totals or values of each group, one a row. */
    String query() {
      String group = groupBy.isEmpty() ? "''" : "string(" + groupBy + ")";
      return maxRows == 0
          ? "select %s, double(sum(%s)) from %s group by %s, %s"
              .formatted(group, value, table, unit, groupBy.isEmpty() ? "''" : groupBy)
          : "select %s, double(%s) from %s".formatted(group, value, table);
    }
  }

  private static final List<Study> STUDIES =
      List.of(
          new Study("lineitem", "l_orderkey", "l_extendedprice", "l_shipmode", 7, 0),
          new Study("lineitem", "l_orderkey", "l_discount", "", 1, 7),
          new Study("orders", "o_custkey", "o_totalprice", "o_orderpriority", 5, 0),
          new Study("customer", "c_custkey", "c_acctbal", "c_nationkey", 1, 0),
          new Study("partsupp", "ps_partkey", "ps_supplycost", "", 1, 0));

  @TempDir Path folder;

  @Test
  void errorsAreWithinHalfMoreThanThoseOfTheBestFixedBounds(TestReporter reporter) {
    SparkSession session = SparkTestSession.shared().newSession();
    ReleaseHarness harness = new ReleaseHarness(folder, session);
    List<String> tables = List.of("lineitem", "orders", "customer", "partsupp");
    TpchGenerator.write(session, SCALE, folder.toString(), tables, 2);
    tables.forEach(
        table ->
            session
                .read()
                .parquet(folder.resolve(table).toString())
                .createOrReplaceTempView(table));
    Map<String, Double> ratios = new LinkedHashMap<>();
    for (Study study : STUDIES) {
      ratios.put(study.value(), ratio(study, harness));
    }
    reporter.publishEntry("ratios", ratios.toString());
    assertThat(ratios)
        .as(ratios.toString())
        .allSatisfy((column, ratio) -> assertThat(ratio).isLessThan(1.5));
  }

  private static double ratio(Study study, ReleaseHarness harness) {
    Map<String, List<Double>> groups = new LinkedHashMap<>();
    for (Row row : harness.session().sql(study.query()).collectAsList()) {
      groups.computeIfAbsent(row.getString(0), group -> new ArrayList<>()).add(row.getDouble(1));
    }
    double best = best(study, harness, groups);
    double sum = 0;
    for (int key = 0; key < KEYS; key++) {
      ReleasePlan plan =
          harness
              .release(study.spec("{auto: {fallback: [0, 1]}}"), study.value() + key, 1000L + key)
              .plan();
      AggregateSpec chosen = plan.aggregates().get(0).spec();
      Clamp clamp = chosen.perRow().or(chosen::perGroup).orElseThrow();
      sum +=
          squaredError(
              study, groups, clamp.lower().doubleValue(), clamp.upper().doubleValue(), noise(plan));
    }
    return Math.round(100 * Math.sqrt(sum / KEYS / best)) / 100.0;
  }

  /** The standard deviation of a statistic's noise, for each step that a unit moves it. */
  private static double noise(ReleasePlan plan) {
    PlannedStatistic statistic = plan.statistics().get(plan.statistics().size() - 1);
    return statistic.mechanism().standardDeviation() / (double) statistic.sensitivity().lInf();
  }

  private static double best(
      Study study, ReleaseHarness harness, Map<String, List<Double>> groups) {
    double noise = noise(harness.plan(study.spec("[0, 1]"), "never"));
    double least = extreme(groups, -1);
    double greatest = extreme(groups, 1);
    double best = Double.POSITIVE_INFINITY;
    for (int place = 1; place <= GRID; place++) {
      double upper = least + (greatest - least) * place / GRID;
      if (study.maxRows() == 0 && upper > 0) {
        double lower = Math.max(Math.min(least, 0), -upper);
        best = Math.min(best, squaredError(study, groups, lower, upper, noise));
      }
      for (int below = 0; study.maxRows() > 0 && place % 10 == 0 && below < place; below += 10) {
        double lower = least + (greatest - least) * below / GRID;
        best = Math.min(best, squaredError(study, groups, lower, upper, noise));
      }
    }
    return best;
  }

  private static double extreme(Map<String, List<Double>> groups, int side) {
    return side
        * groups.values().stream()
            .flatMap(List::stream)
            .mapToDouble(value -> side * value)
            .max()
            .orElseThrow();
  }

  /** The mean over groups of bias squared plus variance, of the published value. */
  private static double squaredError(
      Study study, Map<String, List<Double>> groups, double lower, double upper, double noise) {
    double sum = 0;
    for (List<Double> values : groups.values()) {
      double truth = 0;
      double bias = 0;
      for (double value : values) {
        truth += value;
        bias += Math.min(Math.max(value, lower), upper) - value;
      }
      double deviation = noise * Math.max(Math.abs(lower), Math.abs(upper));
      double rows = 1;
      if (study.maxRows() > 0) {
        rows = values.size();
        double middle = (lower + upper) / 2;
        deviation =
            noise * study.maxRows() * Math.hypot((upper - lower) / 2, truth / rows - middle);
      }
      sum += (bias * bias + deviation * deviation) / (rows * rows);
    }
    return sum / groups.size();
  }
}
