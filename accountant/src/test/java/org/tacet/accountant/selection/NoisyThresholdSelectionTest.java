package org.tacet.accountant.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.noise.DiscreteGaussian;
import org.tacet.accountant.noise.DiscreteLaplace;
import org.tacet.accountant.noise.NoiseMechanism;

/** What a threshold on a noised count keeps of groups that one unit alone would show (P12). */
class NoisyThresholdSelectionTest {

  private static NoiseMechanism noise(boolean gaussian, long scale) {
    return gaussian ? new DiscreteGaussian(scale, 1) : new DiscreteLaplace(scale, 1);
  }

  /** The probability that any of L0 groups of exactly the minimum passes. */
  private static double anyOfLeastGroups(NoisyThresholdSelection selection, int groups) {
    double kept = selection.keepProbability(selection.minPrivacyUnits());
    return -Math.expm1(groups * Math.log1p(-kept));
  }

  /** And planted fault: the delta of all groups given to each would keep one of ten with 0.40. */
  @ParameterizedTest
  @CsvSource({
    "false, 20, 1",
    "true, 20, 1",
    "false, 20, 50",
    "true, 20, 50",
    "false, 2, 1",
    "true, 3, 1"
  })
  void oneUnitPassesWithDeltaAtMost(boolean gaussian, long scale, long minimum) {
    BigDecimal delta = new BigDecimal("0.05");
    NoisyThresholdSelection selection =
        NoisyThresholdSelection.of(noise(gaussian, scale), 0, delta, 10, minimum);
    assertThat(anyOfLeastGroups(selection, 10)).isLessThanOrEqualTo(0.05);
    assertThat(selection.keepProbability(minimum - 1)).isZero();
    assertThat(selection.privacyLoss().epsilon()).isZero();
    if (scale == 20) {
      assertThat(anyOfLeastGroups(selection, 10)).isGreaterThan(0.04);
      NoisyThresholdSelection notSplit =
          NoisyThresholdSelection.of(noise(gaussian, scale), 0, delta, 1, minimum);
      assertThat(anyOfLeastGroups(notSplit, 10)).isGreaterThan(0.35);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "7, 6"})
  void theNoisedCountDecidesAboveTheMinimum(long minimum, long more) {
    NoisyThresholdSelection selection =
        NoisyThresholdSelection.of(
            new DiscreteLaplace(3, 1), 0, new BigDecimal("1e-9"), 2, minimum);
    NoisyThresholdSelection any =
        NoisyThresholdSelection.of(new DiscreteLaplace(3, 1), 0, new BigDecimal("1e-9"), 2, 1);
    assertThat(selection.threshold()).isEqualTo(any.threshold() + more);
    BigInteger threshold = BigInteger.valueOf(selection.threshold());
    assertThat(selection.keep(minimum, threshold)).isTrue();
    assertThat(selection.keep(minimum, threshold.subtract(BigInteger.ONE))).isFalse();
    assertThat(selection.keep(minimum - 1, threshold.shiftLeft(9))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "-0.1"})
  void aDeltaOutOfRangeIsRefused(BigDecimal delta) {
    assertThatThrownBy(() -> NoisyThresholdSelection.of(new DiscreteLaplace(3, 1), 0, delta, 2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("delta above 0 and below 1");
  }
}
