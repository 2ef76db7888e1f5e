package org.tacet.accountant.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tacet.accountant.accounting.Accountant;
import org.tacet.accountant.arithmetic.GaussianTradeOff;
import org.tacet.accountant.calibration.BudgetSplit.Budget;
import org.tacet.accountant.calibration.BudgetSplit.Goal;
import org.tacet.accountant.distribution.PldAccountant;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;

class BudgetSplitTest {

  private static final List<BudgetColumn> THREE =
      List.of(
          new BudgetColumn("visits", 1, 100),
          new BudgetColumn("minutes", 60, 5000),
          new BudgetColumn("euros", 250, 2000));

  private static Budget budget(
      double epsilon, double delta, long maxGroups, List<BudgetColumn> columns) {
    return new Budget(epsilon, delta, NeighborRelation.ADD_OR_REMOVE_ONE, maxGroups, columns);
  }

  /** Published: 64 times Laplace noise within (1, 1e-6) needs scale 32.904. */
  @Test
  void laplaceNoiseOverManyGroupsIsThePublishedOne() {
    BudgetSplit split =
        BudgetSplit.of(
            budget(1, 1e-6, 64, List.of(new BudgetColumn("count", 1, 1))),
            NoiseKind.LAPLACE,
            Goal.SAME_RELATIVE_ERROR);
    assertThat(split.scales().get(0)).isBetween(32.904 * (1 - 1e-5), 32.904 * 1.001);
    assertThat(split.epsilon()).isBetween(1 - 2e-5, 1.0);
  }

  /** Without a delta epsilons add: the sum of L0 lInf / scale is epsilon. */
  @ParameterizedTest
  @EnumSource(Goal.class)
  void withoutADeltaLaplaceNoiseSpendsEpsilonBySums(Goal goal) {
    BudgetSplit split = BudgetSplit.of(budget(0.7, 0, 3, THREE), NoiseKind.AUTO, goal);
    assertThat(split.noise()).isEqualTo(NoiseKind.LAPLACE);
    double sum = 0;
    for (int index = 0; index < 3; index++) {
      sum += 3 * THREE.get(index).lInf() / split.scales().get(index);
    }
    assertThat(sum).isBetween(0.7 * (1 - 2e-5), 0.7 * (1 + 1e-14));
  }

  /** One L2 norm over columns and groups, and Theorem 8 of Balle and Wang on it. */
  @ParameterizedTest
  @EnumSource(Goal.class)
  void gaussianNoiseIsCalibratedToTheJointNorm(Goal goal) {
    BudgetSplit split = BudgetSplit.of(budget(1, 1e-9, 5, THREE), NoiseKind.GAUSSIAN, goal);
    double mu = jointMu(split.scales(), 5);
    assertThat(GaussianTradeOff.delta(mu, 1)).isLessThanOrEqualTo(1e-9 * (1 + 1e-9));
    assertThat(GaussianTradeOff.delta(mu * (1 + 1e-3), 1)).isGreaterThan(1e-9);
  }

  private static double jointMu(List<Double> scales, int maxGroups) {
    double sum = 0;
    for (int index = 0; index < THREE.size(); index++) {
      sum += maxGroups * Math.pow(THREE.get(index).lInf() / scales.get(index), 2);
    }
    return Math.sqrt(sum);
  }

  @ParameterizedTest
  @EnumSource(NoiseKind.class)
  void errorsAreTheSameRelativeToTheWeights(NoiseKind noise) {
    BudgetSplit split = BudgetSplit.of(budget(1, 1e-9, 5, THREE), noise, Goal.SAME_RELATIVE_ERROR);
    for (int index = 1; index < 3; index++) {
      assertThat(split.scales().get(index) / THREE.get(index).weight())
          .isCloseTo(
              split.scales().get(0) / THREE.get(0).weight(), Percentage.withPercentage(1e-9));
    }
  }

  /** At the same joint norm, any other proportions have a larger sum of squares. */
  @Test
  void noOtherProportionsHaveASmallerSquaredError() {
    List<Double> scales =
        BudgetSplit.of(budget(1, 1e-9, 5, THREE), NoiseKind.GAUSSIAN, Goal.LEAST_SQUARED_ERROR)
            .scales();
    double least = squaredError(scales);
    for (int moved = 0; moved < 3; moved++) {
      for (double change : new double[] {0.5, 0.97, 1.03, 2}) {
        int index = moved;
        List<Double> other =
            IntStream.range(0, 3)
                .mapToObj(each -> scales.get(each) * (each == index ? change : 1))
                .toList();
        double back = jointMu(other, 5) / jointMu(scales, 5);
        assertThat(squaredError(other.stream().map(scale -> scale * back).toList()))
            .isGreaterThan(least);
      }
    }
  }

  private static double squaredError(List<Double> scales) {
    double sum = 0;
    for (int index = 0; index < 3; index++) {
      sum += Math.pow(scales.get(index) / THREE.get(index).weight(), 2);
    }
    return sum;
  }

  @Test
  void theFamilyWithLessErrorIsChosen() {
    assertThat(BudgetSplit.of(budget(1, 1e-9, 1, THREE), NoiseKind.AUTO, Goal.SAME_RELATIVE_ERROR))
        .extracting(BudgetSplit::noise)
        .isEqualTo(NoiseKind.LAPLACE);
    BudgetSplit many =
        BudgetSplit.of(budget(1, 1e-9, 50, THREE), NoiseKind.AUTO, Goal.SAME_RELATIVE_ERROR);
    assertThat(many.noise()).isEqualTo(NoiseKind.GAUSSIAN);
    BudgetSplit laplace =
        BudgetSplit.of(budget(1, 1e-9, 50, THREE), NoiseKind.LAPLACE, Goal.SAME_RELATIVE_ERROR);
    assertThat(1.96 * many.scales().get(0)).isLessThan(Math.log(20) * laplace.scales().get(0));
  }

