package org.tacet.accountant.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GaussianTradeOffTest {

  /** From deltas next to 1 to 1e-300, mu from 1e-6 to 40, both branches of every case. */
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1, 0",
    "0.1, 0",
    "1e-6, 0",
    "1e-6, 1e-6",
    "1e-6, 3e-5",
    "0.49, 0.2",
    "0.51, 0.2",
    "0.5, 0.6",
    "0.5, 5",
    "0.02, 0.4",
    "2, 0",
    "2.5, 0.01",
    "4, 1",
    "10, 20",
    "40, 100",
    "40, 900",
    "30, 450",
    "1, 9.5",
    "1, 20",
    "1, 37",
    "0.1, 3.6",
    "3, 100",
    "5, 190",
    "0.01, 0.36"
  })
  void deltaIsAboveTheTruthAndNext(double mu, double epsilon) {
    BigDecimal exact = ReferenceNormal.delta(mu, epsilon);
    double delta = GaussianTradeOff.delta(mu, epsilon);
    assertThat(new BigDecimal(delta)).isGreaterThanOrEqualTo(exact);
    assertThat(delta).isLessThanOrEqualTo(exact.doubleValue() * (1 + 3e-11));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1e-2",
    "1, 1e-5",
    "1, 1e-20",
    "1, 1e-100",
    "1, 1e-300",
    "0.001, 1e-5",
    "0.001, 1e-20",
    "20, 1e-10",
    "0.5, 0.1",
    "1e-4, 1e-6"
  })
  void epsilonIsEnoughAndNotByFar(double mu, double delta) {
    double epsilon = GaussianTradeOff.epsilon(mu, delta);
    BigDecimal target = new BigDecimal(delta);
    assertThat(ReferenceNormal.delta(mu, epsilon)).isLessThanOrEqualTo(target);
    assertThat(ReferenceNormal.delta(mu, epsilon * (1 - 1e-9))).isGreaterThan(target);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1e-5",
    "0.01, 1e-9",
    "1e-9, 1e-9",
    "0, 1e-6",
    "10, 1e-20",
    "100, 1e-12",
    "0.5, 0.9",
    "1, 1e-300"
  })
  void theLargestMuIsBracketed(double epsilon, double delta) {
    double below = GaussianTradeOff.largestMu(epsilon, delta);
    double above = GaussianTradeOff.largestMuRoundedUp(epsilon, delta);
    BigDecimal target = new BigDecimal(delta);
    assertThat(ReferenceNormal.delta(below, epsilon)).isLessThanOrEqualTo(target);
    assertThat(ReferenceNormal.delta(above, epsilon)).isGreaterThanOrEqualTo(target);
    assertThat(above).isLessThanOrEqualTo(below * (1 + 1e-10));
  }

  @Property(tries = 300)
  void deltaGrowsWithMuAndFallsWithEpsilon(
      @ForAll @DoubleRange(min = -12, max = 5) double logMu,
      @ForAll @DoubleRange(min = 0, max = 10) double multiple) {
    double mu = Math.exp(logMu);
    double epsilon = mu * (mu / 2 + multiple);
    double delta = GaussianTradeOff.delta(mu, epsilon);
    assertThat(GaussianTradeOff.delta(mu * 1.001, epsilon)).isGreaterThan(delta);
    assertThat(GaussianTradeOff.delta(mu, epsilon * 1.001 + 1e-3 * mu)).isLessThan(delta);
  }

  @Test
  void theEndsOfTheRangesAreExact() {
    assertThat(GaussianTradeOff.delta(0, 1)).isZero();
    assertThat(GaussianTradeOff.delta(Double.POSITIVE_INFINITY, 1)).isOne();
    assertThat(GaussianTradeOff.epsilon(0, 0)).isZero();
    assertThat(GaussianTradeOff.epsilon(1, 1)).isZero();
    assertThat(GaussianTradeOff.epsilon(1, 0)).isInfinite();
    assertThat(GaussianTradeOff.epsilon(Double.POSITIVE_INFINITY, 0.5)).isInfinite();
    assertThat(GaussianTradeOff.delta(1e-200, 1)).isLessThan(1e-300);
    assertThat(GaussianTradeOff.delta(1e4, 1)).isOne();
  }

  @Test
  void whatIsOutsideTheRangesIsRefused() {
    assertThatThrownBy(() -> GaussianTradeOff.delta(-1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mu -1.0");
    assertThatThrownBy(() -> GaussianTradeOff.delta(1, Double.POSITIVE_INFINITY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> GaussianTradeOff.epsilon(1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> GaussianTradeOff.largestMu(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("delta");
  }
}
