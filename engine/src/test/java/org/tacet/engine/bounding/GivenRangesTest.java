package org.tacet.engine.bounding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Bins hold their lower edge, the last one both, and nothing outside of all. */
class GivenRangesTest {

  @Property(tries = 300)
  void aValueLiesInTheBinThatItsEdgesSay(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int bins) {
    long[] edges = new Random(seed).longs(-40, 40).distinct().limit(bins + 1L).sorted().toArray();
    GivenRanges ranges = new GivenRanges(edges);
    assertThat(ranges.leaves()).isEqualTo(bins);
    for (long value = -42; value <= 42; value++) {
      int expected = BoundedLeaves.NO_LEAF;
      for (int bin = 0; bin < bins; bin++) {
        boolean isLast = bin == bins - 1;
        boolean below = value < edges[bin + 1] || (isLast && value == edges[bin + 1]);
        if (value >= edges[bin] && below) {
          expected = bin;
        }
      }
      assertThat(ranges.leafOf(value)).as("%d in %s", value, ranges).isEqualTo(expected);
    }
  }

  @Example
  void whatSaturatesLiesInNoBin() {
    long widest = BoundedSum.SATURATION - 1;
    GivenRanges ranges = new GivenRanges(new long[] {-widest, 0, widest});
    assertThat(ranges.leafOf(widest)).isEqualTo(1);
    assertThat(ranges.leafOf(-widest)).isZero();
    assertThat(ranges.leafOf(BoundedSum.SATURATION)).isEqualTo(BoundedLeaves.NO_LEAF);
    assertThat(ranges.leafOf(-BoundedSum.SATURATION)).isEqualTo(BoundedLeaves.NO_LEAF);
    assertThat(ranges.leafOf(Long.MIN_VALUE)).isEqualTo(BoundedLeaves.NO_LEAF);
  }

  @Example
  void sameEdgesAreEqualAndOthersNot() {
    GivenRanges ranges = new GivenRanges(new long[] {1, 2, 3});
    assertThat(ranges).isEqualTo(new GivenRanges(new long[] {1, 2, 3}));
    assertThat(ranges).hasSameHashCodeAs(new GivenRanges(new long[] {1, 2, 3}));
    assertThat(ranges).isNotEqualTo(new GivenRanges(new long[] {1, 2, 4}));
  }

  @Example
  void edgesThatMakeNoBinsAreRefused() {
    for (long[] edges :
        new long[][] {
          {}, {1}, {1, 1}, {2, 1}, {0, 1L << 62}, {-1L << 62, 0}, {Long.MIN_VALUE, 0}
        }) {
      assertThatThrownBy(() -> new GivenRanges(edges)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
