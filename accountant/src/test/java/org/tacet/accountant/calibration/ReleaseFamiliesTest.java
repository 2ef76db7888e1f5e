package org.tacet.accountant.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.DiscreteGaussian;
import org.tacet.accountant.noise.Sensitivity;

/** A release is refused only where no calibration of any family asked for is within its range. */
class ReleaseFamiliesTest {

  private static final ApproximateDp TOTAL = ApproximateDp.of("1", "1e-9");

  /** An even share of epsilon would keep groups for certain only above 2^20 units. */
  @ParameterizedTest
  @ValueSource(ints = {16_384, 65_536})
  void aJointCalibrationServesWhereEvenSharesFail(int maxGroups) {
    List<Sensitivity> one = List.of(new Sensitivity(maxGroups, 1));
    assertThatThrownBy(
            () ->
                BasicAllocation.calibrate(
                    Requests.of(TOTAL, NoiseKind.LAPLACE, one, true, maxGroups, 1)))
        .isInstanceOf(IllegalArgumentException.class);
    ReleaseCalibration release =
        ReleaseCalibration.of(Requests.of(TOTAL, NoiseKind.LAPLACE, one, true, maxGroups));
    assertThat(release.accountant()).isEqualTo("pld");
    assertThat(release.composed().isWithin(TOTAL)).isTrue();
    assertThat(release.composed().epsilon().doubleValue()).isGreaterThan(1 - 2e-4);
  }

  @Test
  void autoTakesTheFamilyThatIsWithinItsRange() {
    List<Sensitivity> wide = List.of(new Sensitivity(4096, 1L << 41));
    ReleaseCalibration either =
        ReleaseCalibration.of(Requests.of(TOTAL, NoiseKind.AUTO, wide, false, 4096));
    ReleaseCalibration gaussian =
        ReleaseCalibration.of(Requests.of(TOTAL, NoiseKind.GAUSSIAN, wide, false, 4096));
    assertThat(either.mechanisms())
        .isEqualTo(gaussian.mechanisms())
        .hasOnlyElementsOfType(DiscreteGaussian.class);
    // Without a joint calibration one family is left.
    ApproximateDp small = ApproximateDp.of("0.005", "1e-9");
    List<Sensitivity> narrow = List.of(new Sensitivity(1024, 1L << 36));
    assertThatThrownBy(
            () -> ReleaseCalibration.of(Requests.of(small, NoiseKind.LAPLACE, narrow, false, 1024)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(
            ReleaseCalibration.of(Requests.of(small, NoiseKind.AUTO, narrow, false, 1024))
                .mechanisms())
        .hasOnlyElementsOfType(DiscreteGaussian.class);
  }

  @Test
  void whatFitsNoFamilyIsRefusedForItsEvenShare() {
    List<Sensitivity> widest = List.of(new Sensitivity(4096, 1L << 60));
    for (NoiseKind noise : NoiseKind.values()) {
      assertThatThrownBy(
              () -> ReleaseCalibration.of(Requests.of(TOTAL, noise, widest, false, 4096)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2^52");
    }
  }
}
