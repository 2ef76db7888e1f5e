package org.tacet.accountant.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZeroConcentratedDpTest {

  private static double epsilon(double rho, String delta) {
    return new ZeroConcentratedDp(new BigDecimal(rho))
        .toApproximateDp(new BigDecimal(delta))
        .epsilon()
        .doubleValue();
  }

  /** Proposition 12 over a fine grid of orders: no order does better, and one does as well. */
  @ParameterizedTest
  @CsvSource({
    "0.1, 1e-6",
    "1, 1e-9",
    "1e-6, 1e-9",
    "1e-12, 1e-5",
    "50, 1e-12",
    "1000, 1e-300",
    "0.01, 0.1"
  })
  void theConversionIsTheBestOrders(double rho, String delta) {
    double best = Double.POSITIVE_INFINITY;
    for (double logExcess = -30; logExcess < 60; logExcess += 0.0005) {
      double excess = Math.exp(logExcess);
      double bound =
          (1 + excess) * rho
              + (-Math.log(Double.parseDouble(delta)) - Math.log1p(excess)) / excess
              - Math.log1p(1 / excess);
      best = Math.min(best, Math.max(0, bound));
    }
    double epsilon = epsilon(rho, delta);
    assertThat(epsilon).isGreaterThanOrEqualTo(best * (1 - 1e-6));
    assertThat(epsilon).isLessThanOrEqualTo(best * (1 + 1e-6) + 1e-12);
  }

  /**
   * Gaussian noise with L2 / sigma = m is m^2 / 2-zCDP and has delta(epsilon) = Q(epsilon / m - m /
   * 2) - e^epsilon Q(epsilon / m + m / 2) with Q the normal tail (Balle, Wang 2018, Theorem 8): the
   * converted epsilon must be enough for it, and not by far.
   */
  @ParameterizedTest
  @CsvSource({"0.005, 1e-6", "0.5, 1e-5", "0.1, 1e-9", "2, 1e-6"})
  void theConversionIsValidForTheGaussianMechanism(double rho, String delta) {
    double claimed = epsilon(rho, delta);
    assertThat(gaussianDelta(rho, claimed)).isLessThan(Double.parseDouble(delta));
    assertThat(gaussianDelta(rho, claimed * 0.8)).isGreaterThan(Double.parseDouble(delta));
  }

  private static double gaussianDelta(double rho, double epsilon) {
    double m = Math.sqrt(2 * rho);
    // The integral of max(0, p - e^epsilon q) over the two densities, by the midpoint rule.
    double sum = 0;
    double width = 1e-4;
    for (double z = epsilon / m - m / 2; z < 12; z += width) {
      double x = z + width / 2;
      sum += Math.max(0, density(x) - Math.exp(epsilon) * density(x + m)) * width;
    }
    return sum;
  }

  private static double density(double z) {
    return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  }

  @Test
  void theConversionBeatsTheOlderBound() {
    // rho + 2 sqrt(rho ln(1/delta)) (Bun, Steinke 2016, Proposition 1.3).
    double older = 0.1 + 2 * Math.sqrt(0.1 * Math.log(1e6));
    assertThat(epsilon(0.1, "1e-6")).isLessThan(0.95 * older);
  }

  @Property(tries = 200)
  void theLargestRhoWithinATargetIsWithinIt(
      @ForAll @DoubleRange(min = -6, max = 3) double logEpsilon,
      @ForAll @DoubleRange(min = -20, max = -0.5) double logDelta) {
    ApproximateDp target =
        new ApproximateDp(
            new BigDecimal(Math.pow(10, logEpsilon)), new BigDecimal(Math.pow(10, logDelta)));
    ZeroConcentratedDp within = ZeroConcentratedDp.within(target);
    assertThat(within.toApproximateDp(target.delta()).isWithin(target)).isTrue();
    ZeroConcentratedDp more =
        new ZeroConcentratedDp(within.rho().multiply(new BigDecimal("1.00000001")));
    assertThat(more.toApproximateDp(target.delta()).isWithin(target)).isFalse();
  }

  @Test
  void rhosAdd() {
    ZeroConcentratedDp tenth = new ZeroConcentratedDp(new BigDecimal("0.1"));
    assertThat(tenth.plus(tenth).rho()).isEqualByComparingTo("0.2");
  }

  @Test
  void nothingCostsNothing() {
    assertThat(
            new ZeroConcentratedDp(BigDecimal.ZERO)
                .toApproximateDp(new BigDecimal("1e-9"))
                .epsilon())
        .isEqualByComparingTo("0");
  }

  @Test
  void extremesStayFiniteOrAreRefused() {
    assertThat(epsilon(Double.MIN_VALUE, "1e-9")).isBetween(0.0, 1e-100);
    assertThat(epsilon(1e200, "1e-9")).isCloseTo(1e200, Percentage.withPercentage(1e-3));
    assertThat(epsilon(1, "0.99999999999999999999999")).isBetween(0.0, 2.0);
    ZeroConcentratedDp huge = new ZeroConcentratedDp(new BigDecimal("1e999"));
    assertThatThrownBy(() -> huge.toApproximateDp(new BigDecimal("1e-9")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1e300");
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "1e-301", "2"})
  void aDeltaOutsideItsRangeIsRefused(BigDecimal delta) {
    assertThatThrownBy(() -> new ZeroConcentratedDp(BigDecimal.ONE).toApproximateDp(delta))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("delta in [1e-300, 1)")
        .hasMessageContaining("Provided value: " + delta);
  }

  @Test
  void aTargetWithoutRoomIsRefused() {
    assertThatThrownBy(() -> ZeroConcentratedDp.within(ApproximateDp.of("0", "1e-9")))
        .hasMessageContaining("epsilon must be above 0");
    assertThatThrownBy(() -> ZeroConcentratedDp.within(ApproximateDp.of("1", "0")))
        .hasMessageContaining("delta in [1e-300, 1)");
  }
}
