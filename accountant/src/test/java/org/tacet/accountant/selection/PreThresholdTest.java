package org.tacet.accountant.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.event.GaussianThreshold;
import org.tacet.accountant.event.LaplaceThreshold;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.TruncatedGeometricSelection;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.accountant.randomness.KeyedFunction;
import org.tacet.accountant.randomness.Purpose;

/** A group of fewer than k units is never published, and that costs nothing (P12). */
class PreThresholdTest {

  private static final double EPSILON = 0.7;
  private static final double DELTA = 1e-3;

  private static org.tacet.accountant.selection.TruncatedGeometricSelection drawn(long minimum) {
    return new org.tacet.accountant.selection.TruncatedGeometricSelection(
        new BigDecimal("0.7"), new BigDecimal("1e-3"), 1, minimum);
  }

  /**
   * The most that any event gains between neighbours, beyond e^epsilon: over (kept, dropped), the
   * hockey stick is the larger of its values on either outcome, in either order.
   */
  private static double worstDelta(LongToDoubleFunction kept, long largest) {
    double worst = 0;
    double growth = Math.exp(EPSILON);
    for (long count = 0; count < largest; count++) {
      double fewer = kept.applyAsDouble(count);
      double more = kept.applyAsDouble(count + 1);
      worst = Math.max(worst, more - growth * fewer);
      worst = Math.max(worst, fewer - growth * more);
      worst = Math.max(worst, (1 - more) - growth * (1 - fewer));
      worst = Math.max(worst, (1 - fewer) - growth * (1 - more));
    }
    return worst;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 10, 1000})
  void theSelectionCostsTheSameWithAMinimum(long minimum) {
    assertThat(worstDelta(drawn(minimum)::keepProbability, minimum + 50))
        .isBetween(DELTA * (1 - 1e-9), DELTA * (1 + 1e-12));
  }

  /** Noise could lift an empty group, or one below the minimum, over a threshold: it must not. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 20})
  void thresholdsPublishNoSmallerGroupEither(long minimum) {
    LaplaceThreshold laplace = new LaplaceThreshold(EPSILON, DELTA, 1, 1);
    GaussianThreshold gaussian = new GaussianThreshold(EPSILON, DELTA, DELTA, 1, 1);
    for (PrivacyEvent event : List.of(laplace, gaussian)) {
      for (long units = 0; units < minimum; units++) {
        assertThat(GroupSelections.keepProbability(event, minimum, units)).isZero();
      }
      assertThat(GroupSelections.keepProbability(event, minimum, minimum))
          .isCloseTo(DELTA, Percentage.withPercentage(1e-9));
    }
    assertThat(
            worstDelta(
                units -> GroupSelections.keepProbability(laplace, minimum, units), minimum + 50))
        .isBetween(DELTA * (1 - 1e-9), DELTA * (1 + 1e-9));
  }

  /** Planted fault: an exact filter first makes a group of k units certain evidence. */
  @Test
  void anExactFilterBeforeTheSelectionIsCaught() {
    assertThat(worstDelta(count -> count < 10 ? 0 : drawn(1).keepProbability(count), 50))
        .isGreaterThan(100 * DELTA);
  }

  @Test
  void theSmallestGroupPublishedHasTheMinimum() {
    assertThat(drawn(10).keepProbability(9)).isZero();
    assertThat(drawn(10).keepProbability(10)).isEqualTo(drawn(1).keepProbability(1)).isPositive();
    assertThat(drawn(10).alwaysKeptFrom()).isEqualTo(drawn(1).alwaysKeptFrom() + 9);
    assertThat(drawn(10)).isNotEqualTo(drawn(1));
  }

  @Test
  void groupsAreDrawnByTheSameCount() {
    KeyedFunction function = new KeyedFunction(FixedReleaseKeys.numbered(4));
    for (int cell = 0; cell < 300; cell++) {
      byte[] group = {(byte) cell, (byte) (cell >> 8)};
      for (long units : new long[] {9, 10, 14, 18, 40}) {
        assertThat(drawn(10).keep(units, function.cell(Purpose.SELECTION, 0, 0, 0, 0, group, 2)))
            .isEqualTo(
                drawn(1).keep(units - 9, function.cell(Purpose.SELECTION, 0, 0, 0, 0, group, 2)));
      }
    }
  }

  @Test
  void keepProbabilitiesAndThresholdsMoveByTheMinimum() {
    TruncatedGeometricSelection event = new TruncatedGeometricSelection(EPSILON, DELTA, 1);
    for (long units = 0; units < 40; units++) {
      assertThat(GroupSelections.keepProbability(event, 10, units))
          .isEqualTo(GroupSelections.keepProbability(event, Math.max(0, units - 9)));
    }
    LaplaceThreshold noisy = new LaplaceThreshold(1, 1e-6, 2, 1);
    assertThat(GroupSelections.threshold(noisy, 10))
        .isEqualTo(GroupSelections.threshold(noisy) + 9);
    assertThat(GroupSelections.keepProbability(noisy, 10, 30))
        .isEqualTo(GroupSelections.keepProbability(noisy, 21));
  }

  @Test
  void theLargestMinimumOverflowsNowhere() {
    long largest = 1L << 40;
    assertThat(drawn(largest).alwaysKeptFrom()).isEqualTo(drawn(1).alwaysKeptFrom() + largest - 1);
    assertThat(drawn(largest).keepProbability(0)).isZero();
    assertThat(drawn(largest).keepProbability(largest)).isEqualTo(drawn(1).keepProbability(1));
    assertThat(drawn(largest).keepProbability(Long.MAX_VALUE)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, 0, (1L << 40) + 1, Long.MAX_VALUE})
  void aMinimumOutOfRangeIsRefused(long minimum) {
    LaplaceThreshold noisy = new LaplaceThreshold(1, 1e-6, 2, 1);
    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            () -> drawn(minimum),
            () -> GroupSelections.threshold(noisy, minimum),
            () -> GroupSelections.keepProbability(noisy, minimum, 5))) {
      assertThatThrownBy(use)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "min_privacy_units_per_group must be a whole number in [1, 2^40]. Provided value: "
                  + minimum
                  + ".");
    }
  }
}
