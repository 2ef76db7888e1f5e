package org.tacet.accountant.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tacet.accountant.event.NeighborRelation.ADD_OR_REMOVE_ONE;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.arithmetic.GaussianTradeOff;
import org.tacet.accountant.distribution.PldAccountant;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.Gaussian;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.NoOp;
import org.tacet.accountant.event.PoissonSampled;
import org.tacet.accountant.event.SelfComposed;

class StepSearchTest {

  private static final PldAccountant PLD = new PldAccountant();

  private static PrivacyTarget target(double epsilon, double delta) {
    return new PrivacyTarget(PLD, ADD_OR_REMOVE_ONE, epsilon, delta);
  }

  @ParameterizedTest
  @CsvSource({"3,1e-5,40", "0.5,1e-6,1000", "10,1e-12,3", "1,1e-5,3.7", "1,1e-5,2"})
  void countsGaussianStepsExactly(double epsilon, double delta, double sigma) {
    double mu = GaussianTradeOff.largestMu(epsilon, delta);
    long exact = (long) Math.floor(mu * mu * sigma * sigma);
    PrivacyTarget target = new PrivacyTarget(new ClosedForm(), ADD_OR_REMOVE_ONE, epsilon, delta);
    assertThat(StepSearch.largest(new Gaussian(sigma), target)).isEqualTo(exact);
  }

  @Test
  void countsPureLossesExactly() {
    assertThat(StepSearch.largest(new Laplace(8), target(3, 0))).isBetween(23L, 24L);
    assertThat(StepSearch.largest(new Laplace(8), target(3.01, 0))).isEqualTo(24);
    assertThat(StepSearch.largest(new Laplace(8), target(0.1, 0))).isZero();
    assertThat(StepSearch.largest(new Gaussian(8), target(5, 0))).isZero();
  }

  /** 10,000 steps cost 6.18774 at delta 1e-5. */
  @Test
  void theNextStepOfATrainingIsTooMuch() {
    PoissonSampled step = new PoissonSampled(0.01, new Gaussian(1));
    long steps = StepSearch.largest(step, target(6.18774, 1e-5));
    assertThat(steps).isBetween(9_990L, 10_001L);
    assertThat(PLD.epsilon(new SelfComposed(step, steps), ADD_OR_REMOVE_ONE, 1e-5))
        .isLessThanOrEqualTo(6.18774);
    assertThat(PLD.epsilon(new SelfComposed(step, steps + 1), ADD_OR_REMOVE_ONE, 1e-5))
        .isGreaterThan(6.18774);
  }

  @Test
  void stepsShareATargetWithOtherEvents() {
    long steps =
        StepSearch.largest(
            count ->
                new Composed(
                    List.of(
                        new EpsilonDelta(1, 0),
                        new SelfComposed(new EpsilonDelta(0.25, 0), count))),
            target(2.1, 0));
    assertThat(steps).isEqualTo(4);
  }

  @Test
  void refusesStepsWithoutEnd() {
    assertThatThrownBy(() -> StepSearch.largest(new NoOp(), target(1, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2^40");
  }
}
