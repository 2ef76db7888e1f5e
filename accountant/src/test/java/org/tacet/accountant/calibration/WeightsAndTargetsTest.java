package org.tacet.accountant.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.Sensitivity;

/** Errors in proportion to weights, and exactly as small as targets ask. */
class WeightsAndTargetsTest {

  private static final ApproximateDp TOTAL = ApproximateDp.of("1", "1e-9");

  private static StatisticRequest weighted(double weight) {
    return new StatisticRequest(new Sensitivity(20, 1000), weight, OptionalLong.empty());
  }

  private static StatisticRequest targeted(long halfWidth) {
    return new StatisticRequest(new Sensitivity(20, 1000), 1, OptionalLong.of(halfWidth));
  }

  private static ReleaseCalibration release(
      String delta, NoiseKind noise, StatisticRequest... statistics) {
    return ReleaseCalibration.of(
        new ReleaseRequest(ApproximateDp.of("1", delta), noise, List.of(statistics), List.of()));
  }

  @ParameterizedTest
  @CsvSource({"LAPLACE, 0", "LAPLACE, 1e-9", "GAUSSIAN, 1e-9"})
  void errorsAreInProportionToWeights(NoiseKind noise, String delta) {
    ReleaseCalibration release =
        release(delta, noise, weighted(1), weighted(4), weighted(0.5), weighted(4));
    double first = release.mechanisms().get(0).scale();
    assertThat(release.mechanisms().get(1).scale() / first)
        .isCloseTo(4, Percentage.withPercentage(1e-5));
    assertThat(release.mechanisms().get(2).scale() / first)
        .isCloseTo(0.5, Percentage.withPercentage(1e-5));
    assertThat(release.composed().isWithin(release.total())).isTrue();
    assertThat(release.composed().epsilon().doubleValue()).isGreaterThan(1 - 2e-4);
  }

  /** Only ratios matter, also next to a choice of groups that costs an epsilon. */
  @ParameterizedTest
  @ValueSource(strings = {"LAPLACE", "GAUSSIAN"})
  void onlyRatiosOfWeightsMatter(NoiseKind noise) {
    ReleaseRequest once =
        new ReleaseRequest(
            TOTAL, noise, List.of(weighted(1), weighted(3)), List.of(SelectionRequest.of(20)));
    ReleaseRequest tenfold =
        new ReleaseRequest(TOTAL, noise, List.of(weighted(10), weighted(30)), once.selections());
    for (int index = 0; index < 2; index++) {
      assertThat(ReleaseCalibration.of(tenfold).mechanisms().get(index).scale())
          .isCloseTo(
              ReleaseCalibration.of(once).mechanisms().get(index).scale(),
              Percentage.withPercentage(0.02));
    }
  }

  /** A column that is content with a wide interval leaves its share to the other. */
  @ParameterizedTest
  @CsvSource({"LAPLACE, 0", "LAPLACE, 1e-9", "GAUSSIAN, 1e-9"})
  void targetsAreMetExactlyAndTheRestIsShared(NoiseKind noise, String delta) {
    ReleaseCalibration even = release(delta, noise, weighted(1), weighted(1));
    long half = even.mechanisms().get(0).halfWidth(0.95);
    ReleaseCalibration wide = release(delta, noise, targeted(3 * half), weighted(1));
    assertThat(wide.mechanisms().get(0).halfWidth(0.95)).isBetween(3 * half - 3, 3 * half);
    assertThat(wide.mechanisms().get(1).scale()).isLessThan(0.9 * even.mechanisms().get(1).scale());
    ReleaseCalibration narrow = release(delta, noise, targeted(half * 4 / 5), weighted(1));
    assertThat(narrow.mechanisms().get(0).halfWidth(0.95))
        .isBetween(half * 4 / 5 - 3, half * 4 / 5);
    assertThat(narrow.mechanisms().get(1).scale())
        .isGreaterThan(1.1 * even.mechanisms().get(1).scale());
    assertThat(narrow.composed().isWithin(narrow.total())).isTrue();
    assertThat(narrow.composed().epsilon().doubleValue()).isGreaterThan(0.99);
  }

