package org.tacet.accountant.composition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.distribution.PldAccountant;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.SelfComposed;

final class EpsilonDeltaCompositionTest {

  private static EpsilonDeltaComposition composed(double epsilon, double delta, long count) {
    return EpsilonDeltaComposition.of(Map.of(new EpsilonDelta(epsilon, delta), count));
  }

  private static EpsilonDeltaComposition composed(double[] epsilons, double[] deltas) {
    Map<EpsilonDelta, Long> events = new HashMap<>();
    for (int index = 0; index < epsilons.length; index++) {
      events.merge(new EpsilonDelta(epsilons[index], deltas[index]), 1L, Long::sum);
    }
    return EpsilonDeltaComposition.of(events);
  }

  /** The published values; also those of issue trackers about an accountant that falls short. */
  @ParameterizedTest
  @CsvSource({"0.02, 2000, 1e-12, 6.39890", "0.01, 1000, 1e-10, 1.903138"})
  void givesPublishedValues(double epsilon, long count, double delta, double expected) {
    assertThat(composed(epsilon, 0, count).epsilon(delta)).isCloseTo(expected, within(5e-6));
  }

  @ParameterizedTest
  @CsvSource({
    "0.02, 2000, 1e-2",
    "0.02, 2000, 1e-12",
    "0.02, 2000, 1e-20",
    "0.01, 1000, 1e-10",
    "1, 30, 1e-20",
    "1, 30, 1e-5",
    "8, 5, 1e-9",
    "30, 3, 1e-13",
    "0.1, 1, 1e-3",
    "1e-6, 100, 1e-20",
    "0.001, 1000000, 1e-20"
  })
  void isExactForEqualEpsilonsAndNeverBelow(double each, int count, double delta) {
    double epsilon = composed(each, 0, count).epsilon(delta);
    BigDecimal target = new BigDecimal(delta);
    assertThat(ReferenceComposition.delta(each, count, epsilon)).isLessThanOrEqualTo(target);
    assertThat(ReferenceComposition.delta(each, count, epsilon * (1 - 1e-8) - 1e-15))
        .isGreaterThan(target);
    BigDecimal exact = ReferenceComposition.delta(each, count, epsilon * 0.9);
    BigDecimal bound = new BigDecimal(composed(each, 0, count).delta(epsilon * 0.9));
    assertThat(bound).isGreaterThanOrEqualTo(exact);
    assertThat(bound).isLessThanOrEqualTo(exact.multiply(new BigDecimal("1.000000001")));
  }

  /** Theorem 3.3 in closed form: (k - 2 i) epsilon with its own delta. */
  @Test
  void meetsTheTheoremAtItsOwnPoints() {
    double epsilon = 0.3;
    int count = 6;
    double delta = 1e-4;
    double odds = Math.exp(epsilon);
    for (int i = 0; i <= count / 2; i++) {
      double response = 0;
      for (int l = 0; l < i; l++) {
        double choose = 1;
        for (int factor = 1; factor <= l; factor++) {
          choose *= (double) (count - l + factor) / factor;
        }
        response += choose * (Math.pow(odds, count - l) - Math.pow(odds, count - 2 * i + l));
      }
      response /= Math.pow(1 + odds, count);
      double expected = 1 - Math.pow(1 - delta, count) * (1 - response);
      assertThat(composed(epsilon, delta, count).delta((count - 2 * i) * epsilon))
          .isCloseTo(expected, within(1e-12));
    }
  }

  @Property(tries = 40)
  void isAboveTheWrittenOutComposition(
      @ForAll @IntRange(min = 1, max = 6) int count,
      @ForAll @DoubleRange(min = 0.01, max = 3) double first,
      @ForAll @DoubleRange(min = 0.01, max = 1) double ratio,
      @ForAll @DoubleRange(min = 0.01, max = 0.9) double asked) {
    double[] epsilons = new double[count];
    double[] deltas = new double[count];
    for (int index = 0; index < count; index++) {
      epsilons[index] = first * Math.pow(ratio, index);
      deltas[index] = index % 2 == 0 ? 1e-7 * (index + 1) : 0;
    }
    double epsilon = asked * Arrays.stream(epsilons).sum();
    EpsilonDeltaComposition composed = composed(epsilons, deltas);
    double bound = composed.delta(epsilon);
    BigDecimal exact = ReferenceComposition.delta(epsilons, deltas, epsilon);
    assertThat(new BigDecimal(bound)).isGreaterThanOrEqualTo(exact);
    double found = composed.epsilon(bound);
    assertThat(found).isLessThanOrEqualTo(epsilon * (1 + 1e-9));
    assertThat(ReferenceComposition.delta(epsilons, deltas, Math.max(0, found * 0.998 - 1e-4)))
        .isGreaterThanOrEqualTo(exact);
  }

  /** Twelve of one epsilon and twelve of another: outcomes are counted by two binomials. */
  @ParameterizedTest
  @CsvSource({"0.1, 0.23", "0.5, 0.5000001", "0.01, 1.5"})
  void isTightForDifferentEpsilons(double one, double other) {
    EpsilonDeltaComposition composed =
        EpsilonDeltaComposition.of(
            Map.of(new EpsilonDelta(one, 0), 12L, new EpsilonDelta(other, 0), 12L));
    for (double delta : new double[] {1e-2, 1e-5, 1e-9}) {
      double epsilon = composed.epsilon(delta);
      assertThat(twoBinomials(one, other, 12, epsilon)).isLessThanOrEqualTo(delta * (1 + 1e-11));
      double lower = epsilon - Math.max(0.002 * epsilon, 1e-4);
      assertThat(twoBinomials(one, other, 12, lower)).isGreaterThan(delta);
    }
  }

