package org.tacet.accountant.composition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.tacet.accountant.event.NeighborRelation.ADD_OR_REMOVE_ONE;
import static org.tacet.accountant.event.NeighborRelation.REPLACE_ONE;
import static org.tacet.accountant.event.NeighborRelation.REPLACE_SPECIAL;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.accounting.Accountant;
import org.tacet.accountant.accounting.UnsupportedEventException;
import org.tacet.accountant.distribution.PldAccountant;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.DiscreteGaussian;
import org.tacet.accountant.event.DiscreteLaplace;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.Gaussian;
import org.tacet.accountant.event.GaussianThreshold;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.NoOp;
import org.tacet.accountant.event.NonPrivate;
import org.tacet.accountant.event.PoissonSampled;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.RandomizedResponse;
import org.tacet.accountant.event.RepeatAndSelect;
import org.tacet.accountant.event.SelfComposed;
import org.tacet.accountant.event.SingleEpochTreeAggregation;
import org.tacet.accountant.event.TruncatedGeometricSelection;
import org.tacet.accountant.event.Zcdp;

final class ClosedFormAccountantsTest {

  private final Accountant naive = new NaiveAccountant();
  private final Accountant analytic = new AnalyticGaussianAccountant();
  private final Accountant composition = new OptimalCompositionAccountant();

  private static Accountant best() {
    return Accountants.named("best", OptionalDouble.empty());
  }

  private static PrivacyEvent all(PrivacyEvent... events) {
    return new Composed(List.of(events));
  }

  /** Balle, Wang 2018, Theorem 8, solved for the multiplier to 50 digits elsewhere. */
  @ParameterizedTest
  @CsvSource({
    "3.730631634815942, 1.0e-5, 1.0",
    "50.20981826301533, 1.0e-9, 0.1",
    "3.021046971214569, 1.0e-20, 3.0"
  })
  void analyticGivesPublishedMultipliers(double multiplier, double delta, double epsilon) {
    double found = analytic.epsilon(new Gaussian(multiplier), ADD_OR_REMOVE_ONE, delta);
    assertThat(found).isBetween(epsilon * (1 - 1e-11), epsilon * (1 + 1e-9));
  }

  @Test
  void analyticComposesSquaresAndCountsReplacedUnitsTwice() {
    PrivacyEvent composed = all(new SelfComposed(new Gaussian(10), 9), new Gaussian(5));
    double expected = analytic.epsilon(new Gaussian(10 / Math.sqrt(13)), ADD_OR_REMOVE_ONE, 1e-20);
    assertThat(analytic.epsilon(composed, REPLACE_SPECIAL, 1e-20))
        .isCloseTo(expected, within(1e-11));
    assertThat(analytic.epsilon(composed, REPLACE_ONE, 1e-20))
        .isCloseTo(
            analytic.epsilon(new Gaussian(5 / Math.sqrt(13)), ADD_OR_REMOVE_ONE, 1e-20),
            within(1e-11));
    PrivacyEvent tree = new SingleEpochTreeAggregation(10, List.of(3L, 511L, 17L));
    assertThat(
            analytic.epsilon(
                all(tree, new SelfComposed(new Gaussian(5), 1)), REPLACE_SPECIAL, 1e-20))
        .isCloseTo(expected, within(1e-11));
    assertThat(analytic.delta(composed, ADD_OR_REMOVE_ONE, expected))
        .isCloseTo(1e-20, within(1e-29));
    assertThat(analytic.epsilon(composed, ADD_OR_REMOVE_ONE, 0)).isInfinite();
    assertThat(analytic.epsilon(new NoOp(), ADD_OR_REMOVE_ONE, 0)).isZero();
    assertThat(analytic.delta(new NonPrivate(), ADD_OR_REMOVE_ONE, 5)).isEqualTo(1);
  }

  @Test
  void analyticRefusesWhatIsNotGaussian() {
    assertThatThrownBy(
            () -> analytic.epsilon(all(new Gaussian(1), new Laplace(1)), REPLACE_ONE, 1e-5))
        .isInstanceOf(UnsupportedEventException.class)
        .hasMessageContaining("does not support Laplace under REPLACE_ONE")
        .hasMessageContaining("use the pld or the best accountant");
    assertThatThrownBy(
            () ->
                analytic.epsilon(
                    new SingleEpochTreeAggregation(1, List.of(4L)), ADD_OR_REMOVE_ONE, 1e-5))
        .isInstanceOf(UnsupportedEventException.class);
  }

