package org.tacet.accountant.quantile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.tacet.accountant.noise.DiscreteGaussian;
import org.tacet.accountant.noise.NoiseMechanism;

class QuantileTreeTest {

  private static final TreeShape SHAPE = new TreeShape(4, 4);
  private static final double NO_NOISE = 1e-6;

  @Property(tries = 100)
  void aHigherRankNeverGetsALowerValue(@ForAll long seed, @ForAll @IntRange(max = 3000) int rows) {
    SimulatedCounts counts = SimulatedCounts.of(256, rows, share -> share * share);
    QuantileTree tree = counts.tree(SHAPE, 8, seed);
    double last = 0;
    for (int rank = 0; rank <= 200; rank++) {
      LeafPosition place = tree.quantile(rank / 200.0);
      assertThat(place.fraction()).isBetween(0.0, 1.0);
      assertThat(place.leaf()).isBetween(0, 255);
      double now = place.leaf() + place.fraction();
      assertThat(now).isGreaterThanOrEqualTo(last - 1e-9);
      last = now;
    }
  }

  @Property(tries = 100)
  void intervalsHoldTheirQuantileAndGrowWithConfidence(
      @ForAll long seed, @ForAll @IntRange(max = 3000) int rows) {
    SimulatedCounts counts = SimulatedCounts.of(256, rows, share -> share * share);
    QuantileTree tree = counts.tree(SHAPE, 8, seed);
    for (double rank : new double[] {0, 0.1, 0.5, 0.97, 1}) {
      QuantileTree.Interval narrow = tree.interval(rank, 0.5);
      QuantileTree.Interval wide = tree.interval(rank, 0.99);
      assertThat(tree.quantile(rank).leaf())
          .isBetween(narrow.lower().leaf(), narrow.upper().leaf());
      assertThat(wide.lower().leaf()).isLessThanOrEqualTo(narrow.lower().leaf());
      assertThat(wide.upper().leaf()).isGreaterThanOrEqualTo(narrow.upper().leaf());
    }
  }

  @Example
  void withoutNoiseTheLeafIsTheOneThatHoldsTheRank() {
    SimulatedCounts counts = SimulatedCounts.of(256, 1000, share -> Math.sqrt(share));
    QuantileTree tree = counts.tree(SHAPE, NO_NOISE, 1);
    for (double rank : new double[] {0, 0.001, 0.25, 0.5, 0.9995, 1}) {
      assertThat(counts.rankError(tree.quantile(rank), rank)).isLessThan(1e-3);
      assertThat(tree.interval(rank, 0.95).lower().leaf()).isEqualTo(tree.quantile(rank).leaf());
      assertThat(tree.interval(rank, 0.95).upper().leaf()).isEqualTo(tree.quantile(rank).leaf());
    }
  }

  @Example
  void whereAllRowsHaveOneValueAllQuantilesDo() {
    for (int leaf : new int[] {0, 77, 255}) {
      SimulatedCounts counts = SimulatedCounts.of(256, 5000, at -> at * 256 > leaf ? 1 : 0);
      for (int seed = 0; seed < 20; seed++) {
        QuantileTree tree = counts.tree(SHAPE, 3, seed);
        for (double rank : new double[] {0.1, 0.5, 0.9}) {
          assertThat(tree.quantile(rank).leaf()).isEqualTo(leaf);
        }
      }
    }
  }

  @Example
  void countsNearTheLargestLongAreRead() {
    NoiseMechanism mechanism = new DiscreteGaussian(1, 1);
    for (long count : new long[] {1L << 62, Long.MAX_VALUE}) {
      QuantileTree tree =
          new QuantileTree(
              SHAPE,
              (level, position) -> position == 200 / SHAPE.span(level) ? count : 0,
              mechanism);
      assertThat(tree.quantile(0.5).leaf()).isEqualTo(200);
      assertThat(tree.interval(0.5, 0.95).upper().leaf()).isEqualTo(200);
    }
  }

  @Example
  void anEmptyTreeSaysThatItKnowsNothing() {
    NoiseMechanism mechanism = new DiscreteGaussian(5, 1);
    QuantileTree tree = new QuantileTree(SHAPE, (level, position) -> -position % 3, mechanism);
    assertThat(tree.quantile(0.5)).isEqualTo(new LeafPosition(128, 0));
    assertThat(tree.interval(0.5, 0.95))
        .isEqualTo(new QuantileTree.Interval(new LeafPosition(0, 0), new LeafPosition(255, 1)));
  }

  /** P(|Z| > 5) = 6e-7 for each of five shares. */
  @Example
  void intervalsCoverAsOftenAsTheySay() {
    int trees = 3000;
    SimulatedCounts counts = SimulatedCounts.of(256, 100_000, share -> share * share);
    double tolerance = 5 * Math.sqrt(0.95 * 0.05 / trees);
    for (double rank : new double[] {0, 0.03, 0.5, 0.77, 1}) {
      int leaf = counts.leafOf(rank);
      int other = counts.leafOf(rank < 0.5 ? rank + 0.1 : rank - 0.1);
      int covered = 0;
      int coveredOther = 0;
      for (int seed = 0; seed < trees; seed++) {
        QuantileTree.Interval interval = counts.tree(SHAPE, 300, seed).interval(rank, 0.95);
        covered += covers(interval, leaf) ? 1 : 0;
        coveredOther += covers(interval, other) ? 1 : 0;
      }
      assertThat(covered / (double) trees).isGreaterThan(0.95 - tolerance);
      assertThat(coveredOther / (double) trees).isLessThan(0.05);
    }
  }

  private static boolean covers(QuantileTree.Interval interval, int leaf) {
    return interval.lower().leaf() <= leaf && interval.upper().leaf() >= leaf;
  }

  @Property(tries = 200)
  void consistentChildrenAreTheNearestThatAddUp(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int children) {
    Random random = new Random(seed);
    double[] noised = random.doubles(children, -10, 20).toArray();
    double parent = random.nextDouble() * 60;
    double[] counts = ConsistentChildren.of(noised, parent);
    assertThat(Arrays.stream(counts).sum()).isCloseTo(parent, within(1e-9));
    assertThat(Arrays.stream(counts).min().orElseThrow()).isGreaterThanOrEqualTo(0);
    // Moving a little from one child to another comes no nearer.
    for (int from = 0; from < children; from++) {
      for (int to = 0; to < children; to++) {
        if (counts[from] > 0.01 && from != to) {
          double[] moved = counts.clone();
          moved[from] -= 0.01;
          moved[to] += 0.01;
          assertThat(distance(moved, noised)).isGreaterThanOrEqualTo(distance(counts, noised));
        }
      }
    }
  }

  private static double distance(double[] one, double[] other) {
    double sum = 0;
    for (int index = 0; index < one.length; index++) {
      sum += (one[index] - other[index]) * (one[index] - other[index]);
    }
    return sum;
  }
}
