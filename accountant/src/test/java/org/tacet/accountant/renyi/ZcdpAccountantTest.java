package org.tacet.accountant.renyi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.tacet.accountant.event.NeighborRelation.ADD_OR_REMOVE_ONE;
import static org.tacet.accountant.event.NeighborRelation.REPLACE_ONE;
import static org.tacet.accountant.event.NeighborRelation.REPLACE_SPECIAL;

import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.accounting.Accountant;
import org.tacet.accountant.accounting.UnsupportedEventException;
import org.tacet.accountant.composition.Accountants;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.DiscreteGaussian;
import org.tacet.accountant.event.DiscreteLaplace;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.ExponentialMechanism;
import org.tacet.accountant.event.Gaussian;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.LaplaceThreshold;
import org.tacet.accountant.event.MixtureOfGaussians;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.NoOp;
import org.tacet.accountant.event.NonPrivate;
import org.tacet.accountant.event.PermuteAndFlip;
import org.tacet.accountant.event.PoissonSampled;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.RandomizedResponse;
import org.tacet.accountant.event.SelfComposed;
import org.tacet.accountant.event.SingleEpochTreeAggregation;
import org.tacet.accountant.event.Skellam;
import org.tacet.accountant.event.Zcdp;
import org.tacet.accountant.loss.ZeroConcentratedDp;

class ZcdpAccountantTest {

  private static final Accountant ACCOUNTANT = Accountants.named("zcdp", OptionalDouble.empty());

  private static void assertRho(PrivacyEvent event, NeighborRelation relation, double rho) {
    assertThat(ZcdpLoss.of(event, relation).rho())
        .as("%s %s", event, relation)
        .isBetween(rho, rho * (1 + 1e-12));
  }

  @Test
  void rhosOfEvents() {
    assertRho(new Gaussian(2), ADD_OR_REMOVE_ONE, 0.125);
    assertRho(new Gaussian(2), REPLACE_ONE, 0.5);
    assertRho(new DiscreteGaussian(4, 3), REPLACE_SPECIAL, 9 / 32.0);
    assertRho(new DiscreteGaussian(4, 3), REPLACE_ONE, 36 / 32.0);
    assertRho(new ExponentialMechanism(2), REPLACE_ONE, 0.5);
    double half = 0.5 * (Math.exp(0.5) - 1) / (Math.exp(0.5) + 1) * (1 - 1e-15);
    assertRho(new Laplace(2), ADD_OR_REMOVE_ONE, half);
    assertRho(new Laplace(4), REPLACE_ONE, half);
    assertRho(new DiscreteLaplace(0.125, 4), ADD_OR_REMOVE_ONE, half);
    assertRho(new DiscreteLaplace(0.125, 2), REPLACE_ONE, half);
    assertRho(new PermuteAndFlip(0.5), REPLACE_ONE, half);
    assertRho(new EpsilonDelta(0.5, 1e-3), REPLACE_ONE, half);
    assertRho(new Zcdp(0.3, 0.1), REPLACE_ONE, 0.3);
    assertRho(new SingleEpochTreeAggregation(2, List.of(5L)), REPLACE_SPECIAL, 0.375);
    assertRho(
        new MixtureOfGaussians(2, List.of(0.0, 3.0), List.of(0.5, 0.5)), ADD_OR_REMOVE_ONE, 1.125);
    assertRho(
        new SelfComposed(new Composed(List.of(new Gaussian(2), new Gaussian(1))), 8),
        ADD_OR_REMOVE_ONE,
        5);
    assertThat(ZcdpLoss.of(new NoOp(), ADD_OR_REMOVE_ONE)).isEqualTo(new ZcdpLoss(0, 0, 0));
  }

