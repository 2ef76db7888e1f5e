package org.tacet.accountant.renyi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tacet.accountant.event.NeighborRelation.ADD_OR_REMOVE_ONE;
import static org.tacet.accountant.event.NeighborRelation.REPLACE_ONE;
import static org.tacet.accountant.renyi.NoiseDivergenceTest.assertTight;
import static org.tacet.accountant.renyi.ReferenceDivergence.largerOfDensities;
import static org.tacet.accountant.renyi.ReferenceDivergence.mixture;
import static org.tacet.accountant.renyi.ReferenceDivergence.ofDensities;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.DiscreteGaussian;
import org.tacet.accountant.event.DiscreteLaplace;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.Gaussian;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.MixtureOfGaussians;
import org.tacet.accountant.event.PoissonSampled;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.SampledWithoutReplacement;
import org.tacet.accountant.event.SelfComposed;
import org.tacet.accountant.event.TruncatedGeometricSelection;
import org.tacet.accountant.event.TruncatedSubsampledGaussian;
import org.tacet.accountant.event.Zcdp;

/** Mechanisms on samples, against integrals of both orders of the neighbours. */
class SampledDivergenceTest {

  @ParameterizedTest
  @CsvSource({
    "1.05,1,0.01",
    "1.5,0.3,0.1",
    "2,5,0.3",
    "7.3,1,0.01",
    "32,4,0.001",
    "64.7,3,0.5",
    "20,0.8,0.99",
    "3,0.1,0.2"
  })
  void gaussianNoise(double order, double sigma, double q) {
    DoubleUnaryOperator with = mixture(sigma, new double[] {0, 1}, new double[] {1 - q, q});
    DoubleUnaryOperator without = mixture(sigma, new double[] {0}, new double[] {1});
    double reach = 15 * sigma + order;
    double truth = largerOfDensities(with, without, order, -reach, reach);
    assertTight(new PoissonSampled(q, new Gaussian(sigma)), ADD_OR_REMOVE_ONE, order, truth);
    // Two halves of the budget inside one sample are one mechanism.
    Gaussian half = new Gaussian(sigma * Math.sqrt(2));
    assertTight(
        new PoissonSampled(q, new Composed(List.of(half, half))), ADD_OR_REMOVE_ONE, order, truth);
    // A planted fault, the sampling rate forgotten on one of two samples, is seen.
    double nested =
        RenyiDivergence.of(
            new PoissonSampled(0.5, new PoissonSampled(q * 0.999, new Gaussian(sigma))),
            ADD_OR_REMOVE_ONE,
            order);
    assertThat(nested).isLessThan(truth);
    DoubleUnaryOperator other = mixture(sigma, new double[] {0, -1}, new double[] {1 - q, q});
    double replaced = ofDensities(with, other, order, -2 * reach, 2 * reach);
    double bound =
        RenyiDivergence.of(new PoissonSampled(q, new Gaussian(sigma)), REPLACE_ONE, order);
    assertThat(bound).isBetween(replaced * (1 - 1e-9), Math.max(replaced * 1.3, replaced + 0.7));
    if (sigma >= 0.8 && order < 10) {
      assertThat(bound).isLessThan(replaced * (1 + 1e-8) + 1e-12);
    }
  }

  /** In decimals: of order 2 it is log(1 + q^2 (e^(1 / sigma^2) - 1)). */
  @ParameterizedTest
  @CsvSource({"1,1e-8", "100,1e-6", "1e6,0.5", "0.3,1e-12"})
  void tinyRates(double sigma, double q) {
    double truth = Math.log1p(q * q * Math.expm1(1 / (sigma * sigma)));
    assertThat(RenyiDivergence.of(new PoissonSampled(q, new Gaussian(sigma)), ADD_OR_REMOVE_ONE, 2))
        .isBetween(truth * (1 - 1e-12), truth * (1 + 1e-10));
  }

