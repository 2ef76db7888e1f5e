package org.tacet.accountant.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FourierTransformTest {

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 32, 64, 512, 2048})
  void agreesWithTheDefinitionWithinItsBound(int length) {
    FourierTransform transform = new FourierTransform(length);
    double[] values = values(length, 7);
    double[] real = new double[transform.frequencies()];
    double[] imaginary = new double[transform.frequencies()];
    transform.forward(values, real, imaginary);
    double sum = 0;
    for (double value : values) {
      sum += Math.abs(value);
    }
    double bound = transform.relativeError() * sum;
    for (int k = 0; k < transform.frequencies(); k++) {
      double expectedReal = 0;
      double expectedImaginary = 0;
      for (int j = 0; j < length; j++) {
        double angle = -2 * Math.PI * ((long) j * k % length) / length;
        expectedReal += values[j] * Math.cos(angle);
        expectedImaginary += values[j] * Math.sin(angle);
      }
      // The definition, summed in doubles, is itself off by about length units.
      double slack = bound + length * 0x1p-52 * sum;
      assertThat(Math.hypot(real[k] - expectedReal, imaginary[k] - expectedImaginary))
          .isLessThan(slack);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 1 << 15, 1 << 18})
  void comesBackWithinItsBound(int length) {
    FourierTransform transform = new FourierTransform(length);
    double[] values = values(length, 3);
    double[] real = new double[transform.frequencies()];
    double[] imaginary = new double[transform.frequencies()];
    transform.forward(values, real, imaginary);
    double sum = 0;
    double magnitudes = 0;
    for (double value : values) {
      sum += Math.abs(value);
    }
    for (int k = 0; k < transform.frequencies(); k++) {
      int times = k == 0 || k == transform.frequencies() - 1 ? 1 : 2;
      magnitudes += times * Math.hypot(real[k], imaginary[k]);
    }
    double[] back = transform.inverse(real, imaginary);
    double bound = transform.relativeError() * (sum + magnitudes / length);
    assertThat(bound).isLessThan(1e-10 * length);
    for (int j = 0; j < length; j++) {
      assertThat(Math.abs(back[j] - values[j])).isLessThan(bound);
    }
  }

  private static double[] values(int length, long seed) {
    Random random = new Random(seed);
    double[] values = new double[length];
    for (int j = 0; j < length; j++) {
      values[j] = random.nextDouble() - (j % 3 == 0 ? 0.5 : 0);
    }
    return values;
  }
}
