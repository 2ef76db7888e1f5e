package org.tacet.accountant.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.loss.PrivacyLoss;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.accountant.randomness.KeyedFunction;
import org.tacet.accountant.randomness.Purpose;

/**
 * What every noise mechanism has to show; the test of a mechanism extends this class.
 *
 * <p>The statistical tests draw with a fixed key, so that they give the same answer at each run;
 * for a key chosen at random each would fail with probability at most 1e-6.
 */
abstract class NoiseMechanismContract {

  private static final int DRAWS = 100_000;
  private static final BigDecimal DELTA = new BigDecimal("1e-9");

  /** Returns the mechanism with the given scale parameter in grid steps. */
  abstract NoiseMechanism mechanism(long scaleNumerator, long scaleDenominator);

  /** Returns the law that the mechanism claims, for tests that compare draws with it. */
  abstract LatticeLaw law(double scale);

  /** Calibrates to a privacy parameter: epsilon or rho, whichever the mechanism takes. */
  abstract NoiseMechanism calibrate(Sensitivity sensitivity, BigDecimal parameter);

  /** The parameter of a loss, in the currency of {@link #calibrate}. */
  abstract BigDecimal parameter(PrivacyLoss loss);

  /** Draws with one cell a draw, as a release does. */
  static LongSupplier drawsOf(NoiseMechanism mechanism, long keyNumber) {
    KeyedFunction function = new KeyedFunction(FixedReleaseKeys.numbered(keyNumber));
    ByteBuffer group = ByteBuffer.allocate(Long.BYTES);
    long[] number = {0};
    return () -> {
      group.putLong(0, number[0]++);
      return mechanism.sample(function.cell(Purpose.NOISE, 0, 0, 0, 0, group.array(), Long.BYTES));
    };
  }

  @ParameterizedTest
  @CsvSource({
    "1, 3",
    "7, 10",
    "1, 1",
    "3, 2",
    "10, 1",
    "12345, 1024",
    "1000, 1",
    "1048576, 1",
    "1099511627776, 1",
    "4503599627370496, 1",
    "1, 64"
  })
  void drawsHaveTheClaimedLaw(long numerator, long denominator) {
    double scale = (double) numerator / denominator;
    LongSupplier draws = drawsOf(mechanism(numerator, denominator), 1);
    if (scale < 0.05) {
      for (int draw = 0; draw < 1000; draw++) {
        assertThat(draws.getAsLong()).isZero();
      }
    } else {
      assertThat(ChiSquare.against(law(scale)).rejects(draws, DRAWS)).isFalse();
    }
  }

  /** The power of the test above: noise 1.175 times too small is rejected with as many draws. */
  @ParameterizedTest
  @CsvSource({"400, 1175", "1000, 1175", "10000, 1175", "1000000, 1175", "1175000000, 1175"})
  void noiseAFewPercentTooSmallIsRejected(long numerator, long denominator) {
    double claimed = numerator / 1000.0;
    LongSupplier draws = drawsOf(mechanism(numerator, denominator), 1);
    assertThat(ChiSquare.against(law(claimed)).rejects(draws, DRAWS)).isTrue();
  }

  /** Planted fault: halved noise is rejected with 800 draws. */
  @Test
  void halvedNoiseIsRejectedByFewDraws() {
    ChiSquare test = ChiSquare.against(law(10));
    assertThat(test.rejects(drawsOf(mechanism(5, 1), 1), 800)).isTrue();
    assertThat(test.rejects(drawsOf(mechanism(10, 1), 1), 800)).isFalse();
  }

  /** Planted fault: one draw used twice doubles what a sum of two should have. */
  @Test
  void drawsOfNeighbouringCellsAreIndependent() {
    LongSupplier draws = drawsOf(mechanism(10, 1), 2);
    double products = 0;
    double squares = 0;
    long previous = draws.getAsLong();
    for (int draw = 0; draw < DRAWS; draw++) {
      long next = draws.getAsLong();
      products += (double) previous * next;
      squares += (double) next * next;
      previous = next;
    }
    // Under independence the correlation has standard deviation DRAWS^-1/2; 5 of them are 6e-7.
    assertThat(Math.abs(products / squares)).isLessThan(5 / Math.sqrt(DRAWS));
  }

