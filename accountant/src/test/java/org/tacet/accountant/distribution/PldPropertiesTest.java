package org.tacet.accountant.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tacet.accountant.event.NeighborRelation.ADD_OR_REMOVE_ONE;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.DiscreteGaussian;
import org.tacet.accountant.event.DiscreteLaplace;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.Gaussian;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.PoissonSampled;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.SelfComposed;

class PldPropertiesTest {

  private static final PldAccountant ACCOUNTANT = new PldAccountant();

  @Provide
  Arbitrary<PrivacyEvent> events() {
    Arbitrary<Double> noise = Arbitraries.doubles().between(0.5, 20);
    Arbitrary<PrivacyEvent> gaussian = noise.map(Gaussian::new);
    return Arbitraries.oneOf(
        gaussian,
        noise.map(Laplace::new),
        Combinators.combine(
                Arbitraries.doubles().between(0.01, 1).ofScale(6),
                Arbitraries.longs().between(1, 9))
            .as(DiscreteLaplace::new),
        Combinators.combine(noise, Arbitraries.longs().between(1, 4)).as(DiscreteGaussian::new),
        Arbitraries.doubles().between(0, 1).map(epsilon -> new EpsilonDelta(epsilon, 1e-8)),
        Combinators.combine(Arbitraries.doubles().between(0.001, 0.5).ofScale(6), gaussian)
            .as(PoissonSampled::new));
  }

  @Property(tries = 15)
  void compositionCommutesAndOptimismIsBelow(
      @ForAll("events") PrivacyEvent one,
      @ForAll("events") PrivacyEvent other,
      @ForAll("events") PrivacyEvent third,
      @ForAll @IntRange(min = 1, max = 30) int count) {
    List<PrivacyEvent> events =
        new ArrayList<>(List.of(one, new SelfComposed(other, count), third));
    double epsilon = ACCOUNTANT.epsilon(new Composed(events), ADD_OR_REMOVE_ONE, 1e-6);
    Collections.reverse(events);
    PrivacyEvent reversed = new Composed(events);
    assertThat(ACCOUNTANT.epsilon(reversed, ADD_OR_REMOVE_ONE, 1e-6))
        .isCloseTo(epsilon, Percentage.withPercentage(1e-7));
    assertThat(ACCOUNTANT.optimistic().epsilon(reversed, ADD_OR_REMOVE_ONE, 1e-6))
        .isLessThanOrEqualTo(epsilon);
    // Where the curve is steep, next to the largest loss, a rounding of epsilon is much of delta.
    double slack = 1e-4 + 1e-4 * epsilon;
    assertThat(ACCOUNTANT.delta(reversed, ADD_OR_REMOVE_ONE, epsilon + slack))
        .isLessThanOrEqualTo(1e-6);
    assertThat(ACCOUNTANT.delta(reversed, ADD_OR_REMOVE_ONE, Math.max(0, epsilon - slack)))
        .isGreaterThanOrEqualTo(1e-6 * (1 - 1e-6));
  }

  @Property(tries = 15)
  void growsWithCountAndSamplingAndFallsWithNoise(
      @ForAll @DoubleRange(min = 0.5, max = 5) double sigma,
      @ForAll @DoubleRange(min = 0.001, max = 0.3) @Scale(6) double q,
      @ForAll @IntRange(min = 1, max = 2000) int count) {
    double epsilon = epsilon(sigma, q, count);
    double slack = 1 - 1e-4; // of grids that differ
    assertThat(epsilon(sigma, q, count + 1 + count / 10)).isGreaterThanOrEqualTo(epsilon * slack);
    assertThat(epsilon(sigma, q * 1.05, count)).isGreaterThanOrEqualTo(epsilon * slack);
    assertThat(epsilon(sigma * 1.05, q, count)).isLessThan(epsilon / slack + 1e-12);
  }

  private static double epsilon(double sigma, double q, long count) {
    return ACCOUNTANT.epsilon(
        new SelfComposed(new PoissonSampled(q, new Gaussian(sigma)), count),
        ADD_OR_REMOVE_ONE,
        1e-6);
  }

  @Test
  void anAccountGrowsToWhatTheAccountantSays() {
    PrivacyLossAccount account = PrivacyLossAccount.empty(ADD_OR_REMOVE_ONE);
    assertThat(account.epsilon(1e-6)).isZero();
    for (int i = 0; i < 60; i++) {
      account = account.plus(i % 3 == 0 ? new DiscreteLaplace(0.05, 1) : new Laplace(10 + i));
      if (i % 7 == 0) {
        double whole = ACCOUNTANT.epsilon(account.event(), ADD_OR_REMOVE_ONE, 1e-6);
        assertThat(account.epsilon(1e-6)).isCloseTo(whole, Percentage.withPercentage(0.01));
      }
    }
    account = account.plus(new Gaussian(3)).plus(new PoissonSampled(0.1, new Laplace(1)));
    double whole = ACCOUNTANT.epsilon(account.event(), ADD_OR_REMOVE_ONE, 1e-9);
    assertThat(account.epsilon(1e-9)).isCloseTo(whole, Percentage.withPercentage(0.01));
  }
}
