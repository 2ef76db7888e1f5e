package org.tacet.accountant.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.arithmetic.GaussianTradeOff;
import org.tacet.accountant.distribution.PldAccountant;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.DiscreteGaussian;
import org.tacet.accountant.noise.DiscreteLaplace;
import org.tacet.accountant.noise.Sensitivity;

/** What joint calibration gains, and that it never loses. */
class JointAllocationTest {

  private static final ApproximateDp TOTAL = ApproximateDp.of("1", "1e-9");

  private static List<Sensitivity> aggregates(int count, int maxGroups) {
    List<Sensitivity> aggregates = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      aggregates.add(new Sensitivity(maxGroups, 1L << (3 * index)));
    }
    return aggregates;
  }

  private static List<Sensitivity> wide(int count, int maxGroups) {
    return aggregates(count, maxGroups).stream()
        .map(aggregate -> new Sensitivity(maxGroups, 1024 * aggregate.lInf()))
        .toList();
  }

  /** For wide noise over public groups the release is one Gaussian draw: Balle and Wang's sigma. */
  @ParameterizedTest
  @CsvSource({"1, 1", "4, 5", "10, 100"})
  void wideGaussianNoiseIsTheAnalyticOne(int count, int maxGroups) {
    Allocation release =
        JointAllocation.of(
                Requests.of(TOTAL, NoiseKind.GAUSSIAN, wide(count, maxGroups), false, maxGroups, 1))
            .orElseThrow();
    double mu = GaussianTradeOff.largestMu(1, 1e-9);
    double sigma = Math.sqrt(count * (double) maxGroups) / mu;
    for (int index = 0; index < count; index++) {
      assertThat(release.mechanisms().get(index).scale())
          .isCloseTo(1024 * sigma * Math.pow(8, index), Percentage.withPercentage(0.03));
    }
  }

  /** All parts have the same error relative to what a unit moves; the selection no less than x. */
  @Test
  void partsWeighTheSame() {
    Allocation release =
        JointAllocation.of(Requests.of(TOTAL, NoiseKind.LAPLACE, aggregates(6, 100), true, 100, 1))
            .orElseThrow();
    double ofGroup = 1 / release.mechanisms().get(0).scale();
    for (int index = 1; index < 6; index++) {
      assertThat((1L << (3 * index)) / release.mechanisms().get(index).scale())
          .isCloseTo(ofGroup, Percentage.withPercentage(1e-6));
    }
    assertThat(Requests.table(release).epsilon().doubleValue() / 100)
        .isCloseTo(ofGroup, Percentage.withPercentage(1e-6));
  }

  /** P14: never more noise nor a larger group than by even shares, and often much less. */
  @ParameterizedTest
  @CsvSource({
    "LAPLACE, 1, 1, true, 1", "LAPLACE, 4, 5, true, 1", "LAPLACE, 10, 5, true, 0.73",
    "LAPLACE, 10, 100, true, 0.17", "LAPLACE, 4, 100, false, 0.28", "GAUSSIAN, 1, 1, true, 0.95",
    "GAUSSIAN, 4, 5, true, 0.87", "GAUSSIAN, 10, 100, true, 0.92", "GAUSSIAN, 4, 5, false, 0.96"
  })
  void releasesHaveNoMoreNoiseThanByEvenShares(
      NoiseKind noise, int count, int maxGroups, boolean privateGroups, double share) {
    List<Sensitivity> aggregates = aggregates(count, maxGroups);
    Allocation even =
        BasicAllocation.calibrate(
                Requests.of(TOTAL, noise, aggregates, privateGroups, maxGroups, 1))
            .composed();
    ReleaseCalibration release =
        ReleaseCalibration.of(Requests.of(TOTAL, noise, aggregates, privateGroups, maxGroups));
    for (int index = 0; index < count; index++) {
      assertThat(release.mechanisms().get(index).standardDeviation())
          .isLessThanOrEqualTo(share * even.mechanisms().get(index).standardDeviation());
    }
    if (privateGroups) {
      assertThat(Requests.table(release).alwaysKeptFrom())
          .isLessThanOrEqualTo(Requests.table(even).alwaysKeptFrom());
    }
  }

  @Test
  void theFamilyWithLessErrorIsChosen() {
    assertThat(
            ReleaseCalibration.of(Requests.of(TOTAL, NoiseKind.AUTO, aggregates(2, 1), true, 1))
                .mechanisms())
        .hasOnlyElementsOfType(DiscreteLaplace.class);
    assertThat(
            ReleaseCalibration.of(Requests.of(TOTAL, NoiseKind.AUTO, aggregates(4, 50), true, 50))
                .mechanisms())
        .hasOnlyElementsOfType(DiscreteGaussian.class);
    ReleaseCalibration pure =
        ReleaseCalibration.of(
            Requests.of(ApproximateDp.of("1", "0"), NoiseKind.AUTO, aggregates(4, 50), false, 50));
    assertThat(pure.mechanisms()).hasOnlyElementsOfType(DiscreteLaplace.class);
    assertThat(pure.accountant()).isEqualTo("basic");
  }

  /** A delta that Laplace noise would gain little by is not charged. */
  @Test
  void aDeltaThatIsNotUsedIsNotCharged() {
    ReleaseCalibration few =
        ReleaseCalibration.of(Requests.of(TOTAL, NoiseKind.LAPLACE, aggregates(2, 1), false, 1));
    assertThat(few.total()).isEqualTo(ApproximateDp.of("1", "0"));
    ReleaseCalibration many =
        ReleaseCalibration.of(
            Requests.of(TOTAL, NoiseKind.LAPLACE, aggregates(4, 100), false, 100));
    assertThat(many.total()).isEqualTo(TOTAL);
    assertThat(many.accountant()).isEqualTo("pld");
  }

  @Test
  void theMinimumOfUnitsReachesTheSelectionAndChangesNothingElse() {
    ReleaseCalibration any =
        ReleaseCalibration.of(Requests.of(TOTAL, NoiseKind.GAUSSIAN, aggregates(2, 3), true, 3));
    ReleaseCalibration large =
        ReleaseCalibration.of(
            Requests.of(TOTAL, NoiseKind.GAUSSIAN, aggregates(2, 3), true, 3, 20));
    assertThat(large.mechanisms()).isEqualTo(any.mechanisms());
    assertThat(Requests.table(large).keepProbability(19)).isZero();
    assertThat(Requests.table(large).alwaysKeptFrom())
        .isEqualTo(Requests.table(any).alwaysKeptFrom() + 19);
  }

  /** The events cost no less than what is drawn: scales and moves are rounded to the safe side. */
  @ParameterizedTest
  @ValueSource(longs = {3, (1L << 53) + 1, (1L << 61) + 12345})
  void eventsRoundUp(long move) {
    DiscreteLaplace noise = new DiscreteLaplace(3L << 50, 1);
    double epsilon =
        new PldAccountant()
            .epsilon(
                ReleaseEvents.of(List.of(noise), List.of(new Sensitivity(1, move)), List.of()),
                NeighborRelation.ADD_OR_REMOVE_ONE,
                0);
    BigDecimal exact = noise.privacyLoss(new Sensitivity(1, move)).epsilon();
    assertThat(new BigDecimal(epsilon)).isGreaterThanOrEqualTo(exact);
    assertThat(epsilon).isCloseTo(exact.doubleValue(), Percentage.withPercentage(1e-10));
  }

  @Test
  void aSigmaThatNoDoubleHoldsIsRefused() {
    assertThatThrownBy(
            () ->
                ReleaseEvents.of(
                    List.of(new DiscreteGaussian(10, 3)),
                    List.of(new Sensitivity(1, 1)),
                    List.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("power of two");
  }

  @Test
  void theSearchStopsWithinItsToleranceAndGivesUpWhereNothingFits() {
    int[] asked = {0};
    double found =
        LargestWithin.search(
            x -> {
              asked[0]++;
              return x * x + 3 * x;
            },
            10,
            1e-6,
            1e-4,
            15);
    assertThat(found * found + 3 * found).isBetween(10 * (1 - 1e-6), 10.0);
    assertThat(asked[0]).isLessThan(15);
    assertThat(LargestWithin.search(x -> 11, 10, 1e-6, 1, 60)).isNaN();
    double atJump = LargestWithin.search(x -> x < 5 ? 1 : 20, 10, 1e-6, 1, 60);
    assertThat(atJump).isBetween(5 * (1 - 1e-6), 5.0);
  }
}
