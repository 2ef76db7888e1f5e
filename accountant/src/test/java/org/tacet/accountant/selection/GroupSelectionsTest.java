package org.tacet.accountant.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.arithmetic.ReferenceExponential;
import org.tacet.accountant.event.Gaussian;
import org.tacet.accountant.event.GaussianThreshold;
import org.tacet.accountant.event.LaplaceThreshold;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.TruncatedGeometricSelection;

class GroupSelectionsTest {

  private static final MathContext DIGITS = new MathContext(60);

  /** The recurrence of Desfontaines et al. 2020, Theorem 1, step by step with 60 digits. */
  @ParameterizedTest
  @CsvSource({
    "1, 1e-5, 1", "0.1, 1e-10, 1", "3, 1e-5, 3", "0.01, 1e-4, 2", "1e-6, 1e-3, 1", "1e-12, 0.01, 5",
    "40, 1e-30, 1", "100, 1e-5, 1", "800, 1e-5, 1", "1, 0.6, 1", "0.5, 0.999, 1", "2, 1e-300, 4",
    "1e-300, 0.011, 1", "0.05, 1e-15, 1", "0.6931471805599453, 0.05, 1"
  })
  void closedFormIsTheRecurrence(double epsilon, double delta, long maxGroups) {
    PrivacyEvent event = new TruncatedGeometricSelection(epsilon, delta, maxGroups);
    BigDecimal groupEpsilon = new BigDecimal(epsilon).divide(BigDecimal.valueOf(maxGroups), DIGITS);
    BigDecimal growth = ReferenceExponential.exp(groupEpsilon, 400);
    BigDecimal shrinkage = BigDecimal.ONE.divide(growth, new MathContext(400));
    BigDecimal groupDelta = deltaOfGroup(delta, maxGroups);
    BigDecimal kept = BigDecimal.ZERO;
    long count = 0;
    while (kept.compareTo(BigDecimal.ONE) < 0) {
      assertThat(GroupSelections.keepProbability(event, count))
          .as("count %d", count)
          .isCloseTo(kept.doubleValue(), Percentage.withPercentage(1e-10));
      BigDecimal grown = kept.multiply(growth).add(groupDelta);
      BigDecimal complement =
          BigDecimal.ONE.subtract(
              BigDecimal.ONE.subtract(kept).subtract(groupDelta).multiply(shrinkage));
      kept = grown.min(complement).min(BigDecimal.ONE).round(new MathContext(400));
      count++;
      assertThat(count).isLessThan(20_000);
    }
    assertThat(GroupSelections.threshold(event)).isEqualTo((double) count);
    assertThat(GroupSelections.keepProbability(event, count)).isEqualTo(1);
    assertThat(GroupSelections.keepProbability(event, Long.MAX_VALUE)).isEqualTo(1);
  }

  /** Newton's iteration for (1 - x)^L0 = 1 - delta. */
  private static BigDecimal deltaOfGroup(double delta, long maxGroups) {
    MathContext digits = new MathContext(400);
    BigDecimal target = BigDecimal.ONE.subtract(new BigDecimal(delta));
    BigDecimal root = BigDecimal.valueOf(1 - delta / (double) maxGroups);
    for (int step = 0; step < 12 && maxGroups > 1; step++) {
      BigDecimal power = root.pow((int) maxGroups - 1, digits);
      BigDecimal slope = power.multiply(BigDecimal.valueOf(maxGroups));
      root = root.subtract(power.multiply(root).subtract(target).divide(slope, digits), digits);
    }
    return maxGroups == 1 ? new BigDecimal(delta) : BigDecimal.ONE.subtract(root);
  }

  /**
   * With e^epsilon = 1 + r, r tiny, p(n) = delta ((1 + r)^n - 1) / r by repeated squaring, and the
   * dropped share mirrored from the end: counts that no recurrence reaches.
   */
  @ParameterizedTest
  @CsvSource({"1e-8, 1e-12, 100000000", "1e-8, 1e-14, 999999999", "1e-9, 1e-15, 999999999"})
  void largeCountsByPowers(double epsilon, double delta, int count) {
    MathContext digits = new MathContext(80);
    BigDecimal growth = ReferenceExponential.exp(new BigDecimal(epsilon), 80);
    BigDecimal expected =
        growth
            .pow(count, digits)
            .subtract(BigDecimal.ONE)
            .multiply(new BigDecimal(delta))
            .divide(growth.subtract(BigDecimal.ONE), digits);
    assertThat(expected).isLessThan(new BigDecimal("0.4")); // the first phase
    assertThat(
            GroupSelections.keepProbability(
                new TruncatedGeometricSelection(epsilon, delta, 1), count))
        .isCloseTo(expected.doubleValue(), Percentage.withPercentage(1e-10));
  }

