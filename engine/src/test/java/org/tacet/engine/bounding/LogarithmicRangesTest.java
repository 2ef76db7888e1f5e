package org.tacet.engine.bounding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Bins of values of which nothing is known: they cover all steps, in order, finely enough. */
class LogarithmicRangesTest {

  private static final long MOST = BoundedSum.SATURATION;
  private static final LogarithmicRanges EIGHTHS = new LogarithmicRanges(3);

  @Example
  void leavesFollowEachOtherWithoutAGap() {
    for (int bits = 0; bits <= 8; bits++) {
      LogarithmicRanges ranges = new LogarithmicRanges(bits);
      assertThat(ranges.least(0)).isEqualTo(-MOST);
      assertThat(ranges.greatest(ranges.leaves() - 1)).isEqualTo(MOST);
      for (int leaf = 0; leaf < ranges.leaves(); leaf++) {
        assertThat(ranges.leafOf(ranges.least(leaf))).isEqualTo(leaf);
        assertThat(ranges.leafOf(ranges.greatest(leaf))).isEqualTo(leaf);
        if (leaf > 0) {
          assertThat(ranges.least(leaf)).isEqualTo(ranges.greatest(leaf - 1) + 1);
        }
      }
    }
  }

  @Example
  void smallNumbersHaveALeafEachAndLargeOnesEightAnOctave() {
    int zero = EIGHTHS.zeroLeaf();
    for (int steps = -16; steps <= 16; steps++) {
      assertThat(EIGHTHS.leafOf(steps)).isEqualTo(zero + steps);
    }
    assertThat(EIGHTHS.leafOf(17)).isEqualTo(zero + 16);
    assertThat(EIGHTHS.leafOf(1L << 40) - EIGHTHS.leafOf(1L << 39)).isEqualTo(8);
    assertThat(EIGHTHS.leaves()).isEqualTo(961);
  }

  @Example
  void valuesBeyondTheStepsSaturate() {
    assertThat(EIGHTHS.leafOf(Long.MAX_VALUE)).isEqualTo(EIGHTHS.leaves() - 1);
    assertThat(EIGHTHS.leafOf(MOST)).isEqualTo(EIGHTHS.leaves() - 1);
    assertThat(EIGHTHS.leafOf(MOST - 1)).isEqualTo(EIGHTHS.leaves() - 2);
    assertThat(EIGHTHS.leafOf(Long.MIN_VALUE)).isZero();
    assertThatThrownBy(() -> new LogarithmicRanges(9)).hasMessageContaining("[0, 8]");
  }

  @Property(tries = 300)
  void aLeafIsNarrowBesideItsValuesAndMirrored(
      @ForAll @LongRange(min = 1, max = MOST) long steps, @ForAll @IntRange(max = 8) int bits) {
    LogarithmicRanges ranges = new LogarithmicRanges(bits);
    int leaf = ranges.leafOf(steps);
    assertThat(steps).isBetween(ranges.least(leaf), ranges.greatest(leaf));
    assertThat(ranges.greatest(leaf) - ranges.least(leaf)).isLessThanOrEqualTo(steps >> bits);
    assertThat(ranges.leafOf(-steps)).isEqualTo(2 * ranges.zeroLeaf() - leaf);
  }

  @Property(tries = 100)
  void totalsArePutTogetherFromTheirLimbs(@ForAll @LongRange(min = -MOST, max = MOST) long total) {
    BoundedSum sum = BoundedSum.ofValues(new RowTerm.ValueColumn(0, 0), -MOST, MOST, -MOST, MOST);
    assertThat(sum.limbs()).isEqualTo(TotalLeaf.LIMBS);
    LeafCounts counts = new LeafCounts();
    counts.addAll(
        new TotalLeaf(EIGHTHS).call(sum.limb(total, 0), sum.limb(total, 1), sum.limb(total, 2)));
    assertThat(counts.leaves()).containsExactly(EIGHTHS.leafOf(total));
    assertThat(counts.ranges().count(0, EIGHTHS.leaves())).isEqualTo(1);
  }
}
