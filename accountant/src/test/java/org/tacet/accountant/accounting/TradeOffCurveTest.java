package org.tacet.accountant.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.tacet.accountant.event.NeighborRelation.ADD_OR_REMOVE_ONE;
import static org.tacet.accountant.event.NeighborRelation.REPLACE_ONE;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.distribution.PldAccountant;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.DiscreteGaussian;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.Gaussian;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.MixtureOfGaussians;
import org.tacet.accountant.event.NoOp;
import org.tacet.accountant.event.NonPrivate;
import org.tacet.accountant.event.PoissonSampled;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.RandomizedResponse;
import org.tacet.accountant.event.SelfComposed;

class TradeOffCurveTest {

  private static final PldAccountant PLD = new PldAccountant();

  private static TradeOffCurve curve(PrivacyEvent event) {
    return new TradeOffCurve(PLD, event, ADD_OR_REMOVE_ONE);
  }

  /** Values of scipy: norm.sf(norm.isf(a) - mu). */
  @ParameterizedTest
  @CsvSource({
    "1,1,0.1,0.389143691645361",
    "0.5,1,0.01,0.37208058543549444",
    "2,4,0.001,0.01829846840565661",
    "1,1,1e-12,7.973580104641093e-10",
    "10,1,0.9,0.9164452828093976"
  })
  void gaussianNoiseHasTheClosedForm(double sigma, long count, double rate, double expected) {
    PrivacyEvent event = new SelfComposed(new Gaussian(sigma), count);
    assertThat(curve(event).truePositiveRate(rate))
        .isBetween(expected * (1 - 1e-12), expected * (1 + 1e-9));
  }

  /** The search finds the closed form from the deltas of the same Gaussian pair. */
  @ParameterizedTest
  @CsvSource({"1,0.1", "0.5,0.01", "2,0.001", "1,0.5", "0.3,0.2", "1,0.97", "30,0.3", "1,1e-9"})
  void theSearchFindsTheClosedForm(double sigma, double rate) {
    double exact = curve(new Gaussian(sigma)).truePositiveRate(rate);
    PrivacyEvent sameAsMixture = new MixtureOfGaussians(sigma, List.of(1.0), List.of(1.0));
    assertThat(curve(sameAsMixture).truePositiveRate(rate))
        .isBetween(exact * (1 - 1e-9), exact * 1.0005);
    assertThat(curve(sameAsMixture).totalVariation())
        .isCloseTo(curve(new Gaussian(sigma)).totalVariation(), within(1e-4));
  }

