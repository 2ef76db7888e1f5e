package org.tacet.accountant.renyi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tacet.accountant.event.NeighborRelation.ADD_OR_REMOVE_ONE;
import static org.tacet.accountant.event.NeighborRelation.REPLACE_ONE;
import static org.tacet.accountant.event.NeighborRelation.REPLACE_SPECIAL;
import static org.tacet.accountant.renyi.ReferenceDivergence.largerOfMasses;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.event.DiscreteGaussian;
import org.tacet.accountant.event.DiscreteLaplace;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.ExponentialMechanism;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PermuteAndFlip;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.RandomizedResponse;
import org.tacet.accountant.event.SelfComposed;
import org.tacet.accountant.event.Skellam;

/** Divergences of noise and of mechanisms on few outcomes, against their definition. */
class NoiseDivergenceTest {

  static void assertTight(
      PrivacyEvent event, NeighborRelation relation, double order, double truth) {
    assertThat(RenyiDivergence.of(event, relation, order))
        .as("%s %s at %s", event, relation, order)
        .isBetween(truth * (1 - 1e-9) - 1e-13 / (order - 1), truth * (1 + 1e-7) + 1e-12);
  }

  @ParameterizedTest
  @CsvSource({"1.01,3", "1.5,1", "2,0.2", "7.3,0.5", "32,4", "100,10"})
  void laplaceNoise(double order, double b) {
    double truth = laplace(order, 1 / b);
    assertTight(new Laplace(b), ADD_OR_REMOVE_ONE, order, truth);
    assertTight(new Laplace(2 * b), REPLACE_ONE, order, truth);
    assertTight(new PermuteAndFlip(1 / b), REPLACE_ONE, order, truth);
  }

  /** The integral between the centers by Simpson's rule, the tails in closed form. */
  private static double laplace(double order, double epsilon) {
    double tails = Math.exp((order - 1) * epsilon) / 2 + Math.exp(-order * epsilon) / 2;
    int steps = 20_000;
    double sum = 0;
    for (int node = 0; node <= steps; node++) {
      double x = epsilon * node / steps;
      int weight = node == 0 || node == steps ? 1 : node % 2 == 1 ? 4 : 2;
      sum += weight * Math.exp(-order * (epsilon - x) - (1 - order) * x) / 2;
    }
    return Math.log(tails + sum * epsilon / steps / 3) / (order - 1);
  }

