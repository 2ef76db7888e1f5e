package org.tacet.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.noise.DiscreteLaplace;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.accountant.randomness.KeyedFunction;
import org.tacet.accountant.randomness.Purpose;
import org.tacet.engine.bounding.LogarithmicRanges;
import org.tacet.engine.plan.BoundsChoice.Range;

/** Which ranges are chosen from noised bins: those of the values, and none where there are none. */
class BoundsChoiceTest {

  private static final LogarithmicRanges BINS = ValueHistogram.BINS;
  private static final long SCALE = 10;
  private static final DiscreteLaplace NOISE = new DiscreteLaplace(SCALE, 1);

  /** Noise of the main pass at a ninth of that scale, as for a share of 0.1. */
  private static final double NOISE_PER_STEP = Math.sqrt(2) * SCALE / 9;

  /** So many values, each in steps, with the noise of this key. */
  private static Optional<BoundsChoice> choice(int key, int rows, IntToLongFunction value) {
    long[] counts = new long[BINS.leaves()];
    for (int row = 0; row < rows; row++) {
      counts[BINS.leafOf(value.applyAsLong(row))]++;
    }
    KeyedFunction function = new KeyedFunction(FixedReleaseKeys.numbered(key));
    for (int bin = 0; bin < counts.length; bin++) {
      counts[bin] += NOISE.sample(function.cell(Purpose.NOISE, 0, 0, bin, 1, new byte[0], 0));
    }
    return ValueExtent.of(counts, SCALE).map(extent -> new BoundsChoice(BINS, extent));
  }

  /**
   * A range is found in noise alone with probability below 1 %: of 300 draws more than 15 have one
   * with probability 2e-7 (binomial), and fifty scales of noise in one bin are seen each time.
   */
  @Test
  void noiseAloneShowsNoRange() {
    int found = 0;
    for (int key = 0; key < 300; key++) {
      found += choice(key, 0, row -> 0).isPresent() ? 1 : 0;
      assertThat(choice(key, 500, row -> 1000)).isPresent();
    }
    assertThat(found).isLessThanOrEqualTo(15);
  }

  @Test
  void aRangeEndsWithTheValues() {
    for (int key = 0; key < 20; key++) {
      Range sum =
          choice(key, 5000, row -> 1000 + row % 1000).orElseThrow().ofSum(NOISE_PER_STEP, 1);
      assertThat(sum.lower()).isZero();
      assertThat(sum.upper()).isBetween(1900L, 4095L);
      Range negative =
          choice(key, 5000, row -> -7 - row % 2).orElseThrow().ofSum(NOISE_PER_STEP, 1);
      assertThat(negative.upper()).isZero();
      assertThat(negative.lower()).isBetween(-15L, -8L);
      Range mean =
          choice(key, 50_000, row -> 1_000_000 + row % 1000)
              .orElseThrow()
              .ofMean(NOISE_PER_STEP, 1);
      assertThat(mean.lower()).isBetween(700_000L, 1_000_000L);
      assertThat(mean.upper()).isBetween(1_001_000L, 1_500_000L);
    }
  }

  /** In very many groups clamping one value of a thousand is cheaper than its noise. */
  @Test
  void rareLargeValuesAreClampedWhereManyGroupsShareThem() {
    IntToLongFunction withOutliers = row -> row % 1000 == 0 ? 1_000_000 : 1000;
    Range one = choice(1, 500_000, withOutliers).orElseThrow().ofSum(NOISE_PER_STEP, 1);
    Range many = choice(1, 500_000, withOutliers).orElseThrow().ofSum(NOISE_PER_STEP, 100_000);
    assertThat(one.upper()).isGreaterThanOrEqualTo(1_000_000);
    assertThat(many.upper()).isLessThan(3000);
  }

  @Test
  void valuesOnBothSidesOfZeroAreFoundAcrossIt() {
    Range both =
        choice(2, 8000, row -> row % 11_000 - 1000 + row % 7)
            .orElseThrow()
            .ofSum(NOISE_PER_STEP, 1);
    assertThat(both.lower()).isBetween(-2047L, -700L);
    assertThat(both.upper()).isBetween(6000L, 12_000L);
  }

  /** Zeros alone would be clamped to nothing, which is no range. */
  @Test
  void zerosHaveARangeOfOneStep() {
    Range zeros = choice(3, 5000, row -> 0).orElseThrow().ofSum(NOISE_PER_STEP, 1);
    assertThat(zeros.upper() - zeros.lower()).isBetween(1L, 20L);
  }

  @Test
  void theEndsOfTheStepsAreValuesLikeAnyOther() {
    BoundsChoice ends =
        choice(4, 5000, row -> row % 2 == 0 ? Long.MAX_VALUE : Long.MIN_VALUE).orElseThrow();
    long end = 1L << 62;
    assertThat(ends.all()).isEqualTo(new Range(-end, end));
    assertThat(ends.ofSum(NOISE_PER_STEP, 1).upper()).isBetween(end - 1, end);
    assertThat(ends.ofSum(NOISE_PER_STEP, 1).lower()).isBetween(-end, 1 - end);
    assertThat(ends.ofMean(NOISE_PER_STEP, 1).upper()).isBetween(end - 1, end);
  }
}
