package org.tacet.accountant.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.tacet.accountant.event.NeighborRelation.ADD_OR_REMOVE_ONE;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.distribution.PldAccountant;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * P16: no adversary gets more out of a filter than its total. {@link AdaptiveGame} finds the best
 * of all adversaries; that it finds what there is to be found, {@link FaultyAccountsTest} shows.
 */
final class AdaptiveGameTest {

  static final ApproximateDp TOTAL = ApproximateDp.of("1", "0.05");
  private static final BigDecimal HALF = new BigDecimal("0.025");

  /** Of values around 0.05; the solver's own rounding is far below. */
  private static final double ROUNDING = 1e-12;

  /** Losses are multiples of 1/8. */
  static final List<FiniteMechanism> MECHANISMS =
      List.of(
          FiniteMechanism.response(0.125),
          FiniteMechanism.response(0.25),
          FiniteMechanism.response(0.5),
          FiniteMechanism.failing(0, 0.0125),
          FiniteMechanism.failing(0.25, 0.00625),
          FiniteMechanism.discreteLaplace(0.125, 2));

  static List<PrivacyFilter> filters() {
    return List.of(
        BasicFilter.within(TOTAL, ADD_OR_REMOVE_ONE),
        ZcdpFilter.within(TOTAL, HALF, ADD_OR_REMOVE_ONE),
        RenyiFilter.within(TOTAL, HALF, ADD_OR_REMOVE_ONE, 8));
  }

  static double most(List<FiniteMechanism> mechanisms, int mostOpen, Spending account, int rounds) {
    return new AdaptiveGame(mechanisms, 1, mostOpen).delta(account, rounds);
  }

  /**
   * (P - e^epsilon Q)+ over how many of {@code rounds} answers of randomized response speak for P.
   */
  private static double deltaOfResponses(double loss, int rounds, double epsilon) {
    double truthful = 1 / (1 + Math.exp(-loss));
    double sum = 0;
    double ways = 1;
    for (int forFirst = 0; forFirst <= rounds; forFirst++) {
      int forSecond = rounds - forFirst;
      double p = Math.pow(truthful, forFirst) * Math.pow(1 - truthful, forSecond);
      double q = Math.pow(1 - truthful, forFirst) * Math.pow(truthful, forSecond);
      sum += ways * Math.max(0, p - Math.exp(epsilon) * q);
      ways = ways * forSecond / (forFirst + 1);
    }
    return sum;
  }

  @Test
  void theSolverFindsWhatASumOverAllAnswersFinds() {
    Spending enough =
        Spending.of(BasicFilter.within(ApproximateDp.of("100", "0.5"), ADD_OR_REMOVE_ONE));
    for (int rounds : List.of(1, 3, 8, 30)) {
      double most = most(List.of(FiniteMechanism.response(0.25)), 0, enough, rounds);
      assertThat(most).isCloseTo(deltaOfResponses(0.25, rounds, 1), within(1e-13));
    }
    double failures = most(List.of(FiniteMechanism.failing(0, 0.1)), 0, enough, 3);
    assertThat(failures).isCloseTo(1 - 0.9 * 0.9 * 0.9, within(1e-13));
  }

  @Test
  void aMechanismIsNoWorseThanItsEvent() {
    double[] epsilons = {0, 0.05, 0.1, 0.25, 0.4};
    for (FiniteMechanism mechanism : mechanismsOfOddRatios()) {
      ZcdpFilter filter = ZcdpFilter.within(TOTAL, HALF, ADD_OR_REMOVE_ONE);
      Spending one = Spending.of(filter);
      for (double epsilon : epsilons) {
        double delta = new AdaptiveGame(List.of(mechanism), epsilon, 0).delta(one, 1);
        double claimed =
            new PldAccountant(1e-4).delta(mechanism.event(), ADD_OR_REMOVE_ONE, epsilon);
        assertThat(delta).as("%s at epsilon %s", mechanism, epsilon).isBetween(0.0, claimed);
      }
    }
  }