  @Test
  void naiveAddsWithoutRoundingBelow() {
    PrivacyEvent ten = new SelfComposed(new EpsilonDelta(0.1, 1e-7), 10);
    assertThat(naive.epsilon(ten, ADD_OR_REMOVE_ONE, 1e-6)).isBetween(1.0, 1 + 1e-15);
    assertThat(naive.epsilon(ten, ADD_OR_REMOVE_ONE, 0.99e-6)).isInfinite();
    assertThat(naive.delta(ten, ADD_OR_REMOVE_ONE, 1)).isBetween(1e-6, 1.0000001e-6);
    assertThat(naive.delta(ten, ADD_OR_REMOVE_ONE, 0.99)).isEqualTo(1);
    assertThat(naive.delta(new SelfComposed(new EpsilonDelta(0.1, 0.2), 5), REPLACE_ONE, 9))
        .isEqualTo(1);
    PrivacyEvent pure =
        all(
            new Laplace(4),
            new DiscreteLaplace(0.125, 3),
            new SelfComposed(new Laplace(8), 2),
            new TruncatedGeometricSelection(0.5, 1e-9, 7));
    assertThat(naive.epsilon(pure, ADD_OR_REMOVE_ONE, 1e-9)).isBetween(1.375, 1.375 + 1e-14);
    assertThat(naive.epsilon(pure, REPLACE_ONE, 1e-9)).isBetween(2.25, 2.25 + 1e-14);
  }

  @Test
  void naiveSplitsDeltaEvenlyOverWhatNeedsOne() {
    PrivacyEvent mixed =
        all(new SelfComposed(new Gaussian(4), 3), new Laplace(2), new EpsilonDelta(0, 1e-6));
    double share = analytic.epsilon(new Gaussian(4), ADD_OR_REMOVE_ONE, 3e-6);
    assertThat(naive.epsilon(mixed, ADD_OR_REMOVE_ONE, 1e-5))
        .isCloseTo(3 * share + 0.5, within(1e-9));
    double delta = naive.delta(mixed, ADD_OR_REMOVE_ONE, 3 * share + 0.5);
    assertThat(delta).isCloseTo(1e-5, within(1e-13));
    assertThat(naive.epsilon(mixed, ADD_OR_REMOVE_ONE, 1e-6)).isInfinite();
    assertThat(naive.epsilon(mixed, ADD_OR_REMOVE_ONE, 0)).isInfinite();
  }

  @Test
  void naiveCountsOthersByTheirDistributionsOrTheirConversion() {
    PrivacyEvent gaussian = new DiscreteGaussian(100, 10);
    assertThat(naive.epsilon(new SelfComposed(gaussian, 2), ADD_OR_REMOVE_ONE, 2e-6))
        .isCloseTo(2 * analytic.epsilon(new Gaussian(10), ADD_OR_REMOVE_ONE, 1e-6), within(1e-3));
    double conversion = naive.epsilon(new Zcdp(0.005, 0), ADD_OR_REMOVE_ONE, 1e-6);
    assertThat(conversion)
        .isGreaterThan(analytic.epsilon(new Gaussian(10), ADD_OR_REMOVE_ONE, 1e-6))
        .isLessThan(0.53);
    assertThat(naive.epsilon(new Zcdp(0.005, 0.25), ADD_OR_REMOVE_ONE, 1e-6))
        .isCloseTo(conversion + 0.25, within(1e-12));
    assertThatThrownBy(
            () -> naive.epsilon(new RepeatAndSelect(new Laplace(1), 5, 1), REPLACE_ONE, 1e-6))
        .isInstanceOf(UnsupportedEventException.class)
        .hasMessageContaining("the naive accountant does not support RepeatAndSelect");
  }