  /** A replaced unit moves twice as far. */
  @Test
  void replacedUnitsNeedTwiceTheNoise() {
    Budget replaced = new Budget(1, 1e-9, NeighborRelation.REPLACE_ONE, 5, THREE);
    BudgetSplit twice = BudgetSplit.of(replaced, NoiseKind.GAUSSIAN, Goal.SAME_RELATIVE_ERROR);
    BudgetSplit once =
        BudgetSplit.of(budget(1, 1e-9, 5, THREE), NoiseKind.GAUSSIAN, Goal.SAME_RELATIVE_ERROR);
    assertThat(twice.scales().get(2))
        .isCloseTo(2 * once.scales().get(2), Percentage.withPercentage(0.01));
  }

  /** Proves nothing about Laplace noise. */
  private static final Accountant GAUSSIAN_ALONE =
      new Accountant() {
        @Override
        public String name() {
          return "gaussian alone";
        }

        @Override
        public double epsilon(PrivacyEvent event, NeighborRelation relation, double delta) {
          return event.toString().contains("Laplace")
              ? Double.POSITIVE_INFINITY
              : new PldAccountant().epsilon(event, relation, delta);
        }

        @Override
        public double delta(PrivacyEvent event, NeighborRelation relation, double epsilon) {
          return 1;
        }
      };

  /** The budget is one where Laplace noise would be chosen. */
  @Test
  void aFamilyWithoutNoiseThatFitsIsPassedOverOrNamed() {
    Budget budget = budget(1, 1e-9, 1, THREE);
    assertThat(
            BudgetSplit.of(GAUSSIAN_ALONE, budget, NoiseKind.AUTO, Goal.SAME_RELATIVE_ERROR)
                .noise())
        .isEqualTo(NoiseKind.GAUSSIAN);
    assertThatThrownBy(
            () ->
                BudgetSplit.of(GAUSSIAN_ALONE, budget, NoiseKind.LAPLACE, Goal.SAME_RELATIVE_ERROR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("epsilon 1.0", "delta 1.0E-9", "lInf=250.0", "weight=2000.0");
  }

  /** The corners of the legal range have an answer. */
  @ParameterizedTest
  @CsvSource({
    "1e-10, 0, 4294967296, LAPLACE",
    "1e4, 0, 4294967296, LAPLACE",
    "1, 1e-280, 1, AUTO",
    "1e-10, 1e-280, 4294967296, GAUSSIAN",
    "1e4, 1e-280, 4294967296, GAUSSIAN",
    "1e-10, 1e-9, 4294967296, AUTO",
    "1e4, 0.9, 4294967296, AUTO"
  })
  void theEndsOfTheRangeAreServed(double epsilon, double delta, long maxGroups, NoiseKind noise) {
    List<BudgetColumn> extreme =
        List.of(new BudgetColumn("a", 1e60, 1e-60), new BudgetColumn("b", 1e-60, 1e60));
    BudgetSplit split =
        BudgetSplit.of(budget(epsilon, delta, maxGroups, extreme), noise, Goal.SAME_RELATIVE_ERROR);
    assertThat(split.epsilon()).isBetween(epsilon * (1 - 1e-4), epsilon);
    assertThat(split.scales().get(1) / split.scales().get(0))
        .isCloseTo(1e120, Percentage.withPercentage(1e-9));
  }

  @Test
  void illegalBudgetsAreRefused() {
    for (double epsilon : new double[] {9e-11, 1.01e4, Double.NaN}) {
      assertThatThrownBy(() -> budget(epsilon, 0, 1, THREE))
          .hasMessage("epsilon must be in [1e-10, 1e4]. Provided value: " + epsilon + ".");
    }
    assertThatThrownBy(() -> budget(1, 1e-281, 1, THREE))
        .hasMessage("delta must be 0 or in [1e-280, 1). Provided value: 1.0E-281.");
    assertThatThrownBy(() -> budget(1, 0, (1L << 32) + 1, THREE))
        .hasMessage("max_groups must be in [1, 2^32]. Provided value: 4294967297.");
    assertThatThrownBy(() -> new BudgetColumn("a", 1, 1e-61))
        .hasMessage("weight of column a must be in [1e-60, 1e60]. Provided value: 1.0E-61.");
    assertThatThrownBy(() -> budget(0, 0, 1, THREE)).hasMessageContaining("epsilon must be");
    assertThatThrownBy(() -> budget(1, 1, 1, THREE)).hasMessageContaining("delta must be");
    assertThatThrownBy(() -> budget(1, 0, 0, THREE)).hasMessageContaining("max_groups must be");
    assertThatThrownBy(() -> budget(1, 0, 1, List.of())).hasMessageContaining("columns must be");
    assertThatThrownBy(() -> new BudgetColumn("a", Double.NaN, 1))
        .hasMessage("l_inf of column a must be in [1e-60, 1e60]. Provided value: NaN.");
    assertThatThrownBy(
            () ->
                BudgetSplit.of(
                    budget(1, 0, 1, THREE), NoiseKind.GAUSSIAN, Goal.SAME_RELATIVE_ERROR))
        .hasMessageContaining("choose laplace noise");
  }
}