  /** Whole orders by the binomial sum (Mironov, Talwar, Zhang 2019, section 3.3). */
  @ParameterizedTest
  @CsvSource({"1000,1,0.01", "300,10,0.2", "2000,30,0.01", "50,0.05,0.1"})
  void largeOrders(int order, double sigma, double q) {
    LogSum sum = new LogSum();
    double logBinomial = 0;
    for (int k = 0; k <= order; k++) {
      sum.add(
          logBinomial
              + k * Math.log(q)
              + (order - k) * Math.log1p(-q)
              + k * (k - 1.0) / (2 * sigma * sigma));
      logBinomial += Math.log((order - k) / (k + 1.0));
    }
    double truth = sum.value() / (order - 1);
    assertThat(
            RenyiDivergence.of(
                new PoissonSampled(q, new Gaussian(sigma)), ADD_OR_REMOVE_ONE, order))
        .isBetween(truth * (1 - 1e-10), truth * (1 + 1e-9));
  }

  /** Opposite directions of full length are worst, in the plane, by a sum over a fine lattice. */
  @Test
  void noOtherReplacementCostsMore() {
    double order = 4;
    double sigma = 1.3;
    double q = 0.3;
    double bound =
        RenyiDivergence.of(new PoissonSampled(q, new Gaussian(sigma)), REPLACE_ONE, order);
    double opposite = planar(1, Math.PI, 1, order, sigma, q);
    assertThat(opposite).isBetween(bound * (1 - 1e-6), bound);
    for (double angle : new double[] {0.5, 2, 2.8, Math.PI}) {
      for (double length : new double[] {0, 0.4, 0.95}) {
        assertThat(planar(1, angle, length, order, sigma, q)).isLessThan(bound);
        assertThat(planar(length, angle, 1, order, sigma, q)).isLessThan(bound);
      }
    }
  }

  private static double planar(
      double length, double angle, double otherLength, double order, double sigma, double q) {
    double sum = 0;
    double step = 0.1;
    double otherX = otherLength * Math.cos(angle);
    double otherY = otherLength * Math.sin(angle);
    for (double x = -18; x < 18; x += step) {
      for (double y = -18; y < 18; y += step) {
        double square = 2 * sigma * sigma;
        double center = Math.exp(-(x * x + y * y) / square);
        double one = Math.exp(-((x - length) * (x - length) + y * y) / square);
        double other =
            Math.exp(-((x - otherX) * (x - otherX) + (y - otherY) * (y - otherY)) / square);
        sum +=
            Math.pow((1 - q) * center + q * one, order)
                * Math.pow((1 - q) * center + q * other, 1 - order);
      }
    }
    return Math.log(sum * step * step / (2 * Math.PI * sigma * sigma)) / (order - 1);
  }

  @ParameterizedTest
  @CsvSource({"2,1,0.01", "5,0.7,0.3", "16,3,0.05", "2.5,2,0.2", "1.2,1,0.2"})
  void laplaceNoise(double order, double b, double q) {
    DoubleUnaryOperator without = x -> -Math.abs(x) / b - Math.log(2 * b);
    DoubleUnaryOperator with =
        x ->
            ReferenceDivergence.logSum(
                Math.log1p(-q) + without.applyAsDouble(x),
                Math.log(q) + without.applyAsDouble(x - 1));
    double truth = largerOfDensities(with, without, order, -40 * b, 40 * b);
    double bound =
        RenyiDivergence.of(new PoissonSampled(q, new Laplace(b)), ADD_OR_REMOVE_ONE, order);
    boolean whole = order == Math.rint(order);
    assertThat(bound).isBetween(truth * (1 - 1e-6), truth * (whole ? 1 + 1e-5 : 1.9));
  }