  @Test
  void aCellAlwaysGivesTheSameDraw() {
    NoiseMechanism mechanism = mechanism(1L << 40, 1);
    LongSupplier once = drawsOf(mechanism, 3);
    LongSupplier again = drawsOf(mechanism, 3);
    LongSupplier otherKey = drawsOf(mechanism, 4);
    for (int draw = 0; draw < 100; draw++) {
      long value = once.getAsLong();
      assertThat(again.getAsLong()).isEqualTo(value);
      assertThat(otherKey.getAsLong()).isNotEqualTo(value);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 3", "1, 1", "7, 2", "10, 1", "250, 1", "300, 1"})
  void errorBarsMatchTheLaw(long numerator, long denominator) {
    NoiseMechanism mechanism = mechanism(numerator, denominator);
    LatticeLaw law = law((double) numerator / denominator);
    for (double confidence : new double[] {0.01, 0.5, 0.9, 0.95, 0.99}) {
      long halfWidth = mechanism.halfWidth(confidence);
      assertThat(inside(law, halfWidth)).isGreaterThanOrEqualTo(confidence - 1e-9);
      if (halfWidth > 0) {
        assertThat(inside(law, halfWidth - 1)).isLessThan(confidence + 1e-9);
      }
    }
    double variance = 0;
    for (long x = 12_000; x >= 1; x--) {
      variance += 2.0 * x * x * law.probability(-x);
    }
    assertThat(mechanism.standardDeviation())
        .isCloseTo(Math.sqrt(variance), Percentage.withPercentage(1e-4));
  }

  private static double inside(LatticeLaw law, long halfWidth) {
    return 1 - 2 * law.atMost(-halfWidth - 1);
  }

  @Test
  void errorBarsOfLargeScalesGrowInProportion() {
    double ratio =
        (double) mechanism(1L << 52, 1).halfWidth(0.95) / mechanism(1L << 20, 1).halfWidth(0.95);
    assertThat(ratio).isCloseTo(0x1p32, Percentage.withPercentage(1e-3));
    assertThat(mechanism(1L << 52, 1).halfWidth(Math.nextDown(1.0))).isPositive();
    assertThat(mechanism(1L << 52, 1).halfWidth(Double.MIN_VALUE)).isBetween(0L, 1L);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.5, 1.5, Double.NaN, Double.POSITIVE_INFINITY})
  void aConfidenceOutsideTheOpenUnitIntervalIsRefused(double confidence) {
    assertThatThrownBy(() -> mechanism(10, 1).halfWidth(confidence))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("confidence must be above 0 and below 1")
        .hasMessageContaining(String.valueOf(confidence));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "3, 20, 0.5",
    "1, 1, 0.000001",
    "1, 1, 100",
    "1000, 1000000, 0.1",
    "7, 13, 1e-9",
    "1, 1, 1000000"
  })
  void calibrationIsSafeAndTight(long maxGroups, long lInf, BigDecimal parameter) {
    Sensitivity sensitivity = new Sensitivity(maxGroups, lInf);
    NoiseMechanism mechanism = calibrate(sensitivity, parameter);
    BigDecimal spent = parameter(mechanism.privacyLoss(sensitivity));
    assertThat(spent).isLessThanOrEqualTo(parameter);
    assertThat(spent.doubleValue()).isGreaterThan(parameter.doubleValue() * (1 - 0x1p-28));
  }

  @Test
  void aLossOfNoChangeIsZero() {
    PrivacyLoss loss = mechanism(10, 1).privacyLoss(new Sensitivity(5, 0));
    assertThat(parameter(loss)).isEqualByComparingTo(BigDecimal.ZERO);
    ApproximateDp converted = loss.toApproximateDp(DELTA);
    assertThat(converted.epsilon()).isEqualByComparingTo(BigDecimal.ZERO);
  }

  @Test
  void aLossOfTheLargestSensitivityIsExact() {
    Sensitivity largest = new Sensitivity(Long.MAX_VALUE, Long.MAX_VALUE);
    assertThat(parameter(mechanism(1L << 52, 1).privacyLoss(largest)))
        .isGreaterThan(new BigDecimal(BigInteger.ONE.shiftLeft(60)));
  }

  @Test
  void calibrationToASensitivityOfZeroIsRefused() {
    assertThatThrownBy(() -> calibrate(new Sensitivity(3, 0), BigDecimal.ONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("all contribution bounds are 0")
        .hasMessageContaining("Widen the contribution bounds");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1e-101", "1e101", "1e-999999999", "1e999999999"})
  void aPrivacyParameterOutsideItsRangeIsRefused(BigDecimal parameter) {
    assertThatThrownBy(() -> calibrate(new Sensitivity(1, 1), parameter))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Provided value:");
  }

  @Test
  void aScaleBeyondTheSamplersIsRefusedWithTheFix() {
    assertThatThrownBy(() -> calibrate(new Sensitivity(1, Long.MAX_VALUE), new BigDecimal("1e-6")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 2^52 grid steps")
        .hasMessageContaining("Choose a coarser grid or tighter bounds");
    assertThatThrownBy(() -> calibrate(new Sensitivity(1, 1), new BigDecimal("1e40")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("above 2^-30 grid steps")
        .hasMessageContaining("Choose a finer grid");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "1, 0",
    "-1, 1",
    "1, -1",
    "4503599627370497, 1",
    "9223372036854775807, 2",
    "1, 1073741824",
    "1, 9223372036854775807"
  })
  void illegalScalesAreRefused(long numerator, long denominator) {
    assertThatThrownBy(() -> mechanism(numerator, denominator))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("noise scale")
        .hasMessageContaining("Provided value: ");
  }

  @Test
  void theEndsOfTheLegalRangeWork() {
    LongSupplier smallest = drawsOf(mechanism(3, 1L << 31), 5);
    for (int draw = 0; draw < 1000; draw++) {
      assertThat(smallest.getAsLong()).isZero();
    }
    assertThat(mechanism(3, 1L << 31).halfWidth(0.999)).isZero();
    assertThat(mechanism(3, 1L << 31).standardDeviation()).isLessThan(1e-100);
    assertThat(drawsOf(mechanism(1L << 52, 1), 5).getAsLong()).isNotZero();
  }

  @Test
  void mechanismsSurviveSerialization() throws IOException, ClassNotFoundException {
    NoiseMechanism mechanism = mechanism(12345, 1024);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
      output.writeObject(mechanism);
    }
    try (ObjectInputStream input =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(input.readObject()).isEqualTo(mechanism);
    }
  }
}