  /** An epsilon of 0 in the limit: delta more for each unit. */
  @Test
  void withoutEpsilonEachUnitAddsDelta() {
    PrivacyEvent event = new TruncatedGeometricSelection(1e-200, 0x1p-30, 1);
    assertThat(GroupSelections.keepProbability(event, 1 << 29)).isEqualTo(0.5);
    assertThat(GroupSelections.keepProbability(event, 1_000_000_000))
        .isCloseTo(1e9 * 0x1p-30, within(1e-15));
    assertThat(GroupSelections.threshold(event)).isCloseTo(0x1p30, within(1.0));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1e-5, 1, 1",
    "0.5, 1e-9, 10, 3",
    "2, 0.7, 1, 2",
    "2, 0.9, 3, 1",
    "1, 1e-300, 1, 1"
  })
  void laplaceThresholds(double epsilon, double delta, long maxGroups, long maxRows) {
    PrivacyEvent event = new LaplaceThreshold(epsilon, delta, maxGroups, maxRows);
    double scale = (double) (maxGroups * maxRows) / epsilon;
    double threshold = GroupSelections.threshold(event);
    double alone = deltaOfGroup(delta, maxGroups).doubleValue();
    assertThat(laplaceTail((threshold - (double) maxRows) / scale))
        .isCloseTo(alone, Percentage.withPercentage(1e-9));
    assertThat(GroupSelections.keepProbability(event, maxRows))
        .isCloseTo(alone, Percentage.withPercentage(1e-10));
    for (long units : new long[] {1, 2, 7, 40, (long) threshold + 1, 1_000_000_000}) {
      assertThat(GroupSelections.keepProbability(event, units))
          .as("units %d", units)
          .isCloseTo(
              laplaceTail((threshold - (double) units) / scale), Percentage.withPercentage(1e-9));
    }
  }

  private static double laplaceTail(double x) {
    return x > 0 ? Math.exp(-x) / 2 : 1 - Math.exp(x) / 2;
  }

  /** Expected values: mu by halving Balle and Wang's equation, with 40 digits of mpmath. */
  @ParameterizedTest
  @CsvSource({
    "1, 1e-05, 1e-05, 1, 1, 16.9107365148438, 10, 0.0319820012098839",
    "0.5, 1e-09, 1e-07, 10, 3, 571.27953039522, 900, 0.999415327644362",
    "4, 1e-06, 1e-12, 100, 1, 92.3116683235122, 30, 8.90577962462662e-8",
    "2, 0.01, 0.8, 2, 5, 3.95254985267063, 2, 0.40230941374306"
  })
  void gaussianThresholds(
      double epsilon,
      double noiseDelta,
      double delta,
      long maxGroups,
      long maxRows,
      double threshold,
      long units,
      double kept) {
    PrivacyEvent event = new GaussianThreshold(epsilon, noiseDelta, delta, maxGroups, maxRows);
    assertThat(GroupSelections.threshold(event))
        .isCloseTo(threshold, Percentage.withPercentage(1e-9));
    assertThat(GroupSelections.keepProbability(event, units))
        .isCloseTo(kept, Percentage.withPercentage(1e-8));
  }

  @Test
  void otherEventsAndNegativeCountsAreRefused() {
    assertThatThrownBy(() -> GroupSelections.threshold(new Gaussian(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TruncatedGeometricSelection, a LaplaceThreshold or a Gaussian")
        .hasMessageEndingWith("Provided value: Gaussian.");
    assertThatThrownBy(
            () -> GroupSelections.keepProbability(new LaplaceThreshold(1, 1e-5, 1, 1), -1))
        .hasMessageContaining("privacy_units")
        .hasMessageEndingWith("Provided value: -1.");
  }
}