  /**
   * Any rho must cover the whole curve, which the rdp accountant's test holds to its definition.
   */
  @Test
  void coversTheRenyiCurve() {
    for (PrivacyEvent event :
        List.of(
            new Laplace(0.3),
            new EpsilonDelta(3, 0),
            new DiscreteLaplace(1.1, 2),
            new ExponentialMechanism(4),
            new RandomizedResponse(0.3, 5),
            new Skellam(9, 4, 2.5),
            new Skellam(1000, 4, 4),
            new Skellam(0.5, 2, 2))) {
      for (NeighborRelation relation : List.of(REPLACE_ONE, REPLACE_SPECIAL)) {
        ZcdpLoss loss = ZcdpLoss.of(event, relation);
        for (double order = 1.0001; order < 1e4; order *= 1.07) {
          assertThat(loss.xi() + loss.rho() * order)
              .as("%s at %s", event, order)
              .isGreaterThanOrEqualTo(RenyiDivergence.of(event, relation, order) * (1 - 1e-9));
        }
      }
    }
    // A planted fault, epsilon^2 / 4 for pure epsilon-DP, would not.
    assertThat(RenyiDivergence.of(new EpsilonDelta(0.5, 0), REPLACE_ONE, 2)).isGreaterThan(0.125);
  }

  @ParameterizedTest
  @CsvSource({"0.1,1e-6", "1,1e-9", "20,1e-12", "1e-6,1e-9"})
  void convertsAsZeroConcentratedDp(double rho, double delta) {
    double exact =
        new ZeroConcentratedDp(new BigDecimal(rho))
            .toApproximateDp(new BigDecimal(delta))
            .epsilon()
            .doubleValue();
    assertThat(ACCOUNTANT.epsilon(new Zcdp(rho, 0), ADD_OR_REMOVE_ONE, delta))
        .isBetween(exact * (1 - 1e-9), exact * (1 + 1e-4));
    double shifted = ACCOUNTANT.epsilon(new Zcdp(rho, 0.25), ADD_OR_REMOVE_ONE, delta);
    assertThat(shifted).isBetween(0.25 * 0.99, 0.25 + exact * (1 + 1e-4));
  }

  @Test
  void deltasOfTheirOwnComposeAsFailures() {
    PrivacyEvent event =
        new Composed(
            List.of(
                new SelfComposed(new EpsilonDelta(0.1, 0.01), 3),
                new LaplaceThreshold(1, 0.02, 2, 1)));
    double failures = 1 - Math.pow(0.99, 3) * 0.98;
    assertThat(ZcdpLoss.of(event, ADD_OR_REMOVE_ONE).delta()).isCloseTo(failures, within(1e-12));
    assertThat(ACCOUNTANT.epsilon(event, ADD_OR_REMOVE_ONE, 0.049)).isInfinite();
    assertThat(ACCOUNTANT.epsilon(event, ADD_OR_REMOVE_ONE, failures + 1e-6)).isBetween(0.5, 10.0);
    assertThat(ACCOUNTANT.delta(event, ADD_OR_REMOVE_ONE, 50)).isCloseTo(failures, within(1e-9));
  }

  @Test
  void extremesAndRefusals() {
    assertThat(ACCOUNTANT.epsilon(new NonPrivate(), ADD_OR_REMOVE_ONE, 0.5)).isInfinite();
    assertThat(ACCOUNTANT.delta(new NonPrivate(), ADD_OR_REMOVE_ONE, 1)).isEqualTo(1);
    assertThat(ACCOUNTANT.epsilon(new Gaussian(1), ADD_OR_REMOVE_ONE, 0)).isInfinite();
    assertThat(ACCOUNTANT.epsilon(new EpsilonDelta(0, 1e-3), ADD_OR_REMOVE_ONE, 1e-3)).isZero();
    assertThat(ZcdpLoss.of(new EpsilonDelta(1e-200, 0), ADD_OR_REMOVE_ONE).rho()).isGreaterThan(0);
    assertThatThrownBy(
            () ->
                ACCOUNTANT.epsilon(
                    new PoissonSampled(0.1, new Gaussian(1)), ADD_OR_REMOVE_ONE, 1e-5))
        .isInstanceOf(UnsupportedEventException.class)
        .hasMessageContaining("zcdp accountant")
        .hasMessageContaining("PoissonSampled")
        .hasMessageContaining("pld or the rdp");
    assertThatThrownBy(() -> ZcdpLoss.of(new RandomizedResponse(0.1, 2), ADD_OR_REMOVE_ONE))
        .isInstanceOf(UnsupportedEventException.class)
        .hasMessageContaining("REPLACE_SPECIAL");
    assertThatThrownBy(() -> new ZcdpLoss(-1, 0, 0)).hasMessageContaining("rho -1.0");
  }
}
