package org.tacet.accountant.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tacet.accountant.event.NeighborRelation.ADD_OR_REMOVE_ONE;
import static org.tacet.accountant.event.NeighborRelation.REPLACE_ONE;
import static org.tacet.accountant.event.NeighborRelation.REPLACE_SPECIAL;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.accounting.UnsupportedEventException;
import org.tacet.accountant.arithmetic.GaussianTradeOff;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.DiscreteGaussian;
import org.tacet.accountant.event.DiscreteLaplace;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.ExponentialMechanism;
import org.tacet.accountant.event.Gaussian;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.MixtureOfGaussians;
import org.tacet.accountant.event.NoOp;
import org.tacet.accountant.event.NonPrivate;
import org.tacet.accountant.event.PoissonSampled;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.RandomizedResponse;
import org.tacet.accountant.event.SelfComposed;
import org.tacet.accountant.event.TruncatedGeometricSelection;
import org.tacet.accountant.event.Zcdp;

class PldAccountantTest {

  private static final PldAccountant ACCOUNTANT = new PldAccountant();
  private static final PldAccountant USUAL_GRID = new PldAccountant(1e-4);

  /** DP-SGD, by independent accountants on grids up to 1e-5; the last digit is rounded. */
  @ParameterizedTest
  @CsvSource({
    "1,0.01,1000,1.82824",
    "1,0.01,10000,6.18774",
    "2,0.01,10000,2.16277",
    "0.6,0.004,10000,8.49431"
  })
  void sampledGaussianNoise(double sigma, double q, long steps, double published) {
    PrivacyEvent event = new SelfComposed(new PoissonSampled(q, new Gaussian(sigma)), steps);
    for (PldAccountant accountant : List.of(ACCOUNTANT, USUAL_GRID)) {
      assertThat(accountant.epsilon(event, ADD_OR_REMOVE_ONE, 1e-5))
          .isBetween(published - 6e-6, published * 1.0005);
    }
  }

