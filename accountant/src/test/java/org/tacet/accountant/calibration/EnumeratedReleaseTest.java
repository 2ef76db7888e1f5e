package org.tacet.accountant.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.accountant.selection.GroupSelection;
import org.tacet.accountant.selection.TruncatedGeometricSelection;

/** Calibrated releases keep (epsilon, delta) outcome by outcome, and planted faults don't (P14). */
class EnumeratedReleaseTest {

  private static final int GROUPS = 2;
  private static final double EPSILON = 2;
  private static final double DELTA = 0.02;
  private static final ApproximateDp TOTAL = ApproximateDp.of("2", "0.02");
  private static final Long[] MOVES = {1L, 2L};
  private static final List<Sensitivity> BOTH =
      List.of(new Sensitivity(GROUPS, 1), new Sensitivity(GROUPS, 2));

  private static ReleaseCalibration calibrated(
      NoiseKind noise, List<Sensitivity> aggregates, boolean privateGroups) {
    return ReleaseCalibration.of(Requests.of(TOTAL, noise, aggregates, privateGroups, GROUPS));
  }

  /** The joint calibration itself, also where it is not preferred. */
  private static Allocation joint(
      NoiseKind noise, List<Sensitivity> aggregates, boolean privateGroups) {
    return JointAllocation.of(Requests.of(TOTAL, noise, aggregates, privateGroups, GROUPS, 1))
        .orElseThrow();
  }

  private static double worst(
      List<NoiseMechanism> mechanisms, List<? extends GroupSelection> selections, Long... moves) {
    return new EnumeratedRelease(mechanisms, EnumeratedRelease.choice(selections), List.of(moves))
        .worstDelta(EPSILON);
  }

  @ParameterizedTest
  @CsvSource({"LAPLACE, true", "LAPLACE, false", "GAUSSIAN, true", "GAUSSIAN, false", "AUTO, true"})
  void releasesKeepTheirTotal(NoiseKind noise, boolean privateGroups) {
    ReleaseCalibration release = calibrated(noise, BOTH, privateGroups);
    assertThat(worst(release.mechanisms(), release.selections(), MOVES))
        .isLessThanOrEqualTo(release.total().delta().doubleValue() + 1e-12);
  }

  /** Without a selection the bound is met by the very worst case, so that little may be left. */
  @ParameterizedTest
  @EnumSource(
      value = NoiseKind.class,
      names = {"LAPLACE", "GAUSSIAN"})
  void jointCalibrationSpendsDeltaAndNoMore(NoiseKind noise) {
    Allocation publicGroups = joint(noise, BOTH, false);
    assertThat(worst(publicGroups.mechanisms(), List.of(), MOVES))
        .isBetween(0.99 * DELTA, DELTA + 1e-12);
    Allocation privateGroups = joint(noise, BOTH, true);
    assertThat(worst(privateGroups.mechanisms(), privateGroups.selections(), MOVES))
        .isBetween(0.25 * DELTA, DELTA + 1e-12);
  }

  /** Smaller moves, and moves in other directions, cost no more than the largest. */
  @ParameterizedTest
  @CsvSource({"LAPLACE, 0, 2", "LAPLACE, 1, -2", "LAPLACE, -1, 1", "GAUSSIAN, 1, -1"})
  void otherMovesCostNoMore(NoiseKind noise, long first, long second) {
    Allocation release = joint(noise, BOTH, true);
    assertThat(worst(release.mechanisms(), release.selections(), first, second))
        .isLessThanOrEqualTo(
            worst(release.mechanisms(), release.selections(), MOVES) * (1 + 1e-9) + 1e-12);
  }

  /** Planted fault: the second aggregate is drawn but not composed. */
  @ParameterizedTest
  @EnumSource(
      value = NoiseKind.class,
      names = {"LAPLACE", "GAUSSIAN"})
  void aForgottenAggregateIsCaught(NoiseKind noise) {
    Allocation first = joint(noise, BOTH.subList(0, 1), true);
    Allocation second = joint(noise, BOTH.subList(1, 2), true);
    List<NoiseMechanism> drawn = List.of(first.mechanisms().get(0), second.mechanisms().get(0));
    assertThat(worst(drawn, first.selections(), MOVES)).isGreaterThan(1.2 * DELTA);
  }

  /** Planted fault: noise takes the whole delta, and the selection takes it once more. */
  @ParameterizedTest
  @EnumSource(
      value = NoiseKind.class,
      names = {"LAPLACE", "GAUSSIAN"})
  void aDeltaThatIsNotSplitIsCaught(NoiseKind noise) {
    Allocation noised = joint(noise, BOTH, false);
    TruncatedGeometricSelection again =
        new TruncatedGeometricSelection(new BigDecimal("0.1"), TOTAL.delta(), GROUPS);
    assertThat(worst(noised.mechanisms(), List.of(again), MOVES)).isGreaterThan(1.2 * DELTA);
  }

  /** Planted fault: noise for one group, and a selection whose budget is each group's (P12). */
  @ParameterizedTest
  @EnumSource(
      value = NoiseKind.class,
      names = {"LAPLACE", "GAUSSIAN"})
  void groupsThatAreNotCountedAreCaught(NoiseKind noise) {
    List<Sensitivity> single = List.of(new Sensitivity(1, 1), new Sensitivity(1, 2));
    Allocation noised = joint(noise, single, false);
    assertThat(worst(noised.mechanisms(), List.of(), MOVES)).isGreaterThan(1.5 * DELTA);
    Allocation right = joint(noise, BOTH, true);
    TruncatedGeometricSelection ofEach =
        new TruncatedGeometricSelection(Requests.table(right).epsilon(), TOTAL.delta(), 1);
    assertThat(worst(right.mechanisms(), List.of(ofEach), MOVES)).isGreaterThan(1.2 * DELTA);
  }

  /** Halved noise is caught in either column. */
  @Test
  void halvedNoiseIsCaught() {
    Allocation release = joint(NoiseKind.GAUSSIAN, BOTH, false);
    for (int halved = 0; halved < 2; halved++) {
      Long[] moves = {halved == 0 ? 2L : 1L, halved == 1 ? 4L : 2L};
      assertThat(worst(release.mechanisms(), List.of(), moves)).isGreaterThan(1.5 * DELTA);
    }
  }
}
