package org.tacet.accountant.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.tacet.accountant.event.NeighborRelation.ADD_OR_REMOVE_ONE;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.distribution.PldAccountant;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * Why composition that is exact for fixed events is no filter. Total: epsilon 1, delta 0.01. First
 * comes randomized response of 0.1. If its answer speaks for P, the next event is the largest
 * randomized response that would be within the total; else it is one that fails with probability
 * 0.01. Either pair of events alone is within the total; the choice between them is not, as each is
 * taken where it harms.
 */
final class AdaptiveAdversaryTest {

  private static final double EPSILON = 1;
  private static final double DELTA = 0.01;
  private static final EpsilonDelta FIRST = new EpsilonDelta(0.1, 0);
  private static final EpsilonDelta FAILS = new EpsilonDelta(0, DELTA);

  /** All outcomes of both branches, (P - e^epsilon Q)+ in sum. */
  static double deltaOfTheChoice(double second, double failure) {
    double p = 1 / (1 + Math.exp(-0.1));
    double truthful = 1 / (1 + Math.exp(-second));
    double factor = Math.exp(EPSILON);
    return Math.max(0, p * truthful - factor * (1 - p) * (1 - truthful))
        + Math.max(0, p * (1 - truthful) - factor * (1 - p) * truthful)
        + (1 - p) * failure // told apart with certainty
        + Math.max(0, (1 - p) * (1 - failure) - factor * p * (1 - failure));
  }

  private static double largestGranted(Predicate<PrivacyEvent> grants) {
    double low = 0;
    double high = 10;
    for (int step = 0; step < 60; step++) {
      double middle = (low + high) / 2;
      if (grants.test(new EpsilonDelta(middle, 0))) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Test
  void distributionsGrantWhatGoesHalfBeyondTheTotal() {
    PldAccountant distributions = new PldAccountant(1e-4);
    Predicate<PrivacyEvent> grants =
        next ->
            distributions.delta(new Composed(List.of(FIRST, next)), ADD_OR_REMOVE_ONE, EPSILON)
                <= DELTA * (1 + 1e-6);
    assertThat(grants.test(FAILS)).isTrue();
    double second = largestGranted(grants);
    // By hand: 0.01 = (e^(second + 0.1) - e^1) / ((1 + e^0.1) (1 + e^second))
    double odds =
        (Math.E + DELTA * (1 + Math.exp(0.1))) / (Math.exp(0.1) - DELTA * (1 + Math.exp(0.1)));
    assertThat(second).isCloseTo(Math.log(odds), within(1e-3));
    assertThat(deltaOfTheChoice(second, DELTA)).isBetween(0.0147, 0.0148);
  }

  @Test
  void filtersDoNot() {
    ApproximateDp total = ApproximateDp.of("1", "0.01");
    BigDecimal half = new BigDecimal("0.005");
    List<PrivacyFilter> filters =
        List.of(
            BasicFilter.within(total, ADD_OR_REMOVE_ONE),
            ZcdpFilter.within(total, half, ADD_OR_REMOVE_ONE),
            RenyiFilter.within(total, half, ADD_OR_REMOVE_ONE, 12));
    for (PrivacyFilter filter : filters) {
      PrivacyFilter after = filter.charged(FIRST);
      double second = largestGranted(after::grants);
      double failure = after.remaining().delta().doubleValue();
      assertThat(second).isGreaterThan(0.3);
      assertThat(deltaOfTheChoice(second, failure)).isLessThanOrEqualTo(DELTA);
    }
  }
}