  /** Decimals of 60 digits, where doubles see nothing: D is next to alpha epsilon^2 / 2. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 1e-9})
  void tinyLosses(double epsilon) {
    MathContext digits = new MathContext(80);
    BigDecimal e = exponential(new BigDecimal(epsilon));
    BigDecimal inverse = BigDecimal.ONE.divide(e, digits);
    // Order 3 of randomized response: (e^3 + e^-2) / (1 + e) - 1, and of Laplace (3 e^2 + 2
    // e^-3)/5.
    BigDecimal response =
        e.pow(3).add(inverse.pow(2)).divide(BigDecimal.ONE.add(e), digits).subtract(BigDecimal.ONE);
    BigDecimal laplace =
        e.pow(2)
            .multiply(BigDecimal.valueOf(3))
            .add(inverse.pow(3).multiply(BigDecimal.valueOf(2)))
            .divide(BigDecimal.valueOf(5), digits)
            .subtract(BigDecimal.ONE);
    double three = RenyiDivergence.of(new EpsilonDelta(epsilon, 0), ADD_OR_REMOVE_ONE, 3);
    assertThat(three)
        .isBetween(log1p(response) / 2 * (1 - 1e-14), log1p(response) / 2 * (1 + 1e-11));
    double noise = RenyiDivergence.of(new Laplace(1 / epsilon), ADD_OR_REMOVE_ONE, 3);
    assertThat(noise).isBetween(log1p(laplace) / 2 * (1 - 1e-14), log1p(laplace) / 2 * (1 + 1e-11));
  }

  private static double log1p(BigDecimal x) {
    double value = x.doubleValue();
    return value - value * value / 2;
  }

  private static BigDecimal exponential(BigDecimal x) {
    MathContext digits = new MathContext(90);
    BigDecimal term = BigDecimal.ONE;
    BigDecimal sum = BigDecimal.ONE;
    for (int n = 1; n < 20; n++) {
      term = term.multiply(x).divide(BigDecimal.valueOf(n), digits);
      sum = sum.add(term);
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"1.001,0.3,1", "2,0.3,4", "5.5,1.5,2", "40,0.05,30", "3,0.01,300"})
  void discreteLaplaceNoise(double order, double a, int shift) {
    int reach = (int) (700 / a) - shift; // without underflow
    double truth = largerOfMasses(geometric(a, shift, reach), geometric(a, 0, reach), order);
    assertTight(new DiscreteLaplace(a, shift), ADD_OR_REMOVE_ONE, order, truth);
    if (shift % 2 == 0) {
      assertTight(new DiscreteLaplace(a, shift / 2), REPLACE_ONE, order, truth);
    }
    double wide = new WideDiscreteLaplaceCurve(a, shift + 1).at(order);
    double atoms = AtomCurve.discreteLaplace(a, shift + 1).at(order);
    assertThat(wide).isBetween(atoms * (1 - 1e-11), order < 1.1 ? 2 * atoms : atoms * (1 + 1e-7));
  }

  private static double[] geometric(double a, int center, int reach) {
    double[] masses = new double[2 * reach + 1];
    for (int x = -reach; x <= reach; x++) {
      masses[x + reach] = Math.tanh(a / 2) * Math.exp(-a * Math.abs(x - center));
    }
    return masses;
  }

  @ParameterizedTest
  @CsvSource({"1.5,0.5,1", "2,3,1", "8,2,3", "30,20,2", "3,0.45,1"})
  void discreteGaussianAndSkellamNoise(double order, double sigma, int shift) {
    int reach = (int) Math.ceil(36 * sigma) - shift; // without underflow
    double[] p = new double[2 * reach + 1];
    double[] q = new double[2 * reach + 1];
    double norm = 0;
    for (int x = -reach; x <= reach; x++) {
      p[x + reach] = Math.exp(-(x - shift) * (double) (x - shift) / (2 * sigma * sigma));
      q[x + reach] = Math.exp(-x * (double) x / (2 * sigma * sigma));
      norm += q[x + reach];
    }
    for (int x = 0; x < p.length; x++) {
      p[x] /= norm;
      q[x] /= norm;
    }
    double truth = largerOfMasses(p, q, order);
    double bound = RenyiDivergence.of(new DiscreteGaussian(sigma, shift), ADD_OR_REMOVE_ONE, order);
    assertThat(bound).isGreaterThanOrEqualTo(truth * (1 - 1e-12));
    if (sigma >= 2) {
      assertThat(bound).isLessThan(truth * (1 + 1e-9));
    }
    double mu = sigma * sigma;
    double[] law = skellam(mu, reach + shift);
    for (int x = -reach; x <= reach; x++) {
      q[x + reach] = law[Math.abs(x)];
      p[x + reach] = law[Math.abs(x - shift)];
    }
    double skellam = RenyiDivergence.of(new Skellam(mu, shift, shift), ADD_OR_REMOVE_ONE, order);
    double exact = largerOfMasses(p, q, order);
    assertThat(skellam).isGreaterThanOrEqualTo(exact * (1 - 1e-12));
    ZcdpLoss loss = ZcdpLoss.of(new Skellam(mu, shift, shift), ADD_OR_REMOVE_ONE);
    assertThat(loss.xi() + loss.rho() * order).isGreaterThanOrEqualTo(exact);
    if (order >= 2 && 4 * order * shift < mu) {
      assertThat(skellam).isLessThan(exact * 1.3);
    }
  }

  /** e^-mu I_k(mu) by the series of the Bessel function. */
  private static double[] skellam(double mu, int last) {
    double[] law = new double[last + 1];
    for (int k = 0; k <= last; k++) {
      double logTerm = k * Math.log(mu / 2) - mu;
      for (int i = 2; i <= k; i++) {
        logTerm -= Math.log(i);
      }
      double term = Math.exp(logTerm);
      for (int m = 1; m < 3000; m++) {
        law[k] += term;
        term *= mu * mu / 4 / m / (m + (double) k);
      }
    }
    return law;
  }

