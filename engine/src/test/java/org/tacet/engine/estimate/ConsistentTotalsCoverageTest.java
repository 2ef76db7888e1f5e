package org.tacet.engine.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tacet.accountant.calibration.NoiseKind;
import org.tacet.accountant.noise.DiscreteGaussian;
import org.tacet.accountant.noise.DiscreteLaplace;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.accountant.randomness.KeyedFunction;
import org.tacet.accountant.randomness.Purpose;

/**
 * P21: how often intervals of 95 % around numbers that were made to add up hold the number without
 * noise, over 2,000 draws of the noise of a rollup of three groupings.
 *
 * <p>A share of at least 95 % is measured below the limit with P(Z < -5.6) = 1.1e-8, one of the 32
 * of both families with 3.4e-7. Intervals of half the width hold it about 70 % of the time.
 */
class ConsistentTotalsCoverageTest {

  private static final int DRAWS = 2000;
  private static final double CONFIDENCE = 0.95;
  private static final double LEAST = 0.95 - 5.6 * Math.sqrt(0.95 * 0.05 / DRAWS);

  /** Of each grouping, from the finest: how many groups lie in one of the next, 1, 4 and 7 here. */
  private static final int[] PARENTS = {
    12, 13, 13, 13, 13, 14, 14, 14, 14, 14, 14, 14, 15, 15, 15, -1
  };

  /** Of the noise by node: a unit of two finer groups moves a coarser one twice as far. */
  private static double scale(int node) {
    return node < 12 ? 10 : 20;
  }

  private static NoiseMechanism mechanism(NoiseKind noise, int node) {
    long numerator = Math.round(scale(node) * (1 << 16));
    return noise == NoiseKind.LAPLACE
        ? new DiscreteLaplace(numerator, 1 << 16)
        : new DiscreteGaussian(numerator, 1 << 16);
  }

  /**
   * The share of draws in which each node's interval holds its number.
   *
   * @param width times that of the interval that is published
   */
  private static double[] coverage(NoiseKind noise, double width) {
    int nodes = PARENTS.length;
    NoiseMechanism[] mechanisms = new NoiseMechanism[nodes];
    BigInteger[] truth = new BigInteger[nodes];
    Arrays.fill(truth, BigInteger.ZERO);
    for (int node = 0; node < nodes; node++) {
      mechanisms[node] = mechanism(noise, node);
      truth[node] = node < 12 ? BigInteger.valueOf(node * 37L) : truth[node];
      if (PARENTS[node] >= 0) {
        truth[PARENTS[node]] = truth[PARENTS[node]].add(truth[node]);
      }
    }
    ConsistentTotals totals =
        new ConsistentTotals(
            PARENTS,
            Arrays.stream(mechanisms)
                .mapToDouble(each -> each.standardDeviation() * each.standardDeviation())
                .toArray());
    double[] coverage = new double[nodes];
    for (int draw = 0; draw < DRAWS; draw++) {
      KeyedFunction function = new KeyedFunction(FixedReleaseKeys.numbered(draw));
      BigInteger[] noised = new BigInteger[nodes];
      for (int node = 0; node < nodes; node++) {
        long own =
            mechanisms[node].sample(function.cell(Purpose.NOISE, 0, 0, node, 0, new byte[0], 0));
        noised[node] = truth[node].add(BigInteger.valueOf(own));
      }
      BigInteger[] consistent = totals.of(noised);
      for (int node = 0; node < nodes; node++) {
        double halfWidth =
            width * totals.halfWidth(node, mechanisms[node], CONFIDENCE).doubleValue();
        double error = consistent[node].subtract(truth[node]).abs().doubleValue();
        coverage[node] += error <= halfWidth ? 1.0 / DRAWS : 0;
      }
    }
    return coverage;
  }

  @ParameterizedTest
  @EnumSource(
      value = NoiseKind.class,
      names = {"LAPLACE", "GAUSSIAN"})
  void intervalsOfConsistentNumbersCoverAsOftenAsTheySay(NoiseKind noise) {
    assertThat(Arrays.stream(coverage(noise, 1)).min().orElseThrow()).isGreaterThan(LEAST);
  }

  @ParameterizedTest
  @EnumSource(
      value = NoiseKind.class,
      names = {"LAPLACE", "GAUSSIAN"})
  void intervalsOfHalfTheWidthAreCaught(NoiseKind noise) {
    assertThat(Arrays.stream(coverage(noise, 0.5)).max().orElseThrow()).isLessThan(LEAST);
  }
}
