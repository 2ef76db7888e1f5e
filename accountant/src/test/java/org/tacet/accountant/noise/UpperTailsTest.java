package org.tacet.accountant.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.arithmetic.Fraction;

/** Tails of the laws that are drawn from, against sums over the laws themselves (P6). */
class UpperTailsTest {

  /** P(X >= m), summed from the far end; beyond 800 nats nothing shows. */
  private static double summedTail(NoiseMechanism noise, long m) {
    boolean laplace = noise instanceof DiscreteLaplace;
    double scale = noise.scale();
    long last = (long) Math.ceil(scale * (laplace ? 800 : 40)) + 1;
    double tail = 0;
    double mass = 0;
    for (long x = last; x >= 1; x--) {
      double distance = x / scale;
      double weight = Math.exp(laplace ? -distance : -distance * distance / 2);
      mass += weight;
      tail += x >= m ? weight : 0;
    }
    return tail / (1 + 2 * mass);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 3, 1e-9",
    "1, 1, 0.01",
    "2, 1, 1e-9",
    "7, 2, 0.3",
    "50, 1, 5e-11",
    "1000, 1, 1e-200",
    "1, 64, 1e-3",
    "20000, 3, 1e-12"
  })
  void laplaceThresholdsAreTheLeast(long numerator, long denominator, BigDecimal probability) {
    DiscreteLaplace noise = new DiscreteLaplace(numerator, denominator);
    long least = UpperTails.leastReachedWithAtMost(noise, Fraction.of(probability));
    assertThat(summedTail(noise, least))
        .isLessThanOrEqualTo(probability.doubleValue() * (1 + 1e-9));
    if (least > 1) {
      assertThat(summedTail(noise, least - 1))
          .isGreaterThan(probability.doubleValue() * (1 - 1e-9));
    }
  }

  /** At most one step above the least, for sigma from 1 on. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1e-9",
    "1, 1, 0.01",
    "3, 2, 1e-5",
    "40, 1, 5e-11",
    "1000, 1, 1e-200",
    "3000, 1, 1e-12",
    "5, 1, 0.4",
    "1, 2, 1e-3"
  })
  void gaussianThresholdsAreNearTheLeast(long numerator, long denominator, BigDecimal probability) {
    DiscreteGaussian noise = new DiscreteGaussian(numerator, denominator);
    long least = UpperTails.leastReachedWithAtMost(noise, Fraction.of(probability));
    assertThat(summedTail(noise, least))
        .isLessThanOrEqualTo(probability.doubleValue() * (1 + 1e-9));
    // Where convexity begins, one sigma away, no less is proved.
    if (noise.scale() >= 1 && least > noise.scale() + 2) {
      assertThat(summedTail(noise, least - 2)).isGreaterThan(probability.doubleValue());
    }
  }

  /**
   * e^(-m/t) / (1 + e^(-1/t)) <= p for t = 1: m = 14 for p = e^-14 / (1 + 1/e), from either side.
   */
  @Test
  void equalityIsDecidedExactly() {
    DiscreteLaplace noise = new DiscreteLaplace(1, 1);
    BigDecimal tail = new BigDecimal("6.078962034778829e-7");
    BigDecimal above = tail.multiply(new BigDecimal("1.000000000000001"));
    BigDecimal below = tail.multiply(new BigDecimal("0.999999999999999"));
    assertThat(UpperTails.leastReachedWithAtMost(noise, Fraction.of(above))).isEqualTo(14);
    assertThat(UpperTails.leastReachedWithAtMost(noise, Fraction.of(below))).isEqualTo(15);
  }

  @Test
  void theLargestScalesHaveThresholdsToo() {
    Fraction probability = Fraction.of(new BigDecimal("1e-12"));
    long laplace = UpperTails.leastReachedWithAtMost(new DiscreteLaplace(1L << 52, 1), probability);
    assertThat((double) laplace)
        .isCloseTo(0x1p52 * (Math.log(1e12) - Math.log(2)), Percentage.withPercentage(1e-6));
    long gaussian =
        UpperTails.leastReachedWithAtMost(new DiscreteGaussian(1L << 52, 1), probability);
    assertThat((double) gaussian).isCloseTo(0x1p52 * 7.0344838, Percentage.withPercentage(1e-5));
  }

  @ParameterizedTest
  @CsvSource({"3, 1, 0", "3, 1, -4", "3, 1, 9", "1, 2, 1", "80, 1, 300"})
  void shownTailsAreThoseOfTheLaw(long numerator, long denominator, long at) {
    for (NoiseMechanism noise :
        new NoiseMechanism[] {
          new DiscreteLaplace(numerator, denominator), new DiscreteGaussian(numerator, denominator)
        }) {
      double expected = at >= 1 ? summedTail(noise, at) : 1 - summedTail(noise, 1 - at);
      assertThat(UpperTails.upperTail(noise, at))
          .isCloseTo(expected, Percentage.withPercentage(0.1));
    }
  }

  @Test
  void aProbabilityOutOfRangeIsRefused() {
    assertThatThrownBy(
            () ->
                UpperTails.leastReachedWithAtMost(
                    new DiscreteLaplace(1, 1), Fraction.of(new BigDecimal("1e-300"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("above 2^-960");
  }
}