  @ParameterizedTest
  @CsvSource({"1.01,0.4,5", "2,0.9,2", "10,0.1,3", "4.5,0.5,1000"})
  void randomizedResponse(double order, double p, int k) {
    double[] one = new double[k];
    double[] other = new double[k];
    double[] uniform = new double[k];
    for (int x = 0; x < k; x++) {
      one[x] = p / k + (x == 0 ? 1 - p : 0);
      other[x] = p / k + (x == 1 ? 1 - p : 0);
      uniform[x] = 1.0 / k;
    }
    RandomizedResponse event = new RandomizedResponse(p, k);
    assertTight(event, REPLACE_ONE, order, largerOfMasses(one, other, order));
    assertTight(event, REPLACE_SPECIAL, order, largerOfMasses(one, uniform, order));
    double seven = RenyiDivergence.of(new SelfComposed(event, 7), REPLACE_ONE, order);
    assertThat(seven).isGreaterThanOrEqualTo(7 * largerOfMasses(one, other, order) * (1 - 1e-12));
  }

  /** All pairs on two outcomes whose losses lie in an interval of that length. */
  @ParameterizedTest
  @CsvSource({"1.01,1", "2,0.01", "5.5,3", "50,0.5", "1.5,8", "300,2"})
  void exponentialMechanism(double order, double epsilon) {
    double worst = 0;
    for (int step = 1; step < 19_999; step++) {
      double high = Math.exp(epsilon * step / 20_000);
      double low = high * Math.exp(-epsilon);
      double mass = (1 - low) / (high - low);
      double[] p = {mass * high, 1 - mass * high};
      double[] q = {mass, 1 - mass};
      worst = Math.max(worst, ReferenceDivergence.ofMasses(p, q, order));
    }
    assertThat(RenyiDivergence.of(new ExponentialMechanism(epsilon), REPLACE_ONE, order))
        .isBetween(worst * (1 - 1e-11), worst * (1 + 1e-6));
    assertThat(worst).isLessThan(order * epsilon * epsilon / 8 * (1 + 1e-9));
  }

  @Test
  void extremeOrdersAndScales() {
    double[] orders = {1 + 1e-12, 1 + 1e-6, 1.5, 1e3, 1e6, 1e12, 1e200};
    for (double scale : new double[] {1e-300, 1e-9, 0.01, 1, 1e4, 1e200}) {
      for (PrivacyEvent event :
          new PrivacyEvent[] {
            new Laplace(scale),
            new EpsilonDelta(1 / Math.max(scale, 1e-300), 0),
            new DiscreteLaplace(1 / Math.max(scale, 1e-300), 7),
            new DiscreteLaplace(scale, 1_000_000),
            new DiscreteGaussian(scale, 1),
            new ExponentialMechanism(scale),
            new Skellam(scale, 4, 3)
          }) {
        double last = 0;
        for (double order : orders) {
          double divergence = RenyiDivergence.of(event, ADD_OR_REMOVE_ONE, order);
          assertThat(divergence).as("%s at %s", event, order).isGreaterThan(0);
          assertThat(divergence)
              .as("%s at %s", event, order)
              .isGreaterThanOrEqualTo(last * (1 - 1e-6) - 1e-280);
          last = divergence;
        }
      }
    }
  }
}
