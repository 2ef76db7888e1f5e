package org.tacet.accountant.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.accountant.selection.NoisyThresholdSelection;

/**
 * Releases whose noised count of units decides about groups keep (epsilon, delta) outcome by
 * outcome, and planted faults don't (P12).
 */
class EnumeratedThresholdTest {

  private static final int GROUPS = 2;
  private static final double EPSILON = 2;
  private static final double DELTA = 0.02;
  private static final ApproximateDp TOTAL = ApproximateDp.of("2", "0.02");
  private static final int UNITS = 0;

  private static ReleaseRequest request(NoiseKind noise, int aggregates, long minimum) {
    List<Sensitivity> both = List.of(new Sensitivity(GROUPS, 1), new Sensitivity(GROUPS, 2));
    return new ReleaseRequest(
        TOTAL,
        noise,
        both.subList(0, aggregates).stream().map(StatisticRequest::of).toList(),
        List.of(new SelectionRequest(GROUPS, minimum, OptionalInt.of(UNITS))));
  }

  private static double worst(List<NoiseMechanism> mechanisms, EnumeratedRelease.Choice choice) {
    List<Long> moves = List.of(1L, 2L).subList(0, mechanisms.size());
    return new EnumeratedRelease(mechanisms, Optional.of(choice), moves).worstDelta(EPSILON);
  }

  private static NoisyThresholdSelection threshold(Allocation release) {
    return (NoisyThresholdSelection) release.selections().get(0);
  }

  private static EnumeratedRelease.ByThreshold at(long threshold, long minimum) {
    return new EnumeratedRelease.ByThreshold(UNITS, threshold, minimum);
  }

  @ParameterizedTest
  @CsvSource({"LAPLACE, 1", "GAUSSIAN, 1", "LAPLACE, 3", "GAUSSIAN, 3"})
  void evenSplitsKeepTheirTotal(NoiseKind noise, long minimum) {
    Allocation release = BasicAllocation.calibrate(request(noise, 2, minimum)).composed();
    assertThat(threshold(release).minPrivacyUnits()).isEqualTo(minimum);
    assertThat(
            worst(
                release.mechanisms(), EnumeratedRelease.choice(release.selections()).orElseThrow()))
        .isLessThanOrEqualTo(DELTA + 1e-12);
  }

  /** Joint compositions, also where they are not preferred; and some of delta is spent. */
  @ParameterizedTest
  @EnumSource(
      value = NoiseKind.class,
      names = {"LAPLACE", "GAUSSIAN"})
  void jointReleasesKeepTheirTotal(NoiseKind noise) {
    Allocation release = JointAllocation.of(request(noise, 2, 1)).orElseThrow();
    assertThat(
            worst(
                release.mechanisms(), EnumeratedRelease.choice(release.selections()).orElseThrow()))
        .isBetween(0.25 * DELTA, DELTA + 1e-12);
  }

  /** Planted fault: each of the groups of a unit gets the delta of all. */
  @Test
  void aDeltaThatIsNotSplitOverGroupsIsCaught() {
    Allocation release = BasicAllocation.calibrate(request(NoiseKind.LAPLACE, 2, 1)).composed();
    NoisyThresholdSelection ofEach =
        NoisyThresholdSelection.of(release.mechanisms().get(UNITS), UNITS, TOTAL.delta(), 1, 1);
    assertThat(worst(release.mechanisms(), at(ofEach.threshold(), 1))).isGreaterThan(1.2 * DELTA);
  }

  /** Planted fault: the least threshold, less one. All of delta is the threshold's here. */
  @Test
  void aThresholdOneTooLowIsCaught() {
    Allocation release = BasicAllocation.calibrate(request(NoiseKind.LAPLACE, 1, 1)).composed();
    long threshold = threshold(release).threshold();
    assertThat(worst(release.mechanisms(), at(threshold, 1))).isLessThanOrEqualTo(DELTA + 1e-12);
    assertThat(worst(release.mechanisms(), at(threshold - 1, 1))).isGreaterThan(1.1 * DELTA);
    assertThatThrownBy(
            () ->
                new NoisyThresholdSelection(
                    release.mechanisms().get(UNITS),
                    UNITS,
                    new BigDecimal("0.02"),
                    GROUPS,
                    1,
                    threshold - 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("threshold must be at least " + threshold);
  }

  /** Planted fault: groups are filtered by their exact count, and then meet the old threshold. */
  @ParameterizedTest
  @EnumSource(
      value = NoiseKind.class,
      names = {"LAPLACE", "GAUSSIAN"})
  void anExactFilterBeforeTheThresholdIsCaught(NoiseKind noise) {
    Allocation any = JointAllocation.of(request(noise, 2, 1)).orElseThrow();
    assertThat(worst(any.mechanisms(), at(threshold(any).threshold(), 6))).isGreaterThan(4 * DELTA);
    Allocation large = JointAllocation.of(request(noise, 2, 6)).orElseThrow();
    assertThat(threshold(large).threshold()).isEqualTo(threshold(any).threshold() + 5);
  }
}
