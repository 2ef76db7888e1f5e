package org.tacet.engine.bounding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.tacet.engine.bounding.RowTerm.ValueColumn;

/** Counts of leaves: exact, whatever order they are added and merged in, and bounded by unit. */
class LeafCountsTest {

  private static final ValueColumn COLUMN = new ValueColumn(0, 0);

  /** Few leaves, many, and so many additions that each leaf gets a place of its own. */
  @Property(tries = 300)
  void countsAreThoseOfAMap(
      @ForAll long seed,
      @ForAll @IntRange(max = 3000) int additions,
      @ForAll @IntRange(min = 1, max = 16) int bits) {
    Random random = new Random(seed);
    TreeMap<Integer, Long> expected = new TreeMap<>();
    LeafCounts one = new LeafCounts(1 << bits);
    LeafCounts two = new LeafCounts(1 << bits);
    if (random.nextBoolean()) {
      random.ints(random.nextInt(3000), 0, 1 << bits).forEach(leaf -> one.add(leaf, 1));
      one.clear();
    }
    for (int addition = 0; addition < additions; addition++) {
      int leaf = random.nextInt(1 << (1 + random.nextInt(bits)));
      long count = 1L + random.nextInt(1000);
      expected.merge(leaf, count, Long::sum);
      (random.nextBoolean() ? one : two).add(leaf, count);
    }
    LeafCounts merged = new LeafCounts(1 << bits);
    merged.addAll(two.toBytes());
    merged.addAll(one);
    LeafCounts.Ranges ranges = merged.ranges();
    for (int leaf : merged.leaves()) {
      assertThat(ranges.count(leaf, leaf + 1)).isEqualTo(expected.get(leaf));
    }
    assertThat(merged.leaves()).hasSize(expected.size());
    int from = random.nextInt(1 << 16);
    assertThat(ranges.count(0, from))
        .isEqualTo(expected.headMap(from).values().stream().mapToLong(Long::longValue).sum());
  }

  @Example
  void countsUpToTheLargestAreExact() {
    LeafCounts counts = new LeafCounts();
    counts.add(65_535, (1L << 62) - 3);
    LeafCounts more = new LeafCounts();
    more.add(65_535, 3);
    counts.addAll(more.toBytes());
    assertThat(counts.ranges().count(0, 65_536)).isEqualTo(1L << 62);
  }

  /** The definition: positions floor((2 i + 1) n / (2 m)) of the sorted rows. */
  @Property(tries = 500)
  void ofManyRowsThoseAtEvenlySpacedPositionsAreKept(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int rows,
      @ForAll @IntRange(max = 12) int maxRows) {
    Random random = new Random(seed);
    List<Integer> sorted = new ArrayList<>();
    LeafCounts counts = new LeafCounts();
    for (int row = 0; row < rows; row++) {
      int leaf = random.nextInt(20);
      sorted.add(leaf);
      counts.add(leaf, 1);
    }
    sorted.sort(null);
    LeafCounts expected = new LeafCounts();
    for (int kept = 0; kept < Math.min(rows, maxRows); kept++) {
      expected.add(sorted.get(rows <= maxRows ? kept : (2 * kept + 1) * rows / (2 * maxRows)), 1);
    }
    assertThat(counts.rows()).isEqualTo(rows);
    assertThat(counts.bounded(maxRows).toBytes()).isEqualTo(expected.toBytes());
  }

  @Property(tries = 200)
  void manyRowsAreKeptByTheSameRule(
      @ForAll long before,
      @ForAll long all,
      @ForAll @IntRange(min = 1, max = 1 << 22) int maxRows) {
    long rows = Math.abs(all % (1L << 62)) + maxRows + 1;
    long first = Math.abs(before % rows);
    BigInteger twice = BigInteger.TWO.multiply(BigInteger.valueOf(rows));
    BigInteger expected =
        BigInteger.valueOf(2L * maxRows)
            .multiply(BigInteger.valueOf(first))
            .add(BigInteger.valueOf(rows - 1))
            .divide(twice);
    assertThat(BoundedLeaves.keptOf(first, rows, maxRows)).isEqualTo(expected.longValueExact());
    assertThat(BoundedLeaves.keptOf(rows, rows, maxRows)).isEqualTo(maxRows);
    assertThat(BoundedLeaves.keptOf(0, rows, maxRows)).isZero();
  }

  @Example
  void theWidestBoundsDoNotOverflow() {
    long limit = BoundedSum.SATURATION;
    BoundedLeaves bounds = new BoundedLeaves(COLUMN, -limit, limit, (1L << 47) + 1, 1);
    assertThat(bounds.leafOf(-limit)).isZero();
    assertThat(bounds.leafOf(Long.MIN_VALUE)).isZero();
    assertThat(bounds.leafOf(0)).isEqualTo(bounds.leaves() / 2 - 1);
    assertThat(bounds.leafOf(Long.MAX_VALUE)).isEqualTo(bounds.leaves() - 1);
    assertThat(bounds.leaves()).isEqualTo(65_536);
  }

  /** The last leaves have a place of their own, and stand behind all others. */
  @Example
  void theLargestTreeKeepsItsLeavesInOrder() {
    LeafCounts counts = new LeafCounts();
    counts.add((1 << 20) - 1, 2);
    counts.add(1 << 19, 3);
    counts.add(0, 1);
    assertThat(counts.leaves()).containsExactly(0, 1 << 19, (1 << 20) - 1);
    assertThat(counts.ranges().count(1, 1 << 20)).isEqualTo(5);
    assertThatThrownBy(() -> new LeafCounts((1 << 20) + 1))
        .hasMessageContaining("leaves must be in [1, 1048576]. Provided value: 1048577");
  }

  @Example
  void boundsOutsideOfTheirRangesAreRefused() {
    assertThatThrownBy(() -> new BoundedLeaves(COLUMN, 0, 1, 1, (1L << 22) + 1))
        .hasMessageContaining("maxRows must be in [1, 4194304]");
    assertThatThrownBy(() -> new BoundedLeaves(COLUMN, 0, 1L << 24, 1, 1))
        .hasMessageContaining("at most 1048576 leaves");
  }
}