  @Test
  void noAdversaryGetsMoreThanTheTotal() {
    for (PrivacyFilter filter : filters()) {
      for (int rounds : List.of(4, 6, 40)) {
        double most = most(MECHANISMS, 0, Spending.of(filter), rounds);
        assertThat(most)
            .as("%s, %d rounds", filter.measure(), rounds)
            .isLessThanOrEqualTo(0.05 + ROUNDING);
      }
      assertThat(most(MECHANISMS, 0, Spending.of(filter), 40))
          .as("more than half of the total is there to be had from %s", filter.measure())
          .isGreaterThan(0.028);
    }
  }

  /** Selections told at small and large groups, for both directions, and rounded Gaussian noise. */
  private static List<FiniteMechanism> mechanismsOfOddRatios() {
    Stream<FiniteMechanism> selections =
        IntStream.of(0, 1, 3)
            .mapToObj(units -> FiniteMechanism.selection(0.3, 0.008, units))
            .flatMap(selection -> Stream.of(selection, selection.reversed()));
    return Stream.concat(
            selections,
            Stream.of(
                FiniteMechanism.discreteGaussian(4),
                FiniteMechanism.gaussian(4, -3, 0.5, 4),
                FiniteMechanism.failing(0.2, 0.004)))
        .toList();
  }

  @Test
  void selectionsAndGaussianNoiseAreNoExceptions() {
    for (PrivacyFilter filter : filters().subList(1, 3)) {
      double most = most(mechanismsOfOddRatios(), 0, Spending.of(filter), 5);
      assertThat(most).as(filter.measure()).isBetween(0.015, 0.05);
    }
  }

  /** P18: what never ran may be given back, whatever others answered meanwhile. */
  @Test
  void reservationsThatAreGivenBackGainNothing() {
    for (PrivacyFilter filter : filters()) {
      double without = most(MECHANISMS, 0, Spending.of(filter), 5);
      double with = most(MECHANISMS, 2, Spending.of(filter), 5);
      assertThat(with).as(filter.measure()).isCloseTo(without, within(ROUNDING));
    }
  }

  @Test
  void noAdversaryGetsMoreOutOfAnyOtherTotal() {
    Random random = new Random(20261126);
    for (int game = 0; game < 40; game++) {
      double epsilon = 0.25 * (1 + random.nextInt(8));
      BigDecimal delta = shortDecimal(Math.exp(-1.5 - 5 * random.nextDouble()));
      BigDecimal failures = shortDecimal(delta.doubleValue() * random.nextDouble());
      ApproximateDp total = new ApproximateDp(BigDecimal.valueOf(epsilon), delta);
      List<FiniteMechanism> mechanisms = new ArrayList<>();
      for (int kind = 0; kind < 3; kind++) {
        double loss = (1 + random.nextInt(10)) / 16.0;
        mechanisms.add(FiniteMechanism.response(loss));
        double failure = delta.doubleValue() * random.nextDouble() / 3;
        mechanisms.add(FiniteMechanism.failing(kind * loss, failure));
      }
      double order = RenyiFilter.orderForGaussianNoise(total, failures) * (1 + random.nextInt(3));
      for (PrivacyFilter filter :
          List.of(
              BasicFilter.within(total, ADD_OR_REMOVE_ONE),
              ZcdpFilter.within(total, failures, ADD_OR_REMOVE_ONE),
              RenyiFilter.within(total, failures, ADD_OR_REMOVE_ONE, order))) {
        double most = new AdaptiveGame(mechanisms, epsilon, 0).delta(Spending.of(filter), 6);
        assertThat(most)
            .as("game %d: %s, %s", game, filter, mechanisms)
            .isLessThanOrEqualTo(delta.doubleValue() + ROUNDING);
      }
    }
  }

  private static BigDecimal shortDecimal(double value) {
    return new BigDecimal(value).round(new MathContext(3, RoundingMode.FLOOR));
  }
}
