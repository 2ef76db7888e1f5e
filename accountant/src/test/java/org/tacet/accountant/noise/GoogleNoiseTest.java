package org.tacet.accountant.noise;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.privacy.differentialprivacy.ConfidenceInterval;
import com.google.privacy.differentialprivacy.GaussianNoise;
import com.google.privacy.differentialprivacy.LaplaceNoise;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/**
 * Closeness to an independent implementation: two-sample chi-square tests against the noise of
 * Google's library, version 1.0.0. Its samplers can't be given a seed, so each test of equality
 * fails with probability at most 1e-6 at every run.
 *
 * <p>At a scale near 1000 Google's rounding of a finer noise to whole numbers differs from discrete
 * noise by a factor 1 + O(1e-6) a value, and its search for sigma, which is repeated at each call
 * and stops within 0.1 %, is read back through its confidence intervals; with 100,000 draws a side
 * neither can be seen.
 */
class GoogleNoiseTest {

  private static final int DRAWS = 100_000;
  private static final int MAX_GROUPS = 2;
  private static final double TOO_SMALL = 1.175;

  private static final double LAPLACE_EPSILON = 0.5;
  private static final double L_INF_OF_LAPLACE = 250;

  private static final double GAUSSIAN_EPSILON = 1;
  private static final double GAUSSIAN_DELTA = 1e-6;
  private static final double L_INF_OF_GAUSSIAN = 170;

  @Test
  void laplaceNoiseIsGoogles() {
    // t = L1 / epsilon = 2 250 / 0.5 = 1000
    assertThat(laplaceRejects(new DiscreteLaplace(1000, 1))).isFalse();
  }

  @Test
  void laplaceNoiseAFewPercentTooSmallIsNotGoogles() {
    assertThat(laplaceRejects(new DiscreteLaplace(1_000_000, 1175))).isTrue();
  }

  @Test
  void gaussianNoiseIsGoogles() {
    double sigma = sigmaOfGoogle();
    assertThat(sigma).isBetween(500.0, 2000.0);
    assertThat(gaussianRejects(new DiscreteGaussian(Math.round(sigma * 1024), 1024))).isFalse();
  }

  @Test
  void gaussianNoiseAFewPercentTooSmallIsNotGoogles() {
    long sigma = Math.round(sigmaOfGoogle() / TOO_SMALL * 1024);
    assertThat(gaussianRejects(new DiscreteGaussian(sigma, 1024))).isTrue();
  }

  private static boolean laplaceRejects(DiscreteLaplace ours) {
    LaplaceNoise google = new LaplaceNoise();
    LongSupplier googles =
        () -> google.addNoise(0L, MAX_GROUPS, (long) L_INF_OF_LAPLACE, LAPLACE_EPSILON, null);
    return ChiSquare.against(LatticeLaw.laplace(1000))
        .rejectsEquality(googles, NoiseMechanismContract.drawsOf(ours, 6), DRAWS);
  }

  private static boolean gaussianRejects(DiscreteGaussian ours) {
    GaussianNoise google = new GaussianNoise();
    LongSupplier googles =
        () ->
            google.addNoise(
                0L, MAX_GROUPS, (long) L_INF_OF_GAUSSIAN, GAUSSIAN_EPSILON, GAUSSIAN_DELTA);
    return ChiSquare.against(LatticeLaw.gaussian(sigmaOfGoogle()))
        .rejectsEquality(googles, NoiseMechanismContract.drawsOf(ours, 7), DRAWS);
  }

  private static double sigmaOfGoogle() {
    double alpha = 0.05;
    ConfidenceInterval interval =
        new GaussianNoise()
            .computeConfidenceInterval(
                0.0, MAX_GROUPS, L_INF_OF_GAUSSIAN, GAUSSIAN_EPSILON, GAUSSIAN_DELTA, alpha);
    return interval.upperBound() / NormalTail.quantile(alpha);
  }
}
