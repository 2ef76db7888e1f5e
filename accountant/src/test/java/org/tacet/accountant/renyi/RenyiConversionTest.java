package org.tacet.accountant.renyi;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.arithmetic.GaussianTradeOff;

class RenyiConversionTest {

  private static RenyiConversion gaussian(double mu) {
    return new RenyiConversion(new LinearCurve(0, mu * mu / 2), 0);
  }

  /** Proposition 12 written out, over a grid of orders that is far finer than the ladder. */
  @ParameterizedTest
  @CsvSource({"1,1e-5", "0.1,1e-6", "10,1e-9", "1e-4,1e-5", "0.5,1e-300", "3,1e-20", "40,0.01"})
  void theBestOrder(double mu, double delta) {
    double best = Double.POSITIVE_INFINITY;
    double bestLogDelta = 0;
    double epsilon = gaussian(mu).epsilon(delta);
    double other = gaussian(mu).delta(epsilon);
    for (double exponent = -20; exponent < 40; exponent += 1e-4) {
      double order = 1 + Math.exp(exponent);
      double divergence = order * mu * mu / 2;
      best =
          Math.min(
              best,
              divergence
                  + (-Math.log(delta) - Math.log(order)) / (order - 1)
                  + Math.log1p(-1 / order));
      bestLogDelta =
          Math.min(
              bestLogDelta,
              (order - 1) * (divergence - epsilon + Math.log1p(-1 / order)) - Math.log(order));
    }
    assertThat(epsilon).isBetween(Math.max(0, best * (1 - 1e-7)), Math.max(best, 0) * (1 + 1e-4));
    if (epsilon > 0) {
      assertThat(other).isBetween(delta * (1 - 1e-2), delta * (1 + 1e-9));
      assertThat(Math.log(other)).isBetween(bestLogDelta - 1e-9, bestLogDelta + 1e-2);
    }
  }

  /** The exact curve of Gaussian noise is never above, and a conversion that forgets a term is. */
  @Property(tries = 200)
  void neverBelowTheTruth(
      @ForAll @DoubleRange(min = -3, max = 1.5) double logMu,
      @ForAll @DoubleRange(min = -300, max = -0.5) double logDelta) {
    double mu = Math.pow(10, logMu);
    double delta = Math.pow(10, logDelta);
    double exact = GaussianTradeOff.epsilon(mu, delta);
    double epsilon = gaussian(mu).epsilon(delta);
    assertThat(epsilon).isGreaterThanOrEqualTo(exact * (1 - 1e-9));
    assertThat(gaussian(mu).delta(epsilon * 1.01 + 1e-9))
        .isGreaterThanOrEqualTo(GaussianTradeOff.delta(mu, epsilon * 1.01 + 1e-9) * (1 - 1e-9));
  }

  @Test
  void aWrongConversionIsSeen() {
    // log(1 / delta) over alpha in place of alpha - 1.
    double exact = GaussianTradeOff.epsilon(1, 1e-5);
    double wrong = Double.POSITIVE_INFINITY;
    for (double order = 1.01; order < 50; order += 0.01) {
      double right = OrderConversion.epsilon(order - 1, order / 2, -Math.log(1e-5));
      wrong = Math.min(wrong, right + Math.log(1e-5) * (1 / (order - 1) - 1 / order));
    }
    assertThat(wrong).isLessThan(exact);
  }

  /** An additive delta fails beside the rest: 1 - (1 - a) (1 - d). */
  @ParameterizedTest
  @ValueSource(doubles = {1e-12, 1e-6, 0.3})
  void additiveDeltas(double additive) {
    RenyiCurve curve = new LinearCurve(0, 0.5);
    RenyiConversion both = new RenyiConversion(curve, additive);
    assertThat(both.epsilon(additive)).isInfinite();
    assertThat(both.epsilon(additive / 2)).isInfinite();
    double alone = new RenyiConversion(curve, 0).epsilon(1e-5);
    double total = additive + (1 - additive) * 1e-5;
    assertThat(both.epsilon(total)).isBetween(alone * (1 - 1e-6), alone * (1 + 1e-6));
    assertThat(both.delta(alone)).isBetween(total * (1 - 1e-2), total * (1 + 1e-9));
  }

  @Test
  void limits() {
    assertThat(new RenyiConversion(new LinearCurve(0, 0), 0).epsilon(0)).isZero();
    assertThat(new RenyiConversion(new LinearCurve(0, 0), 0).delta(0)).isZero();
    assertThat(gaussian(1).epsilon(0)).isInfinite();
    RenyiConversion laplace = new RenyiConversion(new LaplaceCurve(0.5), 0);
    assertThat(laplace.epsilon(0)).isBetween(0.5, 0.5 + 1e-12);
    assertThat(laplace.epsilon(1e-300)).isLessThanOrEqualTo(0.5 + 1e-12);
    assertThat(laplace.delta(0.51)).isZero();
    assertThat(laplace.delta(0.4)).isBetween(1e-6, 0.2);
    assertThat(gaussian(1e-9).epsilon(1e-3)).isZero(); // total variation is less
    RenyiConversion unbounded =
        new RenyiConversion(new LinearCurve(Double.POSITIVE_INFINITY, 0), 0);
    assertThat(unbounded.epsilon(0.5)).isInfinite();
    assertThat(unbounded.delta(5)).isEqualTo(1);
    for (double scale : new double[] {1e-150, 1e-20, 1e20, 1e150}) {
      assertThat(gaussian(scale).epsilon(1e-200)).isBetween(0.0, Math.max(1e-9, scale * scale));
      assertThat(gaussian(scale).delta(1e-9)).isBetween(0.0, 1.0);
    }
  }
}
