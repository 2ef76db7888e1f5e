package org.tacet.accountant.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.arithmetic.NormalLaw;

/** Single pairs against their curves in closed form, or summed over their outcomes. */
class DominatingPairTest {

  private static final double[] EPSILONS = {0, 0.01, 0.3, 1, 3, 8, 20};

  @ParameterizedTest
  @CsvSource({"0.3,1e-4", "1,1e-4", "1,1e-2", "4,1e-4", "60,1e-4", "2000,1e-6"})
  void gaussian(double sigma, double interval) {
    DoubleUnaryOperator exact =
        epsilon -> {
          double a = epsilon * sigma - 0.5 / sigma;
          return NormalLaw.upperTail(a) - Math.exp(epsilon) * NormalLaw.upperTail(a + 1 / sigma);
        };
    assertBrackets(GaussianMixturePair.gaussian(sigma), interval, exact, exact);
  }

  @ParameterizedTest
  @CsvSource({"1,0.01", "0.5,0.3", "3,0.9", "0.7,1e-5"})
  void poissonSampledGaussian(double sigma, double q) {
    // P = (1 - q) N(0) + q N(1) exceeds e^epsilon N(0) right of x, where the densities' ratio is
    // (e^epsilon - 1 + q) / q; N(0) exceeds e^epsilon P left of the x of (e^-epsilon - 1 + q) / q.
    DoubleUnaryOperator removal =
        epsilon -> {
          double x = sigma * sigma * Math.log((Math.expm1(epsilon) + q) / q) + 0.5;
          double p =
              (1 - q) * NormalLaw.upperTail(x / sigma) + q * NormalLaw.upperTail((x - 1) / sigma);
          return p - Math.exp(epsilon) * NormalLaw.upperTail(x / sigma);
        };
    DoubleUnaryOperator addition =
        epsilon -> {
          double ratio = (Math.expm1(-epsilon) + q) / q;
          if (ratio <= 0) {
            return 0;
          }
          double x = sigma * sigma * Math.log(ratio) + 0.5;
          double p =
              (1 - q) * NormalLaw.upperTail(-x / sigma) + q * NormalLaw.upperTail((1 - x) / sigma);
          return NormalLaw.upperTail(-x / sigma) - Math.exp(epsilon) * p;
        };
    assertBrackets(GaussianMixturePair.poissonSampled(sigma, q), 1e-4, removal, addition);
    double[] shifts = {0, 1};
    double[] weights = {1 - q, q};
    assertBrackets(GaussianMixturePair.mixture(sigma, shifts, weights), 1e-4, removal, addition);
  }

  @ParameterizedTest
  @CsvSource({"10,1", "1,1", "0.2,1", "1,0.1", "0.5,0.6"})
  void laplace(double scale, double q) {
    // As above, with the tails of Laplace laws; P exceeds right of some x in [0, 1], or nowhere.
    DoubleUnaryOperator removal =
        epsilon -> {
          double ratio = Math.log((Math.expm1(epsilon) + q) / q);
          if (ratio >= 1 / scale) {
            return 0;
          }
          double x = 0.5 + scale * ratio / 2;
          double p = (1 - q) * Math.exp(-x / scale) / 2 + q * (1 - Math.exp((x - 1) / scale) / 2);
          return p - Math.exp(epsilon) * Math.exp(-x / scale) / 2;
        };
    DoubleUnaryOperator addition =
        epsilon -> {
          double grown = (Math.expm1(-epsilon) + q) / q;
          if (grown <= Math.exp(-1 / scale)) {
            return 0;
          }
          double x = 0.5 + scale * Math.log(grown) / 2;
          double p = (1 - q) * (1 - Math.exp(-x / scale) / 2) + q * Math.exp((x - 1) / scale) / 2;
          return 1 - Math.exp(-x / scale) / 2 - Math.exp(epsilon) * p;
        };
    assertBrackets(new LaplacePair(scale, q), 1e-4, removal, addition);
  }

