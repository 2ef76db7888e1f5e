package org.tacet.accountant.renyi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import org.tacet.accountant.composition.Accountants;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.ExponentialMechanism;
import org.tacet.accountant.event.Gaussian;
import org.tacet.accountant.event.GaussianThreshold;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.LaplaceThreshold;
import org.tacet.accountant.event.MixtureOfGaussians;
import org.tacet.accountant.event.NoOp;
import org.tacet.accountant.event.NonPrivate;
import org.tacet.accountant.event.PoissonSampled;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.RandomizedResponse;
import org.tacet.accountant.event.SampledWithoutReplacement;
import org.tacet.accountant.event.SelfComposed;
import org.tacet.accountant.event.SingleEpochTreeAggregation;
import org.tacet.accountant.event.TruncatedGeometricSelection;

class RdpAccountantTest {

  private static final Accountant ACCOUNTANT = Accountants.named("rdp", OptionalDouble.empty());

  /** By independent accountants on coarser orders, which give a little more. */
  @ParameterizedTest
  @CsvSource({
    "1,0.01,10000,6.7123,6.7128",
    "1,0.01,1000,2.1013,2.1014",
    "2,0.01,10000,2.3529,2.35293",
    "0.6,0.004,10000,9.59,9.6109",
    "1,0.001,100000,1.7854,1.78543"
  })
  void sampledGaussianNoise(double sigma, double q, long steps, double least, double most) {
    PrivacyEvent event = new SelfComposed(new PoissonSampled(q, new Gaussian(sigma)), steps);
    assertThat(ACCOUNTANT.epsilon(event, ADD_OR_REMOVE_ONE, 1e-5)).isBetween(least, most);
    assertThat(ACCOUNTANT.epsilon(event, REPLACE_SPECIAL, 1e-5)).isBetween(least, most);
  }

  @Test
  void laplaceNoise() {
    PrivacyEvent event = new SelfComposed(new Laplace(10), 100);
    assertThat(ACCOUNTANT.epsilon(event, ADD_OR_REMOVE_ONE, 1e-6)).isBetween(4.9841, 4.9844);
    assertThat(ACCOUNTANT.epsilon(event, ADD_OR_REMOVE_ONE, 0)).isBetween(10.0, 10 + 1e-9);
  }

  /** Counts that a reference ignores: ten of each, said once or one by one. */
  @Test
  void countsCount() {
    for (PrivacyEvent one :
        List.of(
            new ExponentialMechanism(0.5),
            new RandomizedResponse(0.5, 2),
            new Gaussian(3),
            new EpsilonDelta(0.1, 1e-9),
            new PoissonSampled(0.1, new Laplace(1)))) {
      boolean response = one instanceof RandomizedResponse;
      PrivacyEvent ten = new SelfComposed(one, 10);
      PrivacyEvent listed = new Composed(List.of(one, one, one, one, one, one, one, one, one, one));
      var relation = response ? REPLACE_ONE : ADD_OR_REMOVE_ONE;
      double epsilon = ACCOUNTANT.epsilon(ten, relation, 1e-5);
      assertThat(ACCOUNTANT.epsilon(listed, relation, 1e-5)).isEqualTo(epsilon);
      assertThat(epsilon).isGreaterThan(2 * ACCOUNTANT.epsilon(one, relation, 1e-5));
    }
    double twelve =
        RenyiDivergence.of(
            new SelfComposed(new SelfComposed(new Laplace(2), 3), 4), ADD_OR_REMOVE_ONE, 7);
    double single = RenyiDivergence.of(new Laplace(2), ADD_OR_REMOVE_ONE, 7);
    assertThat(twelve).isBetween(12 * single, 12 * single * (1 + 1e-14));
  }

  @Test
  void replacedRecordsMoveTwiceAsFar() {
    assertThat(RenyiDivergence.of(new Gaussian(2), REPLACE_ONE, 3)).isBetween(1.5, 1.5 + 1e-12);
    assertThat(RenyiDivergence.of(new Gaussian(2), REPLACE_SPECIAL, 3))
        .isBetween(0.375, 0.375 + 1e-12);
    assertThat(RenyiDivergence.of(new Laplace(4), REPLACE_ONE, 3))
        .isEqualTo(RenyiDivergence.of(new Laplace(2), ADD_OR_REMOVE_ONE, 3));
    // What holds for the relation asked about stays as it is.
    assertThat(RenyiDivergence.of(new ExponentialMechanism(1), REPLACE_ONE, 3))
        .isEqualTo(RenyiDivergence.of(new ExponentialMechanism(1), ADD_OR_REMOVE_ONE, 3));
  }

  /** Of 13 steps, 4 levels; a tree of 7 has 3, and one of 8 has 4. */
  @ParameterizedTest
  @CsvSource({"1,1", "7,3", "8,4", "13,4"})
  void trees(long steps, int levels) {
    PrivacyEvent tree = new SingleEpochTreeAggregation(3, List.of(1L, steps));
    assertThat(RenyiDivergence.of(tree, REPLACE_SPECIAL, 5))
        .isBetween(5 * levels / 18.0 * (1 - 1e-15), 5 * levels / 18.0 * (1 + 1e-13));
  }

