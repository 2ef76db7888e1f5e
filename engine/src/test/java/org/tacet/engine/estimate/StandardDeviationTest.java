package org.tacet.engine.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.noise.DiscreteGaussian;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.accountant.randomness.KeyedFunction;
import org.tacet.accountant.randomness.Purpose;

/** The published standard deviations are those that draws of the noise show. */
class StandardDeviationTest {

  private static final int DRAWS = 20_000;

  /**
   * The estimate of a standard deviation from so many normal draws is off by 1 / sqrt(2 DRAWS) =
   * 0.5 %; what is not of first order takes less than 1 %. So 4 % is passed by chance in 2e-9.
   */
  private static final double TOLERANCE = 0.04;

  private static final long ROWS = 4000;
  private static final long DISTANCE = 12;
  private static final long VARIANCE = 200;
  private static final long SQUARE_CENTER = 1250;

  private static final long[] TRUE_STEPS = {
    ROWS, ROWS * DISTANCE, ROWS * (VARIANCE + DISTANCE * DISTANCE - SQUARE_CENTER)
  };
  private static final long[] SCALES = {20, 700, 15_000};

  private static final MeanEstimator MEAN = new MeanEstimator(0, 1, 50, 0, 100, 0.5);

  private static List<NoiseMechanism> noise(double factor) {
    return IntStream.range(0, SCALES.length)
        .mapToObj(
            each -> (NoiseMechanism) new DiscreteGaussian(Math.round(SCALES[each] * factor), 1))
        .toList();
  }

  /** The spread of the published values over the published spread, on average. */
  private static double ratio(Estimator estimator, double claimed) {
    List<NoiseMechanism> drawn = noise(1);
    NoisedStatistics noised = new NoisedStatistics(noise(claimed), 0.95);
    KeyedFunction function = new KeyedFunction(FixedReleaseKeys.numbered(11));
    double sum = 0;
    double squares = 0;
    double published = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      byte[] group = ByteBuffer.allocate(Integer.BYTES).putInt(draw).array();
      for (int each = 0; each < SCALES.length; each++) {
        long noise =
            drawn
                .get(each)
                .sample(function.cell(Purpose.NOISE, 0, each, 0, 0, group, group.length));
        noised.set(each, BigInteger.valueOf(TRUE_STEPS[each] + noise));
      }
      double value = (Double) estimator.value(noised);
      sum += value;
      squares += value * value;
      published += estimator.standardDeviation(noised) / DRAWS;
    }
    double mean = sum / DRAWS;
    return Math.sqrt(squares / DRAWS - mean * mean) / published;
  }

  private static Estimator estimator(String kind) {
    return kind.equals("mean")
        ? MEAN
        : new VarianceEstimator(MEAN, 2, 1, SQUARE_CENTER, kind.equals("stddev"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mean", "variance", "stddev"})
  void drawsSpreadAsMuchAsIsPublished(String kind) {
    assertThat(ratio(estimator(kind), 1)).isCloseTo(1, within(TOLERANCE));
  }

  /** The same draws tell a noise that is larger by a tenth than the one that is claimed. */
  @ParameterizedTest
  @ValueSource(strings = {"mean", "variance", "stddev"})
  void aNoiseThatIsLargerThanClaimedIsFound(String kind) {
    assertThat(ratio(estimator(kind), 1 / 1.1)).isGreaterThan(1 + TOLERANCE);
  }

  @Test
  void aTotalHasThatOfItsNoiseInItsOwnUnit() {
    NoisedStatistics noised = new NoisedStatistics(noise(1), 0.95);
    noised.set(0, BigInteger.valueOf(-3));
    Estimator cents = new TotalEstimator(0, DataTypes.createDecimalType(38, 2), -1);
    Estimator quarters = new TotalEstimator(0, DataTypes.DoubleType, -2);
    Estimator whole = new TotalEstimator(0, DataTypes.LongType, 0);
    assertThat(cents.standardDeviation(noised)).isCloseTo(0.2, within(1e-9));
    assertThat(quarters.standardDeviation(noised)).isCloseTo(5, within(1e-9));
    assertThat(new NonNegativeEstimator(whole).standardDeviation(noised))
        .isCloseTo(20, within(1e-9));
  }

  /** Without rows nothing is known, and first-order formulas say more than the range is wide. */
  @Test
  void noneExceedsHalfTheRange() {
    NoisedStatistics noised = new NoisedStatistics(noise(1), 0.95);
    for (int each = 0; each < SCALES.length; each++) {
      noised.set(each, BigInteger.valueOf(-5));
    }
    assertThat(MEAN.standardDeviation(noised)).isEqualTo(25);
    assertThat(estimator("variance").standardDeviation(noised)).isEqualTo(312.5);
    assertThat(estimator("stddev").standardDeviation(noised)).isEqualTo(12.5);
  }
}