  @ParameterizedTest
  @CsvSource({"0.5,1,1e-4", "0.1,7,1e-4", "2,3,1e-3", "1e-4,20000,1e-3", "1e-3,100000,0.05"})
  void discreteLaplace(double a, long shift, double interval) {
    DoubleUnaryOperator exact =
        epsilon -> {
          double sum = 0;
          long reach = (long) (60 / a);
          double factor = Math.exp(epsilon);
          for (long x = -reach; x <= reach + shift; x++) {
            double p = Math.exp(-a * Math.abs(x - shift));
            double q = Math.exp(-a * Math.abs(x));
            sum += Math.max(0, p - factor * q);
          }
          return sum * Math.tanh(a / 2);
        };
    assertBrackets(new DiscreteLaplacePair(a, shift), interval, exact, exact);
  }

  @ParameterizedTest
  @CsvSource({"0.4,1", "1,1", "3,2", "50,17", "3000,1000", "19999,20000", "20001,20000", "1e5,3e4"})
  void discreteGaussian(double sigma, double shift) {
    DoubleUnaryOperator exact =
        epsilon -> {
          double reach = Math.ceil(12 * sigma) + 8;
          double factor = Math.exp(epsilon);
          double sum = 0;
          double norm = 0;
          for (double x = -reach; x <= reach + shift; x++) {
            double p = gaussian((x - shift) / sigma);
            double q = gaussian(x / sigma);
            norm += q;
            sum += Math.max(0, p - factor * q);
          }
          return sum / norm;
        };
    assertBrackets(new DiscreteGaussianPair(sigma, shift), 1e-4, exact, exact);
  }

  private static double gaussian(double z) {
    return Math.exp(-0.5 * z * z);
  }

  /** Skellam's law as the difference of two Poisson laws, convolved. */
  @ParameterizedTest
  @CsvSource({"0.5,1", "4,1", "4,3", "300,5"})
  void skellam(double mu, int shift) {
    int reach = (int) (40 * Math.sqrt(mu) + 40);
    double[] poisson = new double[2 * reach + shift + 200];
    poisson[0] = Math.exp(-mu / 2);
    for (int k = 1; k < poisson.length; k++) {
      poisson[k] = poisson[k - 1] * (mu / 2) / k;
    }
    double[] law = new double[reach + shift + 1];
    for (int x = 0; x < law.length; x++) {
      for (int k = 0; k + x < poisson.length; k++) {
        law[x] += poisson[k] * poisson[k + x];
      }
    }
    DoubleUnaryOperator exact =
        epsilon -> {
          double sum = 0;
          for (int x = -reach; x <= reach + shift; x++) {
            double p = Math.abs(x - shift) < law.length ? law[Math.abs(x - shift)] : 0;
            sum += Math.max(0, p - Math.exp(epsilon) * law[Math.abs(x)]);
          }
          return sum;
        };
    assertBrackets(new SkellamPair(mu, shift), 1e-4, exact, exact);
  }

  private static void assertBrackets(
      DominatingPair pair,
      double interval,
      DoubleUnaryOperator exact,
      DoubleUnaryOperator exactReversed) {
    LossCells cells = pair.cells(interval, 1e-30);
    assertBrackets(cells, interval, exact);
    assertBrackets(cells.reversed(), interval, exactReversed);
  }

  private static void assertBrackets(LossCells cells, double interval, DoubleUnaryOperator exact) {
    LossDistribution above = cells.pessimistic();
    LossDistribution below = cells.optimistic();
    for (double epsilon : EPSILONS) {
      double truth = exact.applyAsDouble(epsilon);
      double rounding = 1e-13 * (1 + Math.exp(epsilon) * truth) + 1e-10 * truth;
      assertThat(above.delta(epsilon, 1)).isGreaterThanOrEqualTo(truth - rounding);
      assertThat(below.delta(epsilon, -1)).isLessThanOrEqualTo(truth + rounding);
      if (truth > 1e-12) {
        // Bounds are tight to the second order of the interval, wherever losses are smooth.
        assertThat(above.epsilon(truth + rounding, 1)).isLessThan(epsilon + interval);
      }
    }
  }
}