  @Test
  void selectionsAreTheirParts() {
    PrivacyEvent groups = new TruncatedGeometricSelection(1, 1e-6, 4);
    assertThat(RenyiDivergence.additiveDelta(groups, ADD_OR_REMOVE_ONE))
        .isBetween(1e-6 * (1 - 1e-12), 1e-6 * (1 + 1e-9));
    assertThat(ACCOUNTANT.epsilon(groups, ADD_OR_REMOVE_ONE, 2e-6)).isBetween(0.5, 1 + 1e-9);
    PrivacyEvent laplace = new LaplaceThreshold(1, 1e-6, 4, 1);
    for (var relation : List.of(ADD_OR_REMOVE_ONE, REPLACE_ONE)) {
      assertThat(ACCOUNTANT.epsilon(laplace, relation, 1.1e-6)).isBetween(0.9, 1 + 1e-9);
    }
    PrivacyEvent gaussian = new GaussianThreshold(1, 1e-5, 1e-6, 4, 1);
    assertThat(ACCOUNTANT.epsilon(gaussian, ADD_OR_REMOVE_ONE, 1.1e-5)).isBetween(1.0, 1.3);
  }

  /** Asked at its very delta, a mechanism costs its epsilon, and below it nothing is proved. */
  @Test
  void aDeltaOfItsOwn() {
    PrivacyEvent event = new EpsilonDelta(1, 1e-6);
    assertThat(ACCOUNTANT.epsilon(event, ADD_OR_REMOVE_ONE, 1e-6)).isBetween(1.0, 1 + 1e-12);
    assertThat(ACCOUNTANT.epsilon(event, ADD_OR_REMOVE_ONE, 0.99e-6)).isInfinite();
    assertThat(ACCOUNTANT.delta(event, ADD_OR_REMOVE_ONE, 1.1)).isEqualTo(1e-6);
    PrivacyEvent three = new SelfComposed(new EpsilonDelta(0.1, 0.5), 3);
    assertThat(ACCOUNTANT.delta(three, ADD_OR_REMOVE_ONE, 9)).isBetween(0.875, 0.875 + 1e-12);
  }

  @Test
  void extremes() {
    assertThat(ACCOUNTANT.epsilon(new NoOp(), ADD_OR_REMOVE_ONE, 0)).isZero();
    assertThat(ACCOUNTANT.delta(new NoOp(), ADD_OR_REMOVE_ONE, 0)).isZero();
    assertThat(ACCOUNTANT.epsilon(new NonPrivate(), ADD_OR_REMOVE_ONE, 0.5)).isInfinite();
    assertThat(ACCOUNTANT.delta(new NonPrivate(), ADD_OR_REMOVE_ONE, 3)).isEqualTo(1);
    assertThat(ACCOUNTANT.epsilon(new Gaussian(1), ADD_OR_REMOVE_ONE, 0)).isInfinite();
    PrivacyEvent many = new SelfComposed(new EpsilonDelta(0, 1e-3), 1_000_000);
    assertThat(ACCOUNTANT.epsilon(many, ADD_OR_REMOVE_ONE, 0.99)).isInfinite();
    assertThat(ACCOUNTANT.delta(many, ADD_OR_REMOVE_ONE, 1)).isEqualTo(1);
    for (double sigma : new double[] {1e-300, 1e-3, 1e6, 1e300}) {
      for (double delta : new double[] {1e-300, 1e-5, 0.9}) {
        PrivacyEvent event =
            new SelfComposed(new PoissonSampled(0.1, new Gaussian(sigma)), 1L << 40);
        assertThat(ACCOUNTANT.epsilon(event, ADD_OR_REMOVE_ONE, delta)).isGreaterThanOrEqualTo(0);
      }
    }
  }

  @Test
  void refusals() {
    refused(new RandomizedResponse(0.5, 2), ADD_OR_REMOVE_ONE, "RandomizedResponse", "REPLACE_ONE");
    refused(
        new SingleEpochTreeAggregation(1, List.of(3L)),
        ADD_OR_REMOVE_ONE,
        "SingleEpochTreeAggregation",
        "REPLACE_SPECIAL");
    refused(
        new SampledWithoutReplacement(10, 2, new Gaussian(1)),
        ADD_OR_REMOVE_ONE,
        "SampledWithoutReplacement",
        "REPLACE_ONE");
    refused(
        new PoissonSampled(0.1, new EpsilonDelta(1, 0)),
        REPLACE_ONE,
        "PoissonSampled",
        "ADD_OR_REMOVE_ONE");
    refused(
        new PoissonSampled(0.1, new SelfComposed(new Laplace(1), 2)),
        ADD_OR_REMOVE_ONE,
        "PoissonSampled",
        "one by one");
    refused(
        new MixtureOfGaussians(1, List.of(0.0, 1.0), List.of(0.5, 0.5)),
        REPLACE_ONE,
        "MixtureOfGaussians",
        "ADD_OR_REMOVE_ONE");
    assertThatThrownBy(() -> RenyiDivergence.of(new Laplace(1), REPLACE_ONE, 1))
        .hasMessageContaining("order must be a finite number above 1. Provided value: 1.0");
  }

  private static void refused(
      PrivacyEvent event,
      org.tacet.accountant.event.NeighborRelation relation,
      String type,
      String instead) {
    assertThatThrownBy(() -> ACCOUNTANT.epsilon(event, relation, 1e-5))
        .isInstanceOf(UnsupportedEventException.class)
        .hasMessageContaining("rdp accountant")
        .hasMessageContaining(type)
        .hasMessageContaining(relation.name())
        .hasMessageContaining(instead);
  }
}