  @Test
  void laplaceNoise() {
    assertThat(ACCOUNTANT.epsilon(new SelfComposed(new Laplace(10), 100), ADD_OR_REMOVE_ONE, 1e-6))
        .isBetween(4.69266, 4.6928);
    List<PrivacyEvent> different = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      different.add(new Laplace(1 / (0.01 + 0.04 * i / 199)));
    }
    assertThat(ACCOUNTANT.epsilon(new Composed(different), ADD_OR_REMOVE_ONE, 1e-6))
        .isBetween(1.992685, 1.9932);
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,1e-2",
    "1,1,1e-5",
    "1,1,1e-20",
    "0.4,3,1e-10",
    "30,1000,1e-6",
    "500,100,1e-9",
    "5,7,1e-40"
  })
  void gaussianNoiseIsItsClosedForm(double sigma, long count, double delta) {
    double exact = GaussianTradeOff.epsilon(Math.sqrt((double) count) / sigma, delta);
    PrivacyEvent event = new SelfComposed(new Gaussian(sigma), count);
    assertThat(ACCOUNTANT.epsilon(event, ADD_OR_REMOVE_ONE, delta))
        .isBetween(exact * (1 - 1e-9), exact * 1.0005 + 1e-5);
    // The grid, which the closed form spares where noise is Gaussian alone, says the same.
    CountedPair pair = new CountedPair(GaussianMixturePair.gaussian(sigma), count);
    assertThat(new ComposedLoss(List.of(pair), false, 0, 1).epsilon(delta))
        .isBetween(exact * (1 - 1e-9), exact * 1.0005 + 1e-5);
    // A replaced record moves the sum twice as far.
    double replaced = GaussianTradeOff.epsilon(2 * Math.sqrt((double) count) / sigma, delta);
    assertThat(ACCOUNTANT.epsilon(event, REPLACE_ONE, delta))
        .isBetween(replaced * (1 - 1e-9), replaced * 1.0005 + 1e-5);
  }

  /** Little noise spreads losses wide; the values are of a closed form in 60 digits. */
  @ParameterizedTest
  @CsvSource({
    "0.01,0.05,1e-6,268.85853673861698566",
    "0.01,0.003,1e-6,56789.628087477495133",
    "1e-6,0.03,1e-7,583.47744587978349954",
    "1e-6,0.5,1e-7,0.000044054055573358691869",
    "0.01,0.1,1e-20,132.25006805604962221"
  })
  void littleNoiseOnASample(double q, double sigma, double delta, double exact) {
    PrivacyEvent event = new PoissonSampled(q, new Gaussian(sigma));
    for (PldAccountant accountant : List.of(ACCOUNTANT, new PldAccountant(0.01))) {
      assertThat(accountant.epsilon(event, ADD_OR_REMOVE_ONE, delta))
          .isBetween(exact * (1 - 1e-12), exact * 1.0005 + 0.01);
    }
    assertThat(ACCOUNTANT.epsilon(event, ADD_OR_REMOVE_ONE, delta))
        .isLessThan(exact * 1.0003 + 1e-5);
  }

  /** One Laplace draw: delta = 1 - e^((epsilon - 1 / b) / 2). Large ratios keep their digits. */
  @ParameterizedTest
  @CsvSource({"10,1e-6", "35,1e-3", "50,1e-6", "147.6,1e-2", "900,1e-9", "1e5,1e-6"})
  void littleLaplaceNoise(double inverseScale, double delta) {
    double exact = inverseScale + 2 * Math.log1p(-delta);
    PrivacyEvent event = new Laplace(1 / inverseScale);
    assertThat(ACCOUNTANT.epsilon(event, ADD_OR_REMOVE_ONE, delta))
        .isBetween(exact * (1 - 1e-12), exact * (1 + 1e-5) + 1e-4);
    // All but sampled with certainty, in both orders of the neighbours.
    PrivacyEvent sampled = new PoissonSampled(1 - 1e-12, event);
    assertThat(ACCOUNTANT.epsilon(sampled, ADD_OR_REMOVE_ONE, delta))
        .isBetween(Math.min(exact, 27.6) * (1 - 1e-6), exact * (1 + 1e-5) + 1e-4);
  }

  /** Noise of any scale costs more than nothing, though its square may be no double. */
  @ParameterizedTest
  @ValueSource(doubles = {1e170, 1e200, 1e300})
  void immenseNoiseIsNotFree(double sigma) {
    PrivacyEvent event = new SelfComposed(new Gaussian(sigma), 1L << 60);
    assertThat(ACCOUNTANT.epsilon(event, ADD_OR_REMOVE_ONE, 0)).isInfinite();
    double totalVariation = Math.sqrt(0x1p60 / (2 * Math.PI)) / sigma;
    assertThat(ACCOUNTANT.delta(event, ADD_OR_REMOVE_ONE, 0))
        .isBetween(totalVariation * (1 - 1e-9), 1e-100);
  }

  @Test
  void extremeSensitivitiesAreAnsweredOrRefused() {
    assertThat(
            ACCOUNTANT.epsilon(new DiscreteLaplace(1e-9, Long.MAX_VALUE), ADD_OR_REMOVE_ONE, 1e-6))
        .isBetween(0x1p63 * 1e-9 * (1 - 1e-9), 0x1p63 * 1e-9 * (1 + 1e-9));
    assertThat(ACCOUNTANT.epsilon(new Laplace(1e-200), ADD_OR_REMOVE_ONE, 1e-6))
        .isBetween(1e200, 1.001e200);
    assertThatThrownBy(
            () ->
                ACCOUNTANT.epsilon(
                    new DiscreteGaussian(1, Long.MAX_VALUE), ADD_OR_REMOVE_ONE, 1e-6))
        .isInstanceOf(UnsupportedEventException.class)
        .hasMessageContaining("sensitivity is above 1000 sigma");
    assertThatThrownBy(
            () ->
                ACCOUNTANT.epsilon(
                    new TruncatedGeometricSelection(1, 1e-5, Long.MAX_VALUE),
                    ADD_OR_REMOVE_ONE,
                    1e-6))
        .isInstanceOf(UnsupportedEventException.class)
        .hasMessageContaining("max_groups");
    PrivacyEvent immense = new Composed(List.of(new Gaussian(1e-6), new Laplace(1)));
    assertThatThrownBy(() -> ACCOUNTANT.epsilon(immense, ADD_OR_REMOVE_ONE, 1e-6))
        .isInstanceOf(UnsupportedEventException.class)
        .hasMessageContaining("1/500");
    assertThatThrownBy(() -> new PldAccountant(1e300))
        .hasMessage("grid must be above 0 and at most 100. Provided value: 1.0E300.");
  }

  /** Two different kinds of noise, so that transforms are used; against Gaussian noise alone. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-2, 1e-6, 1e-12, 1e-20})
  void sampledWithCertaintyIsNotSampled(double delta) {
    // Sampling with a probability next to 1 is next to Gaussian noise, and takes the general way.
    PrivacyEvent event = new SelfComposed(new PoissonSampled(1 - 1e-13, new Gaussian(20)), 400);
    double exact = GaussianTradeOff.epsilon(1, delta);
    assertThat(ACCOUNTANT.epsilon(event, ADD_OR_REMOVE_ONE, delta))
        .isBetween(exact * (1 - 1e-9), exact * 1.001);
  }

  /**
   * A delta that pays for all failures leaves the sum of the finite losses, however small it is.
   */
  @ParameterizedTest
  @CsvSource({"1e-22,1e-20,10", "1e-22,9e-22,Infinity", "1e-9,1.1e-8,10"})
  void failuresThatDeltaPaysFor(double failure, double delta, double largest) {
    PrivacyEvent event = new SelfComposed(new EpsilonDelta(1, failure), 10);
    double epsilon = ACCOUNTANT.epsilon(event, ADD_OR_REMOVE_ONE, delta);
    assertThat(epsilon).isBetween(largest * (1 - 1e-6), largest * (1 + 1e-12));
  }

  /** k-fold (epsilon, 0): delta is a binomial sum, here in decimals of 60 digits. */
  @ParameterizedTest
  @CsvSource({
    "0.02,2000,1e-12",
    "0.01,1000,1e-10",
    "0.01,1000,1e-20",
    "0.5,20,1e-2",
    "0.1,300,1e-15",
    "1.5,4,1e-3"
  })
  void repeatedRandomizedResponse(double epsilon, int count, double delta) {
    double answer =
        ACCOUNTANT.epsilon(
            new SelfComposed(new EpsilonDelta(epsilon, 0), count), ADD_OR_REMOVE_ONE, delta);
    assertThat(binomialDelta(epsilon, count, answer)).isLessThanOrEqualTo(delta);
    double slightlyLess = answer - Math.max(1e-4, 2e-3 * answer) / 10;
    assertThat(binomialDelta(epsilon, count, slightlyLess)).isGreaterThan(delta);
    // The same through an event of its own, counted as often.
    double p = 2 / (1 + Math.exp(epsilon));
    double response =
        ACCOUNTANT.epsilon(
            new SelfComposed(new RandomizedResponse(p, 2), count), REPLACE_ONE, delta);
    assertThat(response).isBetween(answer * (1 - 1e-9), answer * (1 + 1e-6));
    double mechanism =
        ACCOUNTANT.epsilon(
            new SelfComposed(new ExponentialMechanism(epsilon), count), REPLACE_ONE, delta);
    assertThat(mechanism).isEqualTo(answer);
  }

  /** Sum over j of binom(k, j) (e^((k - j) eps) - e^(target + j eps))+ / (1 + e^eps)^k. */
  private static double binomialDelta(double epsilon, int count, double target) {
    BigDecimal base = HockeyStick.exponential(epsilon);
    BigDecimal whole = BigDecimal.ONE.add(base).pow(count, HockeyStick.DIGITS);
    BigDecimal outer = HockeyStick.exponential(target);
    BigDecimal binomial = BigDecimal.ONE;
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal up = base.pow(count, HockeyStick.DIGITS);
    BigDecimal down = BigDecimal.ONE;
    for (int j = 0; j <= count; j++) {
      BigDecimal excess = up.subtract(outer.multiply(down, HockeyStick.DIGITS));
      if (excess.signum() <= 0) {
        break;
      }
      sum = sum.add(binomial.multiply(excess, HockeyStick.DIGITS), HockeyStick.DIGITS);
      binomial =
          binomial
              .multiply(BigDecimal.valueOf((long) count - j), HockeyStick.DIGITS)
              .divide(BigDecimal.valueOf(j + 1L), HockeyStick.DIGITS);
      up = up.divide(base, HockeyStick.DIGITS);
      down = down.multiply(base, HockeyStick.DIGITS);
    }
    return sum.divide(whole, HockeyStick.DIGITS).doubleValue();
  }

  /** All outcomes of small compositions, both orders of the neighbours. */
  @Test
  void randomizedResponseOfManyAnswersAndToTheSpecialRecord() {
    double p = 0.4;
    int k = 5;
    double other = p / k;
    double truth = 1 - p + other;
    HockeyStick replaced =
        HockeyStick.of(
            new double[] {truth, other, 3 * other}, new double[] {other, truth, 3 * other});
    HockeyStick special =
        HockeyStick.of(new double[] {truth, 4 * other}, new double[] {1.0 / k, 4.0 / k});
    PrivacyEvent event = new SelfComposed(new RandomizedResponse(p, k), 4);
    HockeyStick four = replaced.with(replaced).with(replaced.with(replaced));
    HockeyStick fourSpecial = special.with(special).with(special.with(special));
    for (double epsilon : new double[] {0, 0.5, 2, 4, 7}) {
      double exact = four.delta(epsilon);
      assertThat(ACCOUNTANT.delta(event, REPLACE_ONE, epsilon))
          .isBetween(exact * (1 - 1e-12), exact * (1 + 1e-4) + 1e-12);
      double exactSpecial =
          Math.max(fourSpecial.delta(epsilon), fourSpecial.reversed().delta(epsilon));
      assertThat(ACCOUNTANT.delta(event, REPLACE_SPECIAL, epsilon))
          .isBetween(exactSpecial * (1 - 1e-12), exactSpecial * (1 + 1e-3) + 1e-7);
    }
  }

  @Test
  void discreteLaplaceNoiseOfThreeKinds() {
    PrivacyEvent event =
        new Composed(
            List.of(
                new DiscreteLaplace(0.3, 2),
                new DiscreteLaplace(0.2, 1),
                new EpsilonDelta(0.1, 1e-3)));
    HockeyStick exact =
        discreteLaplace(0.3, 2)
            .with(discreteLaplace(0.2, 1))
            .with(
                HockeyStick.of(
                    new double[] {
                      1e-3, 0.999 / (1 + Math.exp(-0.1)), 0.999 / (1 + Math.exp(0.1)), 0
                    },
                    new double[] {
                      0, 0.999 / (1 + Math.exp(0.1)), 0.999 / (1 + Math.exp(-0.1)), 1e-3
                    }));
    for (double epsilon : new double[] {0, 0.2, 0.5, 0.85, 2}) {
      double truth = exact.delta(epsilon);
      assertThat(ACCOUNTANT.delta(event, ADD_OR_REMOVE_ONE, epsilon))
          .isBetween(truth * (1 - 1e-12), truth + 1e-7);
      assertThat(ACCOUNTANT.optimistic().delta(event, ADD_OR_REMOVE_ONE, epsilon))
          .isBetween(truth - 1e-3, truth * (1 + 1e-12));
    }
  }

  /**
   * Noise far smaller than the move: the smallest loss is -54, so that mass of P that is left out
   * there, were it more than e^-54 of what Q has, would stand for a Q of more than 1.
   */
  @Test
  void aSampleWithNoiseSmallBesideTheMove() {
    double sigma = 0.5;
    double rate = 0.0035;
    int move = 3;
    double[] inside = new double[8 + move + 8];
    double[] outside = new double[inside.length];
    double norm = 0;
    for (int x = 8; x >= -8; x--) {
      norm += Math.exp(-x * x / (2 * sigma * sigma));
    }
    for (int x = -8; x < 8 + move; x++) {
      double with = Math.exp(-(x - move) * (x - move) / (2 * sigma * sigma)) / norm;
      outside[x + 8] = Math.exp(-x * x / (2 * sigma * sigma)) / norm;
      inside[x + 8] = (1 - rate) * outside[x + 8] + rate * with;
    }
    HockeyStick one = HockeyStick.of(inside, outside);
    HockeyStick two = one.with(one);
    PrivacyEvent event =
        new SelfComposed(new PoissonSampled(rate, new DiscreteGaussian(sigma, move)), 2);
    for (double delta : new double[] {1e-9, 1e-6, 1e-4, 1e-3}) {
      double epsilon = ACCOUNTANT.epsilon(event, ADD_OR_REMOVE_ONE, delta);
      assertThat(two.delta(epsilon)).isLessThanOrEqualTo(delta * (1 + 1e-12));
      assertThat(two.delta(epsilon * 0.998)).isGreaterThan(delta);
      double least = ACCOUNTANT.optimistic().epsilon(event, ADD_OR_REMOVE_ONE, delta);
      assertThat(two.delta(least)).isGreaterThanOrEqualTo(delta * (1 - 1e-12));
    }
  }

  /** Both outer parts have one loss each and are one outcome; the law is exact. */
  private static HockeyStick discreteLaplace(double a, int shift) {
    double outer = 1 / (1 + Math.exp(-a));
    double[] p = new double[shift + 1];
    double[] q = new double[shift + 1];
    p[0] = outer;
    q[0] = outer * Math.exp(-a * shift);
    p[shift] = q[0];
    q[shift] = p[0];
    for (int x = 1; x < shift; x++) {
      p[x] = Math.tanh(a / 2) * Math.exp(-a * (shift - x));
      q[x] = Math.tanh(a / 2) * Math.exp(-a * x);
    }
    return HockeyStick.of(p, q);
  }

  @Test
  void extremes() {
    assertThat(ACCOUNTANT.epsilon(new NoOp(), ADD_OR_REMOVE_ONE, 0)).isZero();
    assertThat(ACCOUNTANT.delta(new NoOp(), ADD_OR_REMOVE_ONE, 0)).isZero();
    assertThat(ACCOUNTANT.epsilon(new NonPrivate(), ADD_OR_REMOVE_ONE, 0.5)).isInfinite();
    assertThat(ACCOUNTANT.delta(new NonPrivate(), ADD_OR_REMOVE_ONE, 3)).isEqualTo(1);
    assertThat(ACCOUNTANT.epsilon(new Gaussian(1), ADD_OR_REMOVE_ONE, 0)).isInfinite();
    assertThat(ACCOUNTANT.epsilon(new SelfComposed(new Laplace(2), 3), ADD_OR_REMOVE_ONE, 0))
        .isBetween(1.5, 1.5 + 1e-12);
    assertThat(ACCOUNTANT.epsilon(new Laplace(4), REPLACE_ONE, 0)).isBetween(0.5, 0.5 + 1e-12);
    assertThat(ACCOUNTANT.epsilon(new EpsilonDelta(1, 1e-3), ADD_OR_REMOVE_ONE, 1e-4)).isInfinite();
    assertThat(ACCOUNTANT.epsilon(new EpsilonDelta(0, 1e-3), ADD_OR_REMOVE_ONE, 1e-2))
        .isLessThan(1e-12);
    assertThat(ACCOUNTANT.epsilon(new Gaussian(1e6), ADD_OR_REMOVE_ONE, 1e-2)).isZero();
    assertThat(ACCOUNTANT.epsilon(new Gaussian(0.01), ADD_OR_REMOVE_ONE, 1e-5))
        .isBetween(GaussianTradeOff.epsilon(100, 1e-5) * (1 - 1e-12), 5440.0);
  }

  /** Its discretization leaves no mass at the loss of an answer that only the neighbour gives. */
  @Test
  void sampledDiscreteLaplaceNoise() {
    PrivacyEvent sampled = new PoissonSampled(0.005641, new DiscreteLaplace(0.160245, 1));
    PrivacyEvent mixture =
        new MixtureOfGaussians(14.16, List.of(0.0, 0.4, 1.0), List.of(0.5, 0.371399, 0.128601));
    PrivacyEvent event = new Composed(List.of(mixture, new SelfComposed(sampled, 16)));
    double least = ACCOUNTANT.epsilon(mixture, ADD_OR_REMOVE_ONE, 1e-6);
    double largest = 16 * Math.log1p(0.005641 * Math.expm1(0.160245));
    assertThat(ACCOUNTANT.epsilon(event, ADD_OR_REMOVE_ONE, 1e-6))
        .isBetween(least * (1 - 1e-3), least + largest);
    assertThat(ACCOUNTANT.optimistic().epsilon(event, ADD_OR_REMOVE_ONE, 1e-6))
        .isBetween(least * 0.99, least + largest);
  }

  @Test
  void refusesWhatItHasNoPairFor() {
    assertThatThrownBy(() -> ACCOUNTANT.epsilon(new Zcdp(1, 0), ADD_OR_REMOVE_ONE, 1e-5))
        .isInstanceOf(UnsupportedEventException.class)
        .hasMessageContaining("ZCDP")
        .hasMessageContaining("rdp");
    assertThatThrownBy(
            () -> ACCOUNTANT.epsilon(new RandomizedResponse(0.5, 2), ADD_OR_REMOVE_ONE, 1e-5))
        .isInstanceOf(UnsupportedEventException.class)
        .hasMessageContaining("REPLACE_ONE");
    assertThatThrownBy(() -> new PldAccountant(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
