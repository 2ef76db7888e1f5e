package org.tacet.accountant.renyi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tacet.accountant.event.NeighborRelation.ADD_OR_REMOVE_ONE;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.accounting.UnsupportedEventException;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.Gaussian;
import org.tacet.accountant.event.RepeatAndSelect;

class RepeatedDivergenceTest {

  /**
   * Runs of randomized response on one bit, of which the largest answer is published: it is 0 if
   * all are, with probability E[p^K], here by summing the law of K (Definition 1).
   */
  @ParameterizedTest
  @CsvSource({
    "2,5,1",
    "8,20,1",
    "1.5,3,0",
    "10,30,0",
    "4,8,0.5",
    "20,2,3",
    "2,6,Infinity",
    "30,4,Infinity"
  })
  void theBestOfManyRuns(double order, double mean, double shape) {
    double epsilon = 0.3;
    double p = 1 / (1 + Math.exp(epsilon));
    double allZero = generating(p, mean, shape);
    double allZeroOther = generating(1 - p, mean, shape);
    double truth =
        ReferenceDivergence.largerOfMasses(
            new double[] {allZero, 1 - allZero},
            new double[] {allZeroOther, 1 - allZeroOther},
            order);
    double bound =
        RenyiDivergence.of(
            new RepeatAndSelect(new EpsilonDelta(epsilon, 0), mean, shape),
            ADD_OR_REMOVE_ONE,
            order);
    assertThat(bound).isGreaterThan(truth);
    if (shape < 4) {
      assertThat(bound).isLessThanOrEqualTo((2 + shape) * epsilon * (1 + 1e-9));
    }
    double once = RenyiDivergence.of(new EpsilonDelta(epsilon, 0), ADD_OR_REMOVE_ONE, order);
    assertThat(bound).isGreaterThan(once);
  }

  /** E[x^K] of a law whose mean is found again from its terms. */
  private static double generating(double x, double mean, double shape) {
    double sum = 0;
    double total = 0;
    double first = 0;
    double gamma = Math.exp(-RepeatedCurve.logInverseGamma(mean, shape));
    double term = shape == Double.POSITIVE_INFINITY ? Math.exp(-mean) : 1 - gamma;
    boolean poisson = shape == Double.POSITIVE_INFINITY;
    for (int k = poisson ? 0 : 1; k < 5000; k++) {
      total += term;
      sum += term * Math.pow(x, k);
      first += term * k;
      term *= poisson ? mean / (k + 1) : (1 - gamma) * (k + shape) / (k + 1);
    }
    assertThat(first / total).isBetween(mean * (1 - 1e-9), mean * (1 + 1e-9));
    return sum / total;
  }

  @Test
  void oneRunAndDeltas() {
    assertThat(RenyiDivergence.of(new RepeatAndSelect(new Gaussian(2), 1, 1), ADD_OR_REMOVE_ONE, 5))
        .isBetween(0.625, 0.625 * (1 + 1e-9));
    assertThatThrownBy(
            () ->
                RenyiDivergence.of(
                    new RepeatAndSelect(new EpsilonDelta(1, 1e-6), 3, 1), ADD_OR_REMOVE_ONE, 2))
        .isInstanceOf(UnsupportedEventException.class)
        .hasMessageContaining("RepeatAndSelect")
        .hasMessageContaining("delta");
  }
}