  @Test
  void discreteNoiseAndPureMechanisms() {
    double q = 0.2;
    for (double order : new double[] {1.5, 2, 6, 30}) {
      double[] p = {Math.exp(0.7) / (1 + Math.exp(0.7)), 1 / (1 + Math.exp(0.7))};
      double[] without = {p[1], p[0]};
      double[] with = {(1 - q) * p[1] + q * p[0], (1 - q) * p[0] + q * p[1]};
      double truth = ReferenceDivergence.largerOfMasses(with, without, order);
      assertTight(new PoissonSampled(q, new EpsilonDelta(0.7, 0)), ADD_OR_REMOVE_ONE, order, truth);
      assertTight(
          new PoissonSampled(q, new DiscreteLaplace(0.7, 1)), ADD_OR_REMOVE_ONE, order, truth);
      double sigma = 2;
      DoubleUnaryOperator gaussian = mixture(sigma, new double[] {0}, new double[] {1});
      double[] discrete = new double[141];
      double[] sampled = new double[141];
      for (int x = -70; x <= 70; x++) {
        discrete[x + 70] = Math.exp(gaussian.applyAsDouble(x));
        double moved = Math.exp(gaussian.applyAsDouble(x - 1));
        sampled[x + 70] = (1 - q) * discrete[x + 70] + q * moved;
      }
      double noise = ReferenceDivergence.largerOfMasses(sampled, discrete, order);
      PrivacyEvent event = new PoissonSampled(q, new DiscreteGaussian(sigma, 1));
      double bound = RenyiDivergence.of(event, ADD_OR_REMOVE_ONE, order);
      assertThat(bound).isBetween(noise * (1 - 1e-9), noise * (order < 2 ? 1.5 : 1 + 1e-6));
      // Of Zcdp alone less is known, and the bound is larger.
      PrivacyEvent concentrated = new PoissonSampled(q, new Zcdp(1 / (2 * sigma * sigma), 0));
      assertThat(RenyiDivergence.of(concentrated, ADD_OR_REMOVE_ONE, order))
          .isBetween(bound * (1 - 1e-9), bound * 3.01);
    }
  }

  @Test
  void deltasInsideASampleAreAmplifiedToo() {
    PrivacyEvent event = new SelfComposed(new PoissonSampled(0.1, new EpsilonDelta(1, 1e-4)), 50);
    assertThat(RenyiDivergence.additiveDelta(event, ADD_OR_REMOVE_ONE))
        .isBetween(1 - Math.pow(1 - 1e-5, 50), 50e-5);
    // What is sampled with certainty keeps all it has, a selection's delta too.
    PrivacyEvent selection = new TruncatedGeometricSelection(1, 1e-4, 3);
    PrivacyEvent certain = new PoissonSampled(1, selection);
    assertThat(RenyiDivergence.additiveDelta(certain, ADD_OR_REMOVE_ONE))
        .isEqualTo(RenyiDivergence.additiveDelta(selection, ADD_OR_REMOVE_ONE))
        .isGreaterThanOrEqualTo(1e-4);
    assertThat(RenyiDivergence.of(certain, ADD_OR_REMOVE_ONE, 5))
        .isEqualTo(RenyiDivergence.of(selection, ADD_OR_REMOVE_ONE, 5));
  }

  @ParameterizedTest
  @CsvSource({"1.5,1", "3,0.6", "12.5,3"})
  void mixtures(double order, double sigma) {
    double[] shifts = {0, 0.5, 2};
    double[] weights = {0.5, 0.3, 0.2};
    DoubleUnaryOperator with = mixture(sigma, shifts, weights);
    DoubleUnaryOperator without = mixture(sigma, new double[] {0}, new double[] {1});
    double reach = 2 * order + 15 * sigma;
    double truth = largerOfDensities(with, without, order, -reach, reach);
    PrivacyEvent event =
        new MixtureOfGaussians(sigma, List.of(0.0, 0.5, 2.0), List.of(0.5, 0.3, 0.2));
    assertTight(event, ADD_OR_REMOVE_ONE, order, truth);
    // Without a chance of no move at all the other order may be the larger one.
    DoubleUnaryOperator sure = mixture(sigma, new double[] {1, 3}, new double[] {0.4, 0.6});
    assertTight(
        new MixtureOfGaussians(sigma, List.of(1.0, 3.0), List.of(0.4, 0.6)),
        ADD_OR_REMOVE_ONE,
        order,
        largerOfDensities(sure, without, order, -40 - 3 * order, 40 + 3 * order));
  }

  /** Every data set of four records of -1, 0 or 1, every sample of two, every replacement. */
  @Test
  void samplesWithoutReplacement() {
    double sigma = 1.1;
    double order = 3;
    double bound =
        RenyiDivergence.of(
            new SampledWithoutReplacement(4, 2, new Gaussian(sigma)), REPLACE_ONE, order);
    double worst = 0;
    for (int set = 0; set < 27; set++) {
      double[] others = {set % 3 - 1, set / 3 % 3 - 1, set / 9 - 1};
      for (double one = -1; one <= 1; one++) {
        for (double other = -1; other <= 1; other++) {
          if (one != other) {
            double divergence =
                ofDensities(pairs(sigma, one, others), pairs(sigma, other, others), order, -22, 22);
            worst = Math.max(worst, divergence);
          }
        }
      }
    }
    assertThat(bound).isBetween(worst, worst * 4);
    // WBK's own bound for any mechanism covers it as well.
    RenyiCurve general =
        SampledCurves.withoutReplacement(new LinearCurve(0, 2 / sigma / sigma), 0.5);
    assertThat(general.at(order)).isGreaterThan(worst);
  }

