package org.tacet.accountant.noise;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.loss.PrivacyLoss;
import org.tacet.accountant.loss.ZeroConcentratedDp;

class DiscreteGaussianTest extends NoiseMechanismContract {

  @Override
  NoiseMechanism mechanism(long scaleNumerator, long scaleDenominator) {
    return new DiscreteGaussian(scaleNumerator, scaleDenominator);
  }

  @Override
  LatticeLaw law(double scale) {
    return LatticeLaw.gaussian(scale);
  }

  @Override
  NoiseMechanism calibrate(Sensitivity sensitivity, BigDecimal parameter) {
    return DiscreteGaussian.calibrate(sensitivity, parameter);
  }

  @Override
  BigDecimal parameter(PrivacyLoss loss) {
    return ((ZeroConcentratedDp) loss).rho();
  }

  /**
   * The Renyi divergence between the law and its shift, by summing, is at most alpha rho at every
   * order, and equal to it where alpha times the shift is whole.
   */
  @ParameterizedTest
  @CsvSource({"1, 2, 1", "1, 1, 1", "3, 1, 2", "10, 1, 7"})
  void thePrivacyLossBoundsEveryRenyiDivergence(long numerator, long denominator, long shift) {
    DiscreteGaussian noise = new DiscreteGaussian(numerator, denominator);
    double sigma = noise.scale();
    double rho = parameter(noise.privacyLoss(new Sensitivity(1, shift))).doubleValue();
    for (double alpha : new double[] {1.1, 1.5, 2, 2.7, 4, 8}) {
      double mass = 0;
      double moment = 0;
      long reach = (long) Math.ceil(40 * sigma + alpha * shift);
      for (long x = -reach; x <= reach; x++) {
        double exponent = -x * x / (2 * sigma * sigma);
        double shifted = -(x - shift) * (double) (x - shift) / (2 * sigma * sigma);
        mass += Math.exp(exponent);
        moment += Math.exp(alpha * exponent + (1 - alpha) * shifted);
      }
      double divergence = Math.log(moment / mass) / (alpha - 1);
      assertThat(divergence).isLessThanOrEqualTo(alpha * rho * (1 + 1e-9));
      if (alpha == Math.rint(alpha)) {
        assertThat(divergence).isGreaterThan(alpha * rho * (1 - 1e-9));
      }
    }
  }

  @Test
  void aLossThatIsNotADecimalIsRoundedUp() {
    BigDecimal rho = parameter(new DiscreteGaussian(3, 1).privacyLoss(new Sensitivity(1, 1)));
    assertThat(rho.multiply(BigDecimal.valueOf(18))).isGreaterThan(BigDecimal.ONE);
  }

  @Test
  void simpleScalesAreFoundExactly() {
    assertThat(DiscreteGaussian.calibrate(new Sensitivity(1, 10), new BigDecimal("0.5")))
        .isEqualTo(new DiscreteGaussian(10, 1));
    assertThat(DiscreteGaussian.calibrate(new Sensitivity(1, 1), new BigDecimal("2")))
        .isEqualTo(new DiscreteGaussian(1, 2));
  }

  @Test
  void theSigmaIsNeverBelowItsBoundAndOneUnitLessWouldBe() {
    // sigma^2 = 3 / (2 0.5) = 3.
    DiscreteGaussian noise =
        DiscreteGaussian.calibrate(new Sensitivity(3, 1), new BigDecimal("0.5"));
    BigInteger bound =
        BigInteger.valueOf(noise.sigmaDenominator()).pow(2).multiply(BigInteger.valueOf(3));
    assertThat(BigInteger.valueOf(noise.sigmaNumerator()).pow(2)).isGreaterThanOrEqualTo(bound);
    assertThat(BigInteger.valueOf(noise.sigmaNumerator() - 1).pow(2)).isLessThan(bound);
  }

  @Test
  void theNormalTailMatchesTabledValues() {
    assertThat(NormalTail.quantile(0.05)).isEqualTo(1.959963984540054, offset(1e-12));
    assertThat(NormalTail.quantile(0.01)).isEqualTo(2.5758293035489004, offset(1e-12));
    assertThat(NormalTail.quantile(1e-6)).isEqualTo(4.891638475699, offset(1e-10));
    assertThat(NormalTail.twoSided(Math.nextDown(3.0)))
        .isCloseTo(NormalTail.twoSided(3.0), offset(1e-14));
    assertThat(NormalTail.twoSided(0)).isEqualTo(1);
  }

  private static Offset<Double> offset(double value) {
    return Offset.offset(value);
  }
}
