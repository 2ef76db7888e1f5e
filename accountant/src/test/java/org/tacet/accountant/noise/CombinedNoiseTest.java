package org.tacet.accountant.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CombinedNoiseTest {

  /** Against the law of the sum, integrated over one of the noises. */
  @ParameterizedTest
  @CsvSource({"1, 1, 0.95", "1, 3, 0.95", "1, 0.2, 0.5", "-2, 2, 0.99", "1, 1e-9, 0.95"})
  void twoLaplaceNoises(double first, double second, double confidence) {
    double halfWidth =
        CombinedNoise.halfWidth(
            List.of(new DiscreteLaplace(50, 1), new DiscreteLaplace(20, 1)),
            new double[] {first, second},
            confidence);
    double b1 = 50 * Math.abs(first);
    double b2 = 20 * Math.abs(second);
    double outside = 0;
    double step = b2 / 2000;
    for (double y = -40 * b2 + step / 2; y < 40 * b2; y += step) {
      double density = Math.exp(-Math.abs(y) / b2) / (2 * b2);
      outside += step * density * (upperTail(halfWidth - y, b1) + upperTail(halfWidth + y, b1));
    }
    assertThat(outside).isCloseTo(1 - confidence, withinPercentage(0.5));
  }

  private static double upperTail(double x, double b) {
    return x > 0 ? Math.exp(-x / b) / 2 : 1 - Math.exp(x / b) / 2;
  }

  /** P(|sum of three of one scale| > t) = e^-t (1 + 5 t / 8 + t^2 / 8). */
  @Test
  void threeLaplaceNoisesOfOneScale() {
    DiscreteLaplace one = new DiscreteLaplace(1000, 1);
    double t =
        CombinedNoise.halfWidth(List.of(one, one, one), new double[] {1, -1, 1}, 0.95) / 1000;
    assertThat(Math.exp(-t) * (1 + 5 * t / 8 + t * t / 8)).isCloseTo(0.05, withinPercentage(1));
  }

  @Test
  void gaussianNoisesAddToOne() {
    NoiseMechanism three = new DiscreteGaussian(30, 10);
    NoiseMechanism four = new DiscreteGaussian(40, 10);
    assertThat(CombinedNoise.halfWidth(List.of(three, four), new double[] {2, -2}, 0.95))
        .isCloseTo(10 * 1.959963985, withinPercentage(1e-6));
  }

  @Test
  void noWeightMeansNoNoise() {
    NoiseMechanism one = new DiscreteLaplace(3, 1);
    assertThat(CombinedNoise.halfWidth(List.of(one, one), new double[] {0, 0}, 0.95)).isZero();
  }

  @Test
  void refusesTwoFamilies() {
    assertThatThrownBy(
            () ->
                CombinedNoise.halfWidth(
                    List.of(new DiscreteLaplace(3, 1), new DiscreteGaussian(3, 1)),
                    new double[] {1, 1},
                    0.95))
        .hasMessageContaining("discrete_laplace and discrete_gaussian");
  }
}
