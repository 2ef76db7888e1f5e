package org.tacet.engine.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.noise.DiscreteLaplace;
import org.tacet.accountant.noise.Sensitivity;

/**
 * Google's Laplace noise has no smaller scale than what was calibrated, and the law that is said.
 * Its generator takes no seed: each statistical test fails with probability at most 1e-6 a run.
 */
class GoogleLaplaceTest {

  private static final int DRAWS = 20_000;

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "3, 7, 1",
    "1000, 3, 12345678901",
    "1099511627775, 1, 4611686018427387904",
    "549755813888, 1, 1",
    "1, 536870912, 1"
  })
  void theLibraryIsAskedForNoSmallerScale(long numerator, long denominator, long lInf) {
    GoogleLaplace noise = new GoogleLaplace(new DiscreteLaplace(numerator, denominator), lInf);
    BigDecimal epsilon = new BigDecimal(noise.epsilon());
    BigDecimal exactly = BigDecimal.valueOf(lInf).multiply(BigDecimal.valueOf(denominator));

    assertThat(epsilon.multiply(BigDecimal.valueOf(numerator))).isLessThanOrEqualTo(exactly);
    assertThat(epsilon.doubleValue())
        .isCloseTo(
            (double) lInf / noise.calibrated().scale(), within(epsilon.doubleValue() / 1e15));
    assertThat(noise.scale()).isGreaterThanOrEqualTo(noise.calibrated().scale());
  }

  @Test
  void itsScaleIsTheCalibratedOneButForTheLibrarysGranularity() {
    GoogleLaplace noise = new GoogleLaplace(new DiscreteLaplace(1_000_000, 1), 500_000);
    assertThat(noise.scale()).isCloseTo(1_000_000, within(1e-5));
    assertThat(noise.name()).isEqualTo("rounded_laplace");
    assertThat(noise.privacyLoss(new Sensitivity(3, 500_000)))
        .isEqualTo(noise.calibrated().privacyLoss(new Sensitivity(3, 500_000)));
  }

  @Test
  void refusesScalesAtWhichTheLibraryWouldRoundTheSum() {
    assertThatThrownBy(() -> new GoogleLaplace(new DiscreteLaplace((1L << 40) + 1, 1), 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 2^40 grid steps. Provided value: 1.099511627777E12");
    assertThatThrownBy(() -> new GoogleLaplace(new DiscreteLaplace(1, 1), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lInf must be at least 1. Provided value: 0");
  }

  /**
   * The proof's step from a finer grid to whole steps, outcome by outcome: at each epsilon the
   * smallest delta on quarters of steps is at most that on whole steps, for each move.
   */
  @ParameterizedTest
  @CsvSource({"0.3, 1", "1, 1", "1, 3", "2.5, 4", "7, 2"})
  void noiseOnAFinerGridCostsNoMore(double scale, int move) {
    double largest = 0;
    for (double epsilon = -1.2 * move / scale;
        epsilon < 1.2 * move / scale;
        epsilon += move / scale / 50) {
      double whole = delta(scale, move, epsilon);
      assertThat(delta(scale * 4, move * 4, epsilon)).isLessThanOrEqualTo(whole + 1e-13);
      largest = Math.max(largest, delta(scale * 4 / 1.01, move * 4, epsilon) - whole);
    }
    assertThat(largest).as("noise 1 % too small is caught").isGreaterThan(1e-5);
  }

  /** The sum of the positive parts of P(x) - e^epsilon P(x - move), P the discrete Laplace law. */
  private static double delta(double scale, int move, double epsilon) {
    double mass = Math.tanh(1 / (2 * scale));
    double sum = 0;
    for (int x = -(int) (40 * scale) - move; x <= 40 * scale + move; x++) {
      double here = mass * Math.exp(-Math.abs(x) / scale);
      double there = mass * Math.exp(-Math.abs(x - move) / scale);
      sum += Math.max(0, here - Math.exp(epsilon) * there);
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 1", "5, 2, 3", "40, 1, 7"})
  void drawsHaveTheLawThatIsSaid(long numerator, long denominator, long lInf) {
    GoogleLaplace noise = new GoogleLaplace(new DiscreteLaplace(numerator, denominator), lInf);
    assertThat(rejects(noise, noise.scale())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 1", "5, 2, 3", "40, 1, 7"})
  void asManyDrawsCatchNoiseThatIsAFewPercentTooSmall(long numerator, long denominator, long lInf) {
    GoogleLaplace noise = new GoogleLaplace(new DiscreteLaplace(numerator, denominator), lInf);
    assertThat(rejects(noise, noise.scale() * 1.175)).isTrue();
  }

  /** P(noise >= k) for k from 1 on. */
  private static double upperTail(double scale, long k) {
    return Math.exp(-(k - 0.5) / scale) / 2;
  }

  /**
   * A chi-square test on 0 and the intervals between the law's tenths of a tail on either side; its
   * limit is the quantile of Wilson and Hilferty 1931 at 5 standard deviations, nominally 3e-7.
   */
  private static boolean rejects(GoogleLaplace noise, double scale) {
    int ranges = 10;
    long[] edges = new long[ranges];
    for (int range = 1; range < ranges; range++) {
      long next = (long) Math.ceil(-scale * Math.log1p(-(double) range / ranges));
      edges[range] = Math.max(edges[range - 1], next);
    }
    long[] counts = new long[2 * ranges + 1];
    for (int draw = 0; draw < DRAWS; draw++) {
      long drawn = noise.sample(null);
      int range = 0;
      while (range < ranges && Math.abs(drawn) > edges[range]) {
        range++;
      }
      counts[drawn < 0 ? range + ranges : range]++;
    }
    double statistic = 0;
    int bins = 0;
    for (int bin = 0; bin <= 2 * ranges; bin++) {
      int range = bin > ranges ? bin - ranges : bin;
      double mass =
          range == 0
              ? 1 - 2 * upperTail(scale, 1)
              : upperTail(scale, edges[range - 1] + 1)
                  - (range == ranges ? 0 : upperTail(scale, edges[range] + 1));
      if (mass > 0) {
        double difference = counts[bin] - DRAWS * mass;
        statistic += difference * difference / (DRAWS * mass);
        bins++;
      }
    }
    double spread = 2.0 / (9 * (bins - 1));
    return statistic > (bins - 1) * Math.pow(1 - spread + 5 * Math.sqrt(spread), 3);
  }

  @ParameterizedTest
  @CsvSource({"0.05", "0.4", "1", "3", "41.5"})
  void widthAndDeviationAreThoseOfTheRoundedLaw(double scale) {
    GoogleLaplace noise =
        new GoogleLaplace(new DiscreteLaplace(Math.round(scale * 1000), 1000), 1L << 40);
    double variance = 0;
    for (long k = 1; k < 40 * scale + 10; k++) {
      variance += 2.0 * k * k * (upperTail(scale, k) - upperTail(scale, k + 1));
    }
    assertThat(noise.standardDeviation())
        .isCloseTo(Math.sqrt(variance), within(1e-9 * (1 + Math.sqrt(variance))));
    for (double confidence : new double[] {0.1, 0.5, 0.95, 0.999}) {
      long smallest = 0;
      while (2 * upperTail(scale, smallest + 1) > 1 - confidence) {
        smallest++;
      }
      assertThat(noise.halfWidth(confidence)).isEqualTo(smallest);
    }
  }

  @Test
  void aNodeThatIsLookedAtAgainHasTheNoiseItHad() {
    GoogleLaplace wide = new GoogleLaplace(new DiscreteLaplace(1L << 38, 1), 1L << 38);
    RememberedNodes nodes = new RememberedNodes((level, position) -> wide.sample(null));
    long first = nodes.count(1, 2);
    long other = nodes.count(2, 1);
    // Two draws of this noise are equal with probability below 1e-11.
    assertThat(other).isNotEqualTo(first);
    assertThat(nodes.count(1, 2)).isEqualTo(first);
    assertThat(nodes.count(2, 1)).isEqualTo(other);
  }
}
