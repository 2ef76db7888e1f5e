package org.tacet.accountant.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.DiscreteGaussian;
import org.tacet.accountant.noise.DiscreteLaplace;
import org.tacet.accountant.noise.Sensitivity;

class ReleaseCalibrationTest {

  private static final ApproximateDp TOTAL = ApproximateDp.of("1", "1e-9");
  private static final List<Sensitivity> THREE =
      List.of(new Sensitivity(3, 20), new Sensitivity(3, 1), new Sensitivity(3, 500_000));

  @Provide
  Arbitrary<Sensitivity> sensitivities() {
    return Combinators.combine(
            Arbitraries.longs().between(1, 1000), Arbitraries.longs().between(1, 1_000_000))
        .as(Sensitivity::new);
  }

  @Property(tries = 30)
  void thePartsComposeWithinTheTotalAndSpendIt(
      @ForAll NoiseKind noise,
      @ForAll @Size(min = 1, max = 7) List<@From("sensitivities") Sensitivity> aggregates,
      @ForAll boolean privateGroups,
      @ForAll @IntRange(min = 1, max = 50) int maxGroups,
      @ForAll @DoubleRange(min = 0.3, max = 20) double epsilon,
      @ForAll @DoubleRange(min = -14, max = -2) double logDelta) {
    ApproximateDp total =
        new ApproximateDp(new BigDecimal(epsilon), new BigDecimal(Math.pow(10, logDelta)));
    ReleaseCalibration calibration =
        ReleaseCalibration.of(Requests.of(total, noise, aggregates, privateGroups, maxGroups));

    boolean spendsDelta =
        privateGroups
            || calibration.mechanisms().get(0) instanceof DiscreteGaussian
            || calibration.accountant().equals("pld");
    assertThat(calibration.total())
        .isEqualTo(spendsDelta ? total : new ApproximateDp(total.epsilon(), BigDecimal.ZERO));
    assertThat(calibration.composed().isWithin(calibration.total())).isTrue();
    assertThat(calibration.composed().epsilon().doubleValue()).isGreaterThan(epsilon * (1 - 2e-4));
    assertThat(calibration.mechanisms()).hasSameSizeAs(aggregates);
    assertThat(calibration.selections()).hasSize(privateGroups ? 1 : 0);
    assertThat(calibration.parts()).hasSize(aggregates.size() + (privateGroups ? 1 : 0));
    for (int index = 0; index < aggregates.size(); index++) {
      assertThat(calibration.parts().get(index).loss())
          .isEqualTo(calibration.mechanisms().get(index).privacyLoss(aggregates.get(index)));
    }
  }

  @Test
  void laplaceSharesEpsilonWithTheSelectionAndLeavesItDelta() {
    ReleaseCalibration calibration =
        ReleaseCalibration.of(Requests.of(TOTAL, NoiseKind.LAPLACE, THREE, true, 3));
    assertThat(calibration.mechanisms())
        .containsExactly(
            new DiscreteLaplace(3 * 20 * 4, 1),
            new DiscreteLaplace(3 * 4, 1),
            new DiscreteLaplace(3 * 500_000 * 4, 1));
    assertThat(Requests.table(calibration).epsilon()).isEqualByComparingTo("0.25");
    assertThat(Requests.table(calibration).delta()).isEqualByComparingTo("1e-9");
    assertThat(calibration.parts().stream().map(CalibratedPart::name))
        .containsExactly("aggregate 0", "aggregate 1", "aggregate 2", "group selection");
  }

  @Test
  void publicGroupsLeaveEpsilonToTheAggregatesAndNeedNoDelta() {
    ReleaseCalibration calibration =
        ReleaseCalibration.of(
            Requests.of(
                ApproximateDp.of("0.5", "0"),
                NoiseKind.LAPLACE,
                List.of(new Sensitivity(1, 1)),
                false,
                1));
    assertThat(calibration.mechanisms()).containsExactly(new DiscreteLaplace(2, 1));
    assertThat(calibration.composed().delta()).isZero();
  }

  @Test
  void gaussianHalvesDeltaWithTheSelection() {
    ReleaseCalibration calibration =
        ReleaseCalibration.of(Requests.of(TOTAL, NoiseKind.GAUSSIAN, THREE, true, 3));
    assertThat(Requests.table(calibration).epsilon()).isEqualByComparingTo("0.25");
    assertThat(Requests.table(calibration).delta()).isEqualByComparingTo("5e-10");
    assertThat(calibration.mechanisms()).hasOnlyElementsOfType(DiscreteGaussian.class);
    assertThat(calibration.accountant()).isEqualTo("pld");
    // Equal shares: sigma in proportion to the L2 sensitivity.
    double first = calibration.mechanisms().get(0).scale();
    assertThat(calibration.mechanisms().get(1).scale() * 20)
        .isCloseTo(first, Percentage.withPercentage(1e-6));
  }

  @Test
  void anInexactShareIsStillWithinTheTotal() {
    ReleaseCalibration calibration =
        ReleaseCalibration.of(
            Requests.of(
                ApproximateDp.of("0.1000000000000000000000000000000000000000000000000001", "1e-9"),
                NoiseKind.LAPLACE,
                List.of(new Sensitivity(1, 1), new Sensitivity(1, 1)),
                true,
                7));
    assertThat(calibration.composed().isWithin(calibration.total())).isTrue();
  }

  @ParameterizedTest
  @EnumSource(NoiseKind.class)
  void privateGroupsNeedADelta(NoiseKind noise) {
    assertThatThrownBy(
            () ->
                ReleaseCalibration.of(
                    Requests.of(ApproximateDp.of("1", "0"), noise, THREE, true, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("delta above 0");
  }

  @Test
  void gaussianNoiseNeedsADelta() {
    assertThatThrownBy(
            () ->
                ReleaseCalibration.of(
                    Requests.of(ApproximateDp.of("1", "0"), NoiseKind.GAUSSIAN, THREE, false, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "gaussian noise needs a delta above 0. Provided value: 0."
                + " Set a delta or choose laplace noise.");
  }

  @ParameterizedTest
  @EnumSource(NoiseKind.class)
  void everyKindOfNoiseIsRegistered(NoiseKind noise) {
    assertThat(ReleaseCalibration.of(Requests.of(TOTAL, noise, THREE, false, 3)).mechanisms())
        .hasSize(3);
    assertThat(noise.word()).isEqualTo(noise.name().toLowerCase(Locale.ROOT));
  }

  @Test
  void impossibleReleasesAreRefused() {
    assertThatThrownBy(
            () -> ReleaseCalibration.of(Requests.of(TOTAL, NoiseKind.LAPLACE, List.of(), true, 3)))
        .hasMessageContaining("at least one aggregate");
    assertThatThrownBy(
            () ->
                ReleaseCalibration.of(
                    Requests.of(ApproximateDp.ZERO, NoiseKind.LAPLACE, THREE, false, 3)))
        .hasMessageContaining("epsilon must be above 0");
    assertThatThrownBy(
            () ->
                ReleaseCalibration.of(
                    Requests.of(
                        TOTAL, NoiseKind.LAPLACE, List.of(new Sensitivity(1, 0)), false, 3)))
        .hasMessageContaining("all contribution bounds are 0");
  }
}