  private static double twoBinomials(double one, double other, int count, double epsilon) {
    double sum = 0;
    for (int x = 0; x <= count; x++) {
      for (int y = 0; y <= count; y++) {
        double loss = (2 * x - count) * one + (2 * y - count) * other;
        if (loss > epsilon) {
          sum += binomial(one, count, x) * binomial(other, count, y) * -Math.expm1(epsilon - loss);
        }
      }
    }
    return sum;
  }

  private static double binomial(double epsilon, int count, int x) {
    double probability = Math.pow(1 / (1 + Math.exp(-epsilon)), x);
    probability *= Math.pow(1 / (1 + Math.exp(epsilon)), count - x);
    for (int factor = 1; factor <= x; factor++) {
      probability *= (double) (count - x + factor) / factor;
    }
    return probability;
  }

  /** Against another theory and other code, from both sides. */
  @Test
  void agreesWithDistributionsOnTwoHundredDifferentEpsilons() {
    Map<EpsilonDelta, Long> events = new HashMap<>();
    List<PrivacyEvent> list = new ArrayList<>();
    for (int index = 0; index < 200; index++) {
      EpsilonDelta event = new EpsilonDelta(0.01 + 0.04 * index / 199, 0);
      events.put(event, 1L);
      list.add(event);
    }
    Composed all = new Composed(list);
    double bound = EpsilonDeltaComposition.of(events).epsilon(1e-6);
    PldAccountant distributions = new PldAccountant();
    NeighborRelation relation = NeighborRelation.ADD_OR_REMOVE_ONE;
    assertThat(bound).isGreaterThan(distributions.optimistic().epsilon(all, relation, 1e-6));
    assertThat(bound).isCloseTo(distributions.epsilon(all, relation, 1e-6), within(2e-4));
  }

  @Test
  void agreesWithDistributionsOnManyFailures() {
    EpsilonDelta event = new EpsilonDelta(0.1, 1e-8);
    double bound = EpsilonDeltaComposition.of(Map.of(event, 100L)).delta(2);
    double other =
        new PldAccountant()
            .delta(new SelfComposed(event, 100), NeighborRelation.ADD_OR_REMOVE_ONE, 2);
    assertThat(bound).isLessThanOrEqualTo(other * (1 + 1e-6));
    double failures = -Math.expm1(100 * Math.log1p(-1e-8));
    double exact = ReferenceComposition.delta(0.1, 100, 2).doubleValue();
    double expected = failures + (1 - failures) * exact;
    assertThat(bound).isBetween(expected, expected * (1 + 1e-12));
  }

  @Test
  void answersAtTheEdges() {
    assertThat(composed(0.1, 0, 10).epsilon(0)).isGreaterThanOrEqualTo(1).isLessThan(1 + 1e-15);
    assertThat(composed(0.1, 0, 10).delta(1.1)).isZero();
    assertThat(composed(1, 1e-6, 1).epsilon(1e-6)).isEqualTo(1);
    assertThat(composed(1, 1e-6, 2).epsilon(1e-6)).isInfinite();
    assertThat(composed(1, 1, 1).delta(3)).isEqualTo(1);
    assertThat(composed(0, 0, 7).epsilon(0)).isZero();
    assertThat(composed(1e-3, 0, 1).epsilon(0.5)).isZero();
    assertThat(composed(1e308, 0, 10).delta(1)).isEqualTo(1);
    assertThat(composed(800, 0, 2).epsilon(1e-20)).isBetween(1599.0, 1600.0);
    assertThat(EpsilonDeltaComposition.of(Map.of()).delta(0)).isZero();
    assertThatThrownBy(() -> composed(1, 0, 1).epsilon(1))
        .hasMessage("delta must be at least 0 and below 1. Provided value: 1.0.");
    assertThatThrownBy(() -> composed(1, 0, 1).delta(Double.NaN))
        .hasMessage("epsilon must be a finite number of at least 0. Provided value: NaN.");
  }

  /** Beyond what is summed up, Hoeffding's bound answers. */
  @Test
  void boundsCompositionsOfAnyCount() {
    long count = 1L << 40;
    double each = 0x1p-20;
    double bound = composed(each, 0, count).epsilon(1e-6);
    // L has mean 1/2 and variance 1: about 1/2 + 4.9, and Hoeffding's 1/2 + sqrt(2 ln 10^6).
    assertThat(bound).isCloseTo(0.5 + Math.sqrt(2 * Math.log(1e6)), within(1e-6));
  }

  @Property(tries = 60)
  void risesWithCountAndFallsWithDelta(
      @ForAll @DoubleRange(min = 0.01, max = 2) double each,
      @ForAll @IntRange(min = 1, max = 300) int count) {
    double epsilon = composed(each, 0, count).epsilon(1e-7);
    assertThat(composed(each, 0, count + 1).epsilon(1e-7)).isGreaterThanOrEqualTo(epsilon);
    assertThat(composed(each, 0, count).epsilon(1e-8)).isGreaterThanOrEqualTo(epsilon);
    assertThat(epsilon).isLessThanOrEqualTo(each * count * (1 + 1e-15));
    assertThat(composed(each * 1.01, 0, count).epsilon(1e-7)).isGreaterThanOrEqualTo(epsilon);
  }

  /** The check above would see the losses counted once too few. */
  @Test
  void theReferenceSeesOneCompositionTooFew() {
    double epsilon = composed(0.02, 0, 1999).epsilon(1e-12);
    assertThat(ReferenceComposition.delta(0.02, 2000, epsilon).round(new MathContext(5)))
        .isGreaterThan(new BigDecimal("1e-12"));
  }
}
