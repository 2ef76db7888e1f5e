package org.tacet.engine.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ClopperPearsonTest {

  /** Of no event, or of nothing else, the binomial law has one term. */
  @Test
  void theEndsAreClosedForms() {
    assertThat(ClopperPearson.lower(0, 50, 1e-6)).isZero();
    assertThat(ClopperPearson.upper(50, 50, 1e-6)).isEqualTo(1);
    assertThat(ClopperPearson.upper(0, 50, 1e-6))
        .isCloseTo(1 - Math.pow(1e-6, 1 / 50.0), within(1e-12));
    assertThat(ClopperPearson.lower(50, 50, 1e-6))
        .isCloseTo(Math.pow(1e-6, 1 / 50.0), within(1e-12));
  }

  /** The bound is where the binomial law, added up term by term, has just the failure's mass. */
  @Test
  void theBoundHasTheStatedChanceToFail() {
    for (int seen : new int[] {1, 7, 20, 39}) {
      double bound = ClopperPearson.lower(seen, 40, 1e-5);
      assertThat(atLeast(seen, bound)).isCloseTo(1e-5, within(1e-12));
    }
  }

  private static double atLeast(int seen, double probability) {
    double sum = 0;
    double term = Math.pow(1 - probability, 40);
    for (int count = 0; count <= 40; count++) {
      sum += count >= seen ? term : 0;
      term *= (40.0 - count) / (count + 1) * probability / (1 - probability);
    }
    return sum;
  }
}