  /** Laplace of scale b: min(e^(1/b) a, 1 - e^(-1/b) / (4 a), 1 - e^(-1/b) (1 - a)) by cases. */
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1, 0.2, 0.3, 0.4, 0.5, 0.8, 0.99})
  void laplaceNoiseHasItsClosedForm(double rate) {
    double epsilon = 1.25;
    double edge = Math.exp(-epsilon) / 2;
    double exact =
        rate < edge
            ? Math.exp(epsilon) * rate
            : rate <= 0.5
                ? 1 - Math.exp(-epsilon) / (4 * rate)
                : 1 - Math.exp(-epsilon) * (1 - rate);
    assertThat(curve(new Laplace(1 / epsilon)).truePositiveRate(rate))
        .isBetween(exact * (1 - 1e-9), exact * 1.0005);
  }

  /** Neyman and Pearson: take outputs by falling likelihood ratio, the last one by a coin. */
  private static double mostPowerful(double[] p, double[] q, double rate) {
    Integer[] order = new Integer[p.length];
    Arrays.setAll(order, index -> index);
    Arrays.sort(order, Comparator.comparingDouble(index -> -p[index] / q[index]));
    double power = 0;
    double left = rate;
    for (int index : order) {
      double share = Math.min(1, left / q[index]);
      power += share * p[index];
      left -= share * q[index];
      if (left <= 0) {
        break;
      }
    }
    return power;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.02, 0.1, 0.3, 0.5, 0.7, 0.95})
  void discreteNoiseReachesTheMostPowerfulTest(double rate) {
    double[] p = new double[61];
    double[] q = new double[61];
    double sum = 0;
    for (int x = -40; x <= 40; x++) {
      sum += Math.exp(-x * x / 4.5);
    }
    for (int x = 0; x <= 60; x++) {
      q[x] = Math.exp(-(x - 30) * (x - 30) / 4.5) / sum;
      p[x] = Math.exp(-(x - 31) * (x - 31) / 4.5) / sum;
    }
    double exact = mostPowerful(p, q, rate);
    double bound = curve(new DiscreteGaussian(1.5, 1)).truePositiveRate(rate);
    assertThat(bound).isBetween(exact - 1e-9, exact * 1.001);
    double[] farther = new double[61];
    System.arraycopy(p, 0, farther, 1, 60);
    assertThat(mostPowerful(farther, q, rate))
        .as("a shift of 2 is told apart")
        .isGreaterThan(bound);
  }

  @Test
  void randomizedResponseIsATriangle() {
    TradeOffCurve curve = new TradeOffCurve(PLD, new RandomizedResponse(0.5, 2), REPLACE_ONE);
    // Truth with probability 3/4: e^epsilon = 3; through (1/4, 3/4).
    assertThat(curve.truePositiveRate(0.1)).isBetween(0.3, 0.3 * 1.0002);
    assertThat(curve.truePositiveRate(0.25)).isBetween(0.75, 0.75 * 1.0002);
    assertThat(curve.truePositiveRate(0.7)).isBetween(0.9, 0.9 * 1.0002);
    assertThat(curve.totalVariation()).isBetween(0.5, 0.50001);
  }

  @Test
  void extremes() {
    assertThat(curve(new NoOp()).truePositiveRate(0.3)).isEqualTo(0.3);
    assertThat(curve(new NonPrivate()).truePositiveRate(0.3)).isEqualTo(1);
    assertThat(curve(new EpsilonDelta(0, 0.2)).truePositiveRate(0)).isBetween(0.2, 0.2001);
    assertThat(curve(new EpsilonDelta(0, 0.2)).truePositiveRate(0.5)).isBetween(0.7, 0.7001);
    assertThat(curve(new Laplace(1)).truePositiveRate(0)).isBetween(0.0, 1e-12);
    PrivacyEvent failing = new Composed(List.of(new EpsilonDelta(0, 1e-6), new Laplace(1)));
    assertThat(curve(failing).truePositiveRate(0)).isBetween(1e-6, 1.001e-6);
    PrivacyEvent sampled = new SelfComposed(new PoissonSampled(0.1, new Gaussian(1)), 3);
    assertThat(curve(sampled).truePositiveRate(0)).isBetween(0.0, 1e-15);
    assertThat(curve(new Laplace(1)).truePositiveRate(1)).isEqualTo(1);
    assertThat(curve(new Gaussian(1)).truePositiveRate(0)).isZero();
    for (double bad : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> curve(new Laplace(1)).truePositiveRate(bad))
          .hasMessageContaining("false_positive_rate must be in [0, 1]");
    }
  }

  @Test
  void estimatesTheMuOfGaussianNoiseAndOfManySteps() {
    assertThat(curve(new SelfComposed(new Gaussian(4), 4)).estimateGdpMu())
        .isCloseTo(0.5, within(1e-12));
    PrivacyEvent mixture = new MixtureOfGaussians(2, List.of(1.0), List.of(1.0));
    assertThat(curve(mixture).estimateGdpMu()).isBetween(0.5 * (1 - 1e-9), 0.501);
    // Central limit: 900 Laplace of epsilon 0.05 each come close to mu = sqrt(900) 0.05 = 1.5.
    assertThat(curve(new SelfComposed(new Laplace(20), 900)).estimateGdpMu()).isBetween(1.4, 1.6);
    assertThat(curve(new NoOp()).estimateGdpMu()).isZero();
    assertThat(curve(new Composed(List.of(new NonPrivate()))).estimateGdpMu()).isInfinite();
  }
}
