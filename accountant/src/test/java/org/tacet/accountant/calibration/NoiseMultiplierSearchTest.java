package org.tacet.accountant.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tacet.accountant.event.NeighborRelation.ADD_OR_REMOVE_ONE;
import static org.tacet.accountant.event.NeighborRelation.REPLACE_ONE;

import java.util.List;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.accounting.Accountant;
import org.tacet.accountant.arithmetic.GaussianTradeOff;
import org.tacet.accountant.distribution.PldAccountant;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.Gaussian;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.NoOp;
import org.tacet.accountant.event.PoissonSampled;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.SelfComposed;
import org.tacet.accountant.event.Zcdp;

class NoiseMultiplierSearchTest {

  private static final PldAccountant PLD = new PldAccountant();

  private static PrivacyTarget target(double epsilon, double delta) {
    return new PrivacyTarget(PLD, ADD_OR_REMOVE_ONE, epsilon, delta);
  }

  /** Published values: Google's dp_accounting at grid 1e-4 gives 1.564986 and 32.904. */
  @Test
  void calibratesTrainingAndLaplaceNoise() {
    double sigma =
        NoiseMultiplierSearch.smallest(
            noise -> new SelfComposed(new PoissonSampled(0.01, new Gaussian(noise)), 10_000),
            target(3, 1e-5));
    assertThat(sigma).isBetween(1.5649, 1.564986 * 1.002);
    double scale =
        NoiseMultiplierSearch.smallest(
            noise -> new SelfComposed(new Laplace(noise), 64), target(1, 1e-6));
    assertThat(scale).isBetween(32.903, 32.904 * 1.002);
  }

  @ParameterizedTest
  @CsvSource({"1,1e-5,1", "0.1,1e-9,100", "20,1e-20,3", "1e-3,1e-2,1000000", "0,1e-3,1"})
  void findsTheNoiseOfGaussianCompositions(double epsilon, double delta, long count) {
    double exact = Math.sqrt((double) count) / GaussianTradeOff.largestMu(epsilon, delta);
    for (NeighborRelation relation : List.of(ADD_OR_REMOVE_ONE, REPLACE_ONE)) {
      double moves = relation == REPLACE_ONE ? 2 : 1;
      Accountant accountant = new ClosedForm();
      double noise =
          NoiseMultiplierSearch.smallest(
              sigma -> new SelfComposed(new Gaussian(sigma), count),
              new PrivacyTarget(accountant, relation, epsilon, delta));
      assertThat(noise).isBetween(exact * moves * (1 - 1e-10), exact * moves * (1 + 2e-7));
    }
  }

  @Test
  void pureLaplaceNeedsItsSum() {
    double noise =
        NoiseMultiplierSearch.smallest(
            scale -> new SelfComposed(new Laplace(scale), 7), target(0.5, 0));
    assertThat(noise).isBetween(14.0, 14 * (1 + 2e-7));
  }

  @Test
  void whatElseIsSpentLeavesLess() {
    DoubleFunction<PrivacyEvent> withSelection =
        noise -> new Composed(List.of(new Gaussian(noise), new EpsilonDelta(0.5, 1e-6)));
    PrivacyTarget target = target(1, 1e-5);
    double alone = NoiseMultiplierSearch.smallest(Gaussian::new, target);
    double noise = NoiseMultiplierSearch.smallest(withSelection, target);
    assertThat(noise).isGreaterThan(alone * 1.2);
    assertThat(PLD.epsilon(withSelection.apply(noise), ADD_OR_REMOVE_ONE, 1e-5))
        .isBetween(1 - 1e-4, 1.0);
  }

  /** An accountant whose answers jump leads to a noise that was asked about and is within. */
  @Test
  void jumpsEndOnTheSafeSide() {
    Accountant stairs =
        new ClosedForm() {
          @Override
          public double epsilon(PrivacyEvent event, NeighborRelation relation, double delta) {
            return Math.ceil(10 * super.epsilon(event, relation, delta)) / 10;
          }
        };
    double noise =
        NoiseMultiplierSearch.smallest(
            Gaussian::new, new PrivacyTarget(stairs, ADD_OR_REMOVE_ONE, 0.95, 1e-5));
    double exact = 1 / GaussianTradeOff.largestMu(0.9, 1e-5);
    assertThat(noise).isBetween(exact * (1 - 1e-10), exact * (1 + 2e-7));
  }

  @Test
  void refusesTargetsThatNoNoiseReaches() {
    assertThatThrownBy(() -> NoiseMultiplierSearch.smallest(Gaussian::new, target(1, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("still costs epsilon Infinity at delta 0")
        .hasMessageContaining("Raise delta above 0");
    assertThatThrownBy(
            () ->
                NoiseMultiplierSearch.smallest(
                    noise -> new Composed(List.of(new Laplace(noise), new EpsilonDelta(2, 0))),
                    target(1.5, 1e-9)))
        .hasMessageContaining("no noise reaches epsilon 1.5, delta 1.0E-9");
    assertThatThrownBy(() -> NoiseMultiplierSearch.smallest(noise -> new NoOp(), target(1, 0)))
        .hasMessageContaining("must need noise");
    assertThatThrownBy(
            () ->
                NoiseMultiplierSearch.smallest(
                    noise -> new SelfComposed(new PoissonSampled(1e-6, new Gaussian(noise)), 3),
                    target(1, 1e-5)))
        .hasMessageContaining("without any the event stays within epsilon 1.0, delta 1.0E-5");
    assertThatThrownBy(
            () -> NoiseMultiplierSearch.smallest(noise -> new Zcdp(1 / noise, 0), target(1, 1e-5)))
        .hasMessageContaining("ZCDP");
    assertThatThrownBy(() -> target(0, 0)).hasMessageContaining("delta must be above 0");
    assertThatThrownBy(() -> target(Double.NaN, 0)).hasMessageContaining("epsilon must be");
    assertThatThrownBy(() -> target(1, 1)).hasMessageContaining("delta must be");
  }
}