  /** What the refusal says would do does, and half of it doesn't. */
  @ParameterizedTest
  @CsvSource({"LAPLACE, 0", "LAPLACE, 1e-9", "GAUSSIAN, 1e-9", "AUTO, 1e-9"})
  void unreachableTargetsNameTheSmallest(NoiseKind noise, String delta) {
    UnreachableTargetException refusal =
        catchThrowableOfType(
            UnreachableTargetException.class,
            () -> release(delta, noise, targeted(5), weighted(1), targeted(10)));
    assertThat(refusal).hasMessageContaining("Smallest half-widths");
    long first = refusal.smallestHalfWidths().get(0);
    long third = refusal.smallestHalfWidths().get(2);
    assertThat((double) third / (double) first).isCloseTo(2, Percentage.withPercentage(1));
    ReleaseCalibration reached =
        release(delta, noise, targeted(first), weighted(1), targeted(third));
    assertThat(reached.mechanisms().get(0).halfWidth(0.95)).isLessThanOrEqualTo(first);
    assertThatThrownBy(
            () ->
                release(
                    delta, noise, targeted(first * 9 / 10), weighted(1), targeted(third * 9 / 10)))
        .isInstanceOf(UnreachableTargetException.class);
  }

  /** Noise of next to nothing is refused like any other that costs too much. */
  @ParameterizedTest
  @ValueSource(strings = {"LAPLACE", "GAUSSIAN"})
  void aTargetOfNoErrorIsRefused(NoiseKind noise) {
    assertThatThrownBy(() -> release("1e-9", noise, targeted(0), weighted(1)))
        .isInstanceOf(UnreachableTargetException.class);
  }

  /** A table for the groups takes its even share, which keeps more than a count this noisy. */
  @Test
  void releasesOfTargetsAloneCostNoMoreThanTheyNeed() {
    ReleaseCalibration release =
        ReleaseCalibration.of(
            new ReleaseRequest(
                TOTAL,
                NoiseKind.LAPLACE,
                List.of(
                    new StatisticRequest(new Sensitivity(3, 1), 1, OptionalLong.of(40)),
                    new StatisticRequest(new Sensitivity(3, 1), 1, OptionalLong.of(90))),
                List.of(new SelectionRequest(3, 1, OptionalInt.of(0)))));
    assertThat(release.mechanisms().get(0).halfWidth(0.95)).isEqualTo(40);
    assertThat(release.mechanisms().get(1).halfWidth(0.95)).isEqualTo(90);
    assertThat(release.composed().epsilon().doubleValue()).isBetween(0.6, 0.7);
  }

  /** P14: two groupings of three statistics, one choice by a count and one by a table. */
  @Test
  void groupingsAreCalibratedTogether() {
    ReleaseCalibration release =
        ReleaseCalibration.of(
            new ReleaseRequest(
                TOTAL,
                NoiseKind.GAUSSIAN,
                List.of(
                    StatisticRequest.of(new Sensitivity(5, 1)),
                    StatisticRequest.of(new Sensitivity(5, 8)),
                    StatisticRequest.of(new Sensitivity(2, 1))),
                List.of(
                    new SelectionRequest(5, 1, OptionalInt.of(0)),
                    new SelectionRequest(2, 4, OptionalInt.empty()))));
    assertThat(release.selections()).hasSize(2);
    assertThat(release.selections().get(0).delta()).isEqualByComparingTo("2.5e-10");
    assertThat(release.selections().get(1).delta()).isEqualByComparingTo("2.5e-10");
    assertThat(release.selections().get(1).minPrivacyUnits()).isEqualTo(4);
    assertThat(release.parts()).hasSize(5);
    assertThat(release.composed().isWithin(TOTAL)).isTrue();
    assertThat(release.composed().epsilon().doubleValue()).isGreaterThan(1 - 2e-4);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1e7, 1e-7, Double.NaN})
  void weightsOutOfRangeAreRefused(double weight) {
    assertThatThrownBy(() -> weighted(weight))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("weight must be in [1e-6, 1e6]");
  }

  /** A sum, a scaled count or a count of other groups is no count that could decide (P12). */
  @Test
  void onlyAnUnscaledCountOfTheSameGroupsDecides() {
    for (StatisticRequest wrong :
        List.of(
            StatisticRequest.of(new Sensitivity(3, 2)),
            StatisticRequest.of(new Sensitivity(4, 1)))) {
      assertThatThrownBy(
              () ->
                  new ReleaseRequest(
                      TOTAL,
                      NoiseKind.LAPLACE,
                      List.of(wrong),
                      List.of(new SelectionRequest(3, 1, OptionalInt.of(0)))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a unit moves by 1 in 3 groups");
    }
  }
}