  /** Randomized response: odds of the most telling answer, in all relations. */
  @Test
  void ownLossesAreThoseOfTheMostTellingAnswer() {
    RandomizedResponse response = new RandomizedResponse(0.4, 5);
    assertThat(naive.epsilon(response, REPLACE_ONE, 0))
        .isCloseTo(Math.log(0.68 / 0.08), within(1e-13));
    assertThat(naive.epsilon(response, REPLACE_SPECIAL, 0))
        .isCloseTo(Math.max(Math.log(0.68 / 0.2), Math.log(0.2 / 0.08)), within(1e-13));
    assertThatThrownBy(() -> naive.epsilon(response, ADD_OR_REMOVE_ONE, 0.1))
        .isInstanceOf(UnsupportedEventException.class);
    assertThat(naive.epsilon(new RandomizedResponse(0, 5), REPLACE_ONE, 0.1)).isInfinite();
    PrivacyEvent sampled = new PoissonSampled(0.25, new EpsilonDelta(2, 1e-4));
    assertThat(OwnLoss.of(sampled, ADD_OR_REMOVE_ONE).orElseThrow().delta())
        .isEqualByComparingTo("0.000025");
    assertThat(OwnLoss.of(sampled, ADD_OR_REMOVE_ONE).orElseThrow().epsilon().doubleValue())
        .isCloseTo(Math.log(1 + 0.25 * (Math.exp(2) - 1)), within(1e-13));
    assertThat(OwnLoss.of(sampled, REPLACE_ONE)).isEmpty();
    assertThat(
            OwnLoss.of(new GaussianThreshold(1, 1e-6, 2e-6, 4, 1), REPLACE_ONE)
                .orElseThrow()
                .delta())
        .isEqualByComparingTo("0.000003");
  }

  @Test
  void compositionIsBelowNaiveAndAboveDistributions() {
    Accountant distributions = new PldAccountant().optimistic();
    PrivacyEvent events =
        all(
            new SelfComposed(new Laplace(20), 100),
            new TruncatedGeometricSelection(0.5, 1e-9, 10),
            new SelfComposed(new DiscreteLaplace(0.02, 2), 60));
    for (double delta : new double[] {1e-3, 1e-6, 2e-9}) {
      double epsilon = composition.epsilon(events, ADD_OR_REMOVE_ONE, delta);
      assertThat(epsilon).isLessThan(naive.epsilon(events, ADD_OR_REMOVE_ONE, delta));
      assertThat(epsilon).isGreaterThan(distributions.epsilon(events, ADD_OR_REMOVE_ONE, delta));
    }
    assertThatThrownBy(() -> composition.delta(new Gaussian(1), REPLACE_ONE, 1))
        .isInstanceOf(UnsupportedEventException.class)
        .hasMessageContaining("does not support Gaussian under REPLACE_ONE");
  }

  @Test
  void bestIsTheSmallestAnswerOfThoseThatAnswer() {
    List<PrivacyEvent> events =
        List.of(
            new SelfComposed(new Gaussian(10), 20),
            new SelfComposed(new EpsilonDelta(0.02, 0), 2000),
            all(new Gaussian(3), new Laplace(5)),
            new Laplace(3));
    for (PrivacyEvent event : events) {
      double smallest = Double.POSITIVE_INFINITY;
      for (String name : Accountants.names()) {
        if (!name.equals("best")) {
          try {
            Accountant one = Accountants.named(name, OptionalDouble.empty());
            smallest = Math.min(smallest, one.epsilon(event, ADD_OR_REMOVE_ONE, 1e-8));
          } catch (UnsupportedEventException refused) {
            assertThat(refused).hasMessageContaining(name);
          }
        }
      }
      assertThat(best().epsilon(event, ADD_OR_REMOVE_ONE, 1e-8)).isEqualTo(smallest);
    }
    assertThat(best().delta(new SelfComposed(new Gaussian(10), 20), ADD_OR_REMOVE_ONE, 1))
        .isEqualTo(analytic.delta(new SelfComposed(new Gaussian(10), 20), ADD_OR_REMOVE_ONE, 1));
  }

  @Test
  void bestSaysWhyNoneAnswers() {
    PrivacyEvent tree = new SingleEpochTreeAggregation(1, List.of(4L));
    assertThatThrownBy(() -> best().epsilon(tree, ADD_OR_REMOVE_ONE, 1e-6))
        .isInstanceOf(UnsupportedEventException.class)
        .hasMessageContaining("the best accountant does not support SingleEpochTreeAggregation")
        .hasMessageContaining("the analytic accountant does not support")
        .hasMessageContaining("the pld accountant does not support");
    assertThat(Accountants.names()).contains("analytic", "best", "composition", "naive", "pld");
  }
}