  private static DoubleUnaryOperator pairs(double sigma, double one, double[] others) {
    double[] sums = {
      one + others[0],
      one + others[1],
      one + others[2],
      others[0] + others[1],
      others[0] + others[2],
      others[1] + others[2]
    };
    double sixth = 1.0 / 6;
    return mixture(sigma, sums, new double[] {sixth, sixth, sixth, sixth, sixth, sixth});
  }

  /** Three records of -1, 1, 1 or so, batches of one: what the truncated sample may publish. */
  @Test
  void truncatedBatches() {
    double q = 0.4;
    double sigma = 1;
    double order = 3;
    PrivacyEvent event = new TruncatedSubsampledGaussian(3, q, 1, sigma);
    double bound = RenyiDivergence.of(event, ADD_OR_REMOVE_ONE, order);
    double worst = 0;
    for (double x : new double[] {-1, 1}) {
      for (double y : new double[] {-1, 1}) {
        double none = (1 - q) * (1 - q);
        double both = q * q;
        double either = q * (1 - q) + both / 2;
        double[] centers = {0, x, y, 1};
        double[] without = {none, either, either, 0};
        // With the unit at 1: alone q none; beside one of the others a half, beside both a third.
        double mine = q * (none + 2 * q * (1 - q) / 2 + both / 3);
        double theirs = (1 - q) * either + q * (q * (1 - q) / 2 + both / 3);
        double[] with = {(1 - q) * none, theirs, theirs, mine};
        worst =
            Math.max(
                worst,
                largerOfDensities(
                    mixture(sigma, centers, with),
                    mixture(sigma, centers, without),
                    order,
                    -20,
                    20));
      }
    }
    assertThat(bound).isBetween(worst, worst * 5);
    // Batches that never fill up are Poisson samples.
    assertThat(
            RenyiDivergence.of(
                new TruncatedSubsampledGaussian(3, q, 3, sigma), ADD_OR_REMOVE_ONE, order))
        .isCloseTo(
            RenyiDivergence.of(
                new PoissonSampled(q, new Gaussian(sigma)), ADD_OR_REMOVE_ONE, order),
            Percentage.withPercentage(1e-10));
  }

  @Test
  void extremes() {
    double[] orders = {1 + 1e-12, 1 + 1e-6, 1.5, 50, 1e3, 1e6, 1e12, 1e200};
    for (double sigma : new double[] {1e-200, 1e-6, 0.03, 1, 50, 1e5, 1e100}) {
      for (double q : new double[] {1e-300, 1e-9, 0.01, 0.5, 1 - 1e-12}) {
        double last = 0;
        for (double order : orders) {
          double divergence =
              RenyiDivergence.of(
                  new PoissonSampled(q, new Gaussian(sigma)), ADD_OR_REMOVE_ONE, order);
          assertThat(divergence)
              .as("sigma %s, q %s, order %s", sigma, q, order)
              .isGreaterThan(0)
              .isGreaterThanOrEqualTo(last * (1 - 1e-4) - 1e-23)
              .isLessThanOrEqualTo(order / (2 * sigma * sigma) * (1 + 1e-9) + 1e-280);
          last = divergence;
          for (PrivacyEvent event :
              List.of(
                  new PoissonSampled(q, new Laplace(sigma)),
                  new PoissonSampled(q, new DiscreteGaussian(sigma, 1)))) {
            assertThat(RenyiDivergence.of(event, ADD_OR_REMOVE_ONE, order)).isGreaterThan(0);
          }
          assertThat(
                  RenyiDivergence.of(
                      new PoissonSampled(q, new Gaussian(sigma)), REPLACE_ONE, order))
              .isGreaterThanOrEqualTo(divergence * (1 - 1e-9));
        }
      }
    }
  }
}
