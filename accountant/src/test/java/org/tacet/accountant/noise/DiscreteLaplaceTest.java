package org.tacet.accountant.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.loss.PrivacyLoss;

class DiscreteLaplaceTest extends NoiseMechanismContract {

  @Override
  NoiseMechanism mechanism(long scaleNumerator, long scaleDenominator) {
    return new DiscreteLaplace(scaleNumerator, scaleDenominator);
  }

  @Override
  LatticeLaw law(double scale) {
    return LatticeLaw.laplace(scale);
  }

  @Override
  NoiseMechanism calibrate(Sensitivity sensitivity, BigDecimal parameter) {
    return DiscreteLaplace.calibrate(sensitivity, parameter);
  }

  @Override
  BigDecimal parameter(PrivacyLoss loss) {
    return ((ApproximateDp) loss).epsilon();
  }

  /** The largest log ratio of the law and its shifts is epsilon, and no smaller. */
  @ParameterizedTest
  @CsvSource({"1, 2, 1", "3, 1, 1", "10, 1, 7", "5, 2, 20"})
  void thePrivacyLossIsTheLargestLogRatio(long numerator, long denominator, long shift) {
    DiscreteLaplace noise = new DiscreteLaplace(numerator, denominator);
    LatticeLaw law = LatticeLaw.laplace(noise.scale());
    double largest = 0;
    long reach = (long) Math.ceil(8 * noise.scale());
    for (long x = -reach - shift; x <= reach; x++) {
      largest =
          Math.max(largest, Math.abs(Math.log(law.probability(x) / law.probability(x + shift))));
    }
    PrivacyLoss loss = noise.privacyLoss(new Sensitivity(1, shift));
    assertThat(parameter(loss).doubleValue()).isCloseTo(largest, Offset.offset(1e-6));
    // Groups add up, since their noise is independent.
    assertThat(parameter(noise.privacyLoss(new Sensitivity(6, shift))).doubleValue())
        .isCloseTo(6 * largest, Offset.offset(1e-5));
  }

  @Test
  void aLossThatIsNotADecimalIsRoundedUp() {
    BigDecimal third = parameter(new DiscreteLaplace(3, 1).privacyLoss(new Sensitivity(1, 1)));
    assertThat(third.multiply(BigDecimal.valueOf(3))).isGreaterThan(BigDecimal.ONE);
  }

  @Test
  void simpleScalesAreFoundExactly() {
    assertThat(DiscreteLaplace.calibrate(new Sensitivity(2, 5), BigDecimal.ONE))
        .isEqualTo(new DiscreteLaplace(10, 1));
    assertThat(DiscreteLaplace.calibrate(new Sensitivity(1, 1), new BigDecimal("8")))
        .isEqualTo(new DiscreteLaplace(1, 8));
  }

  @Test
  void theScaleIsNeverBelowItsBoundAndOneUnitLessWouldBe() {
    // 1 / 0.3 = 3.33...: t / 2^k >= 10 / 3 > (t - 1) / 2^k.
    DiscreteLaplace noise = DiscreteLaplace.calibrate(new Sensitivity(1, 1), new BigDecimal("0.3"));
    BigInteger bound = BigInteger.TEN.multiply(BigInteger.valueOf(noise.scaleDenominator()));
    BigInteger three = BigInteger.valueOf(3);
    assertThat(three.multiply(BigInteger.valueOf(noise.scaleNumerator())))
        .isGreaterThanOrEqualTo(bound);
    assertThat(three.multiply(BigInteger.valueOf(noise.scaleNumerator() - 1))).isLessThan(bound);
    assertThat(Long.bitCount(noise.scaleDenominator())).isEqualTo(1);
  }

  /** Word by word through Algorithm 2, with scale 1: U = 0 kept, V, then the sign. */
  @Test
  void theSamplerFollowsThePaper() {
    long heads = 0;
    long tails = -1;
    long positive = 0;
    long negative = -1;
    long any = 5;
    DiscreteLaplace noise = new DiscreteLaplace(1, 1);
    assertThat(noise.sample(new ScriptedBits(any, heads, tails, positive))).isZero();
    assertThat(noise.sample(new ScriptedBits(any, heads, heads, heads, tails, negative)))
        .isEqualTo(-2);
    ScriptedBits minusZero =
        new ScriptedBits(any, heads, tails, negative, any, heads, heads, tails, positive);
    assertThat(noise.sample(minusZero)).isEqualTo(1);
    assertThat(minusZero.wordsRead()).isEqualTo(9);
  }

  @Test
  void anOverflowFailsLoudlyAndNeedsThousandsOfHeads() {
    DiscreteLaplace noise = new DiscreteLaplace(1L << 52, 1);
    int[] words = {0};
    assertThatThrownBy(
            () ->
                noise.sample(
                    () -> {
                      words[0]++;
                      return words[0] < 2100 ? 0 : -1;
                    }))
        .isInstanceOf(ArithmeticException.class);
    assertThat(words[0]).isGreaterThan(2048);
  }
}
