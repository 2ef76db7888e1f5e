package org.tacet.accountant.renyi;

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
import org.tacet.accountant.distribution.PldAccountant;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.DiscreteGaussian;
import org.tacet.accountant.event.DiscreteLaplace;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.Gaussian;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.MixtureOfGaussians;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PoissonSampled;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.SelfComposed;

class RenyiPropertiesTest {

  private static final RdpAccountant RDP = new RdpAccountant();
  private static final ZcdpAccountant ZCDP = new ZcdpAccountant();

  @Provide
  Arbitrary<PrivacyEvent> unsampled() {
    Arbitrary<Double> noise = Arbitraries.doubles().between(0.5, 20);
    return Arbitraries.oneOf(
        noise.map(Gaussian::new),
        noise.map(Laplace::new),
        Combinators.combine(
                Arbitraries.doubles().between(0.01, 1).ofScale(6),
                Arbitraries.longs().between(1, 9))
            .as(DiscreteLaplace::new),
        Combinators.combine(noise, Arbitraries.longs().between(1, 4)).as(DiscreteGaussian::new),
        Arbitraries.doubles().between(0, 1).map(epsilon -> new EpsilonDelta(epsilon, 1e-8)));
  }

  @Provide
  Arbitrary<PrivacyEvent> events() {
    Arbitrary<Double> noise = Arbitraries.doubles().between(0.5, 20);
    Arbitrary<Double> rate = Arbitraries.doubles().between(0.001, 0.5).ofScale(6);
    return Arbitraries.oneOf(
        unsampled(),
        Combinators.combine(rate, unsampled()).as(PoissonSampled::new),
        Combinators.combine(noise, rate)
            .as(
                (s, q) ->
                    new MixtureOfGaussians(s, List.of(0.0, 0.4, 1.0), List.of(0.5, 0.5 - q, q))));
  }

  /** What is proved by orders is never less than what the whole law of the loss asks for. */
  @Property(tries = 12)
  void neverBelowTheOptimisticDistribution(
      @ForAll("events") PrivacyEvent one,
      @ForAll("events") PrivacyEvent other,
      @ForAll @IntRange(min = 1, max = 40) int count) {
    PrivacyEvent event = new Composed(List.of(one, new SelfComposed(other, count)));
    PldAccountant optimistic = new PldAccountant().optimistic();
    double least = optimistic.epsilon(event, ADD_OR_REMOVE_ONE, 1e-6);
    double epsilon = RDP.epsilon(event, ADD_OR_REMOVE_ONE, 1e-6);
    assertThat(epsilon).isGreaterThanOrEqualTo(least * (1 - 1e-9));
    double leastDelta = optimistic.delta(event, ADD_OR_REMOVE_ONE, 0.5);
    assertThat(RDP.delta(event, ADD_OR_REMOVE_ONE, 0.5))
        .isGreaterThanOrEqualTo(leastDelta * (1 - 1e-9));
    assertThat(RDP.delta(event, ADD_OR_REMOVE_ONE, epsilon)).isLessThanOrEqualTo(1e-6 * (1 + 1e-9));
  }

  @Property(tries = 5)
  void neverBelowItWhereRecordsAreReplaced(
      @ForAll @DoubleRange(min = 0.5, max = 4) double sigma,
      @ForAll @DoubleRange(min = 0.001, max = 0.9) @Scale(6) double q,
      @ForAll @IntRange(min = 1, max = 100) int count) {
    PrivacyEvent event = new SelfComposed(new PoissonSampled(q, new Gaussian(sigma)), count);
    NeighborRelation relation = NeighborRelation.REPLACE_ONE;
    assertThat(RDP.epsilon(event, relation, 1e-6))
        .isGreaterThanOrEqualTo(
            new PldAccountant().optimistic().epsilon(event, relation, 1e-6) * (1 - 1e-9));
  }

  @Property(tries = 100)
  void commutesAndZcdpIsAbove(
      @ForAll("unsampled") PrivacyEvent one,
      @ForAll("unsampled") PrivacyEvent other,
      @ForAll("unsampled") PrivacyEvent third,
      @ForAll @IntRange(min = 1, max = 30) int count) {
    List<PrivacyEvent> events =
        new ArrayList<>(List.of(one, new SelfComposed(other, count), third));
    double epsilon = RDP.epsilon(new Composed(events), ADD_OR_REMOVE_ONE, 1e-6);
    assertThat(ZCDP.epsilon(new Composed(events), ADD_OR_REMOVE_ONE, 1e-6))
        .isGreaterThanOrEqualTo(epsilon * (1 - 1e-9));
    Collections.reverse(events);
    assertThat(RDP.epsilon(new Composed(events), ADD_OR_REMOVE_ONE, 1e-6))
        .isCloseTo(epsilon, Percentage.withPercentage(1e-7));
  }

  @Property(tries = 60)
  void growsWithCountAndSamplingAndFallsWithNoise(
      @ForAll @DoubleRange(min = 0.3, max = 30) double sigma,
      @ForAll @DoubleRange(min = 0.0001, max = 0.9) @Scale(6) double q,
      @ForAll @IntRange(min = 1, max = 100_000) int count) {
    double epsilon = epsilon(sigma, q, count);
    double slack = 1 - 1e-3; // the search may end in another valley, where curves change their form
    assertThat(epsilon(sigma, q, count + 1)).isGreaterThanOrEqualTo(epsilon * slack);
    assertThat(epsilon(sigma, q * 1.001, count)).isGreaterThanOrEqualTo(epsilon * slack);
    assertThat(epsilon(sigma * 1.001, q, count)).isLessThanOrEqualTo(epsilon / slack);
  }

  private static double epsilon(double sigma, double q, long count) {
    PrivacyEvent event = new SelfComposed(new PoissonSampled(q, new Gaussian(sigma)), count);
    return RDP.epsilon(event, ADD_OR_REMOVE_ONE, 1e-6);
  }
}
