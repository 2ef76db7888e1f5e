package org.tacet.udfs.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.noise.DiscreteGaussian;
import org.tacet.accountant.noise.DiscreteLaplace;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.noise.Sensitivity;

final class PublishedNoiseTest {

  /** Whole numbers, hundredths, ten-thousandths, and 2^-18 for doubles. */
  private static final List<BigDecimal> GRIDS =
      List.of(
          BigDecimal.ONE,
          new BigDecimal("0.01"),
          new BigDecimal("0.0001"),
          new BigDecimal("0.000003814697265625"));

  /** The manifest holds rounded doubles; the mechanism that comes back is the calibrated one. */
  @Property
  void readsTheCalibratedMechanismBack(
      @ForAll @LongRange(min = 1, max = 1L << 37) long lInf,
      @ForAll @IntRange(min = 1, max = 200) int maxGroups,
      @ForAll @DoubleRange(min = 0.01, max = 10) @Scale(6) double parameter,
      @ForAll @DoubleRange(min = 0.001, max = 0.999) @Scale(6) double confidence,
      @ForAll @IntRange(max = 3) int gridIndex) {
    Sensitivity sensitivity = new Sensitivity(maxGroups, lInf);
    BigDecimal budget = BigDecimal.valueOf(parameter);
    BigDecimal grid = GRIDS.get(gridIndex);
    for (NoiseMechanism calibrated :
        List.of(
            DiscreteLaplace.calibrate(sensitivity, budget),
            DiscreteGaussian.calibrate(sensitivity, budget))) {
      double publishedScale = calibrated.scale() * grid.doubleValue();

      PublishedNoise noise =
          PublishedNoise.of(calibrated.name(), publishedScale, grid.doubleValue());

      assertThat(noise.steps().name()).isEqualTo(calibrated.name());
      assertThat(noise.steps().scale())
          .isCloseTo(calibrated.scale(), within(Math.ulp(calibrated.scale())));
      double expected =
          BigDecimal.valueOf(calibrated.halfWidth(confidence)).multiply(grid).doubleValue();
      // Below 2^31 steps the scale is the same to the last bit; above, half an ulp moves few steps.
      assertThat(noise.halfWidth(confidence))
          .isCloseTo(
              expected, within(calibrated.scale() < 0x1p31 ? 0 : Math.abs(expected) * 0x1p-48));
    }
  }

  /** Against sums over the law itself, in steps of a quarter. */
  @ParameterizedTest
  @CsvSource({"0.05", "0.9", "3", "41.5"})
  void isTheSmallestIntervalOfTheDiscreteLaw(double scaleInSteps) {
    double grid = 0.25;
    for (double confidence : new double[] {0.01, 0.5, 0.9, 0.95, 0.999}) {
      assertThat(
              PublishedNoise.of("discrete_laplace", scaleInSteps * grid, grid)
                  .halfWidth(confidence))
          .isEqualTo(grid * smallest(x -> Math.exp(-x / scaleInSteps), confidence));
      assertThat(
              PublishedNoise.of("discrete_gaussian", scaleInSteps * grid, grid)
                  .halfWidth(confidence))
          .isEqualTo(
              grid
                  * smallest(
                      x -> Math.exp(-(double) x * x / (2 * scaleInSteps * scaleInSteps)),
                      confidence));
    }
  }

  private static long smallest(LongToDoubleFunction weight, double confidence) {
    double total = weight.applyAsDouble(0);
    for (long x = 1; x <= 10_000; x++) {
      total += 2 * weight.applyAsDouble(x);
    }
    long k = 0;
    double inside = weight.applyAsDouble(0);
    while (inside < confidence * total) {
      k++;
      inside += 2 * weight.applyAsDouble(k);
    }
    return k;
  }

  /** P(|noise| > k) = e^(-(k + 1/2) / scale) for Laplace noise of real numbers, rounded. */
  @ParameterizedTest
  @CsvSource({"0.05, 0", "0.9, 3", "3, 9", "41.5, 124", "1000000000, 2995732274"})
  void isTheSmallestIntervalOfRoundedNoise(double scaleInSteps, long halfWidth) {
    assertThat(PublishedNoise.of("rounded_laplace", scaleInSteps / 4, 0.25).halfWidth(0.95))
        .isCloseTo(0.25 * halfWidth, within(scaleInSteps * 1e-9));
  }

  @Test
  void roundedNoiseHasNoScaleAbove2To40Steps() {
    assertThatThrownBy(() -> PublishedNoise.of("rounded_laplace", 0x1p41, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 2^40 grid steps. Provided value: 2.199023255552E12");
  }

  @Test
  void wideScalesAreLegalUpToTheirBounds() {
    assertThat(PublishedNoise.of("discrete_laplace", 0x1p52, 1).halfWidth(0.5))
        .isCloseTo(0x1p52 * Math.log(2), within(0x1p20));
    assertThat(PublishedNoise.of("discrete_laplace", 0x1.0001p-30, 1).halfWidth(0.99)).isZero();
    assertThat(PublishedNoise.of("discrete_gaussian", 0x1p352, 0x1p300).halfWidth(0.5))
        .isCloseTo(0.6744897501960817 * 0x1p352, within(0x1p320));
  }

  @ParameterizedTest
  @CsvSource({
    "laplace, 15, 1, noise: is not a noise that Tacet adds; given 'laplace'; legal: discrete_gaussian, discrete_laplace, rounded_laplace",
    "discrete_laplace, NaN, 1, noise_scale: ; given NaN; legal: above 2^-30 and at most 2^52 times the grid",
    "discrete_laplace, 0, 1, noise_scale: ; given 0.0; legal: above 2^-30 and at most 2^52 times the grid",
    "discrete_laplace, -1, 1, noise_scale: ; given -1.0; legal: above 2^-30",
    "discrete_gaussian, 1e300, 1, noise_scale: ; given 1.0E300; legal: above 2^-30",
    "discrete_gaussian, 15, 0, grid: is not a grid; given 0.0; legal: a number from 2^-300 to 2^300",
    "discrete_gaussian, 15, -0.01, grid: is not a grid; given -0.01; legal: a number from 2^-300",
    "discrete_gaussian, 15, Infinity, grid: is not a grid; given Infinity; legal: a number from",
  })
  void refusesWhatNoManifestHolds(String noise, double scale, double grid, String message) {
    assertThatThrownBy(() -> PublishedNoise.of(noise, scale, grid))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message.substring(0, message.indexOf(':') + 1))
        .hasMessageContaining(message.substring(message.indexOf("; given")))
        .hasMessageContaining("; fix: ");
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "-0.5", "95", "NaN"})
  void refusesAConfidenceThatIsNone(double confidence) {
    PublishedNoise noise = PublishedNoise.of("discrete_laplace", 15, 1);

    assertThatThrownBy(() -> noise.halfWidth(confidence))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "confidence: is no probability that an interval can have; given "
                + confidence
                + "; legal: above 0 and below 1; fix: give 0.95");
  }
}
