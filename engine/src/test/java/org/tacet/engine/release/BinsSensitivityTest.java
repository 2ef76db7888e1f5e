package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.engine.bounding.BoundedLeaves;
import org.tacet.engine.bounding.LeafCounts;
import org.tacet.engine.plan.BoundsPlan;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.plan.ReleasePlanner;
import org.tacet.engine.plan.ValueHistogram;
import org.tacet.engine.source.TracedSource;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/**
 * No person moves the bins that bounds are chosen from further than the pass accounts for (P15),
 * with the same key on both sides.
 */
class BinsSensitivityTest {

  private static final int PERSONS = 12;

  private static final String SPEC =
      """
      release: bins
      account: test
      sources:
        visits: {path: DATA/TABLE, private: {unit: [person]}}
      from: visits
      group_by: [town]
      groups: private
      bounds: {max_groups_contributed: 2}
      aggregates:
        - {name: paid, sum: {value: pay, contribution_bounds_per_group: {auto: {fallback: [0, 7]}}}}
        - {name: mean, mean: {value: pay, contribution_bounds_per_row: {auto: {fallback: [0, 7]}}, max_rows_per_group: 3}}
      privacy: {epsilon: 4, delta: 1e-7}
      """;

  @TempDir static Path folder;
  private static ReleaseHarness harness;

  /** Person 0 has many rows in many towns, of all sizes; each other person has a few. */
  @BeforeAll
  static void writeTables() {
    List<Row> rows = new ArrayList<>();
    for (int person = 0; person < PERSONS; person++) {
      int towns = person == 0 ? 6 : 1 + person % 3;
      for (int town = 0; town < towns; town++) {
        for (int row = 0; row < (person == 0 ? 9 : 2); row++) {
          rows.add(RowFactory.create((long) person, "t" + town, (long) Math.pow(-5, row) + town));
        }
      }
    }
    harness =
        new ReleaseHarness(folder, TestSpark.session())
            .table("all", "person bigint, town string, pay bigint", rows, 2)
            .table(
                "less",
                "person bigint, town string, pay bigint",
                rows.stream().filter(row -> row.getLong(0) != 0).toList());
  }

  @Test
  void noPersonMovesTheBinsFurtherThanThePassAccountsFor() {
    for (long key = 0; key < 2; key++) {
      List<Long> moved = moved(key, UnaryOperator.identity());
      // Two groups with a total each, and with three rows each; two groups.
      assertThat(moved.get(0)).isEqualTo(2);
      assertThat(moved.get(1)).isEqualTo(6);
      assertThat(moved.get(2)).isLessThanOrEqualTo(2);
    }
    BoundsPlan bounds = plan("all").automaticBounds().orElseThrow();
    assertThat(bounds.histograms().get(0).sensitivity(2, 1).l1()).isEqualTo(2);
    assertThat(bounds.histograms().get(1).sensitivity(2, 1).l1()).isEqualTo(6);
  }

  @Test
  void aPassThatDoesNotCapRowsIsCaught() {
    assertThat(moved(0, BinsSensitivityTest::withoutCap).get(1)).isGreaterThan(6);
  }

  private static BoundsPlan withoutCap(BoundsPlan bounds) {
    return new BoundsPlan(
        bounds.share(),
        bounds.histograms().stream().map(BinsSensitivityTest::withoutCap).toList(),
        bounds.questions(),
        bounds.countsGroups(),
        bounds.calibration(),
        bounds.mechanisms(),
        bounds.total(),
        bounds.chosen());
  }

  private static ValueHistogram withoutCap(ValueHistogram histogram) {
    return new ValueHistogram(
        histogram.name(),
        histogram.column(),
        histogram.grid(),
        histogram.countsTotals() ? OptionalLong.empty() : OptionalLong.of(BoundedLeaves.MOST_ROWS));
  }

  /** How far person 0 moves each histogram in all, and then the number of groups. */
  private static List<Long> moved(long key, UnaryOperator<BoundsPlan> fault) {
    List<long[]> all = bins("all", key, fault);
    List<long[]> less = bins("less", key, fault);
    List<Long> moved = new ArrayList<>();
    for (int column = 0; column < all.size(); column++) {
      long sum = 0;
      for (int bin = 0; bin < all.get(column).length; bin++) {
        sum += Math.abs(all.get(column)[bin] - less.get(column)[bin]);
      }
      moved.add(sum);
    }
    return moved;
  }

  private static List<long[]> bins(String table, long key, UnaryOperator<BoundsPlan> fault) {
    ReleasePlan planned = plan(table);
    ReleasePlan plan =
        new ReleasePlan(
            planned.spec(),
            planned.unitNames(),
            planned.groups(),
            planned.groupings(),
            planned.calibration(),
            planned.assumptions(),
            planned.trace(),
            planned.automaticBounds().map(fault));
    Row row =
        new PrivateAggregation(
                plan, source(plan.spec()), Optional.empty(), FixedReleaseKeys.numbered(key))
            .trueBins()
            .collectAsList()
            .get(0);
    List<long[]> bins = new ArrayList<>();
    for (int histogram = 0; histogram < 2; histogram++) {
      LeafCounts counts = new LeafCounts();
      counts.addAll(row.<byte[]>getAs("bins" + histogram));
      long[] ofBins = new long[ValueHistogram.BINS.leaves()];
      for (int bin = 0; bin < ofBins.length; bin++) {
        ofBins[bin] = counts.ranges().count(bin, bin + 1);
      }
      bins.add(ofBins);
    }
    bins.add(new long[] {row.<Long>getAs("groups")});
    return bins;
  }

  private static ReleasePlan plan(String table) {
    ReleaseSpec spec = harness.spec(SPEC.replace("TABLE", table), "never-published");
    return ReleasePlanner.plan(spec, source(spec));
  }

  private static TracedSource source(ReleaseSpec spec) {
    return TracedSource.trace(ReleaseSession.open(harness.session(), spec.timeZone()), spec);
  }
}
