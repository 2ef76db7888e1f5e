package org.tacet.accountant.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * Planted faults: of each of these accounts an adversary of at most six rounds gets more than the
 * total, so that {@link AdaptiveGameTest} would have found them.
 */
final class FaultyAccountsTest {

  private static final double TOTAL_DELTA = AdaptiveGameTest.TOTAL.delta().doubleValue();

  private static double most(Spending account, int mostOpen, int rounds) {
    return AdaptiveGameTest.most(AdaptiveGameTest.MECHANISMS, mostOpen, account, rounds);
  }

  @Test
  void distributionsAreNoFilter() {
    Spending faulty = new FaultyAccounts.Distributions(AdaptiveGameTest.TOTAL, List.of());

    assertThat(most(faulty, 0, 4)).isGreaterThan(1.4 * TOTAL_DELTA);
  }

  /** The choice that {@link AdaptiveAdversaryTest} computes by hand is among those looked at. */
  @Test
  void theChoiceComputedByHandIsFound() {
    List<FiniteMechanism> mechanisms =
        List.of(
            FiniteMechanism.response(0.1),
            FiniteMechanism.response(0.925),
            FiniteMechanism.failing(0, 0.01));
    Spending faulty = new FaultyAccounts.Distributions(ApproximateDp.of("1", "0.01"), List.of());

    double most = new AdaptiveGame(mechanisms, 1, 0).delta(faulty, 2);

    assertThat(most).isCloseTo(AdaptiveAdversaryTest.deltaOfTheChoice(0.925, 0.01), within(1e-12));
  }

  @Test
  void aRefundAfterReadingIsFound() {
    for (PrivacyFilter filter : AdaptiveGameTest.filters()) {
      Spending faulty = new FaultyAccounts.RefundsAfterReading(filter);
      assertThat(most(faulty, 0, 4)).as(filter.measure()).isGreaterThan(2 * TOTAL_DELTA);
    }
  }

  @Test
  void aLimitOfTheLossAloneIsFound() {
    for (PrivacyFilter filter : AdaptiveGameTest.filters()) {
      Spending faulty = new FaultyAccounts.LooksAtLossAlone(filter, Charge.NONE);
      assertThat(most(faulty, 0, 6)).as(filter.measure()).isGreaterThan(1.4 * TOTAL_DELTA);
    }
  }

  @Test
  void aLookBeforeAddingIsFound() {
    for (PrivacyFilter filter : AdaptiveGameTest.filters()) {
      Spending faulty = new FaultyAccounts.LooksBeforeAdding(filter, Charge.NONE);
      assertThat(most(faulty, 0, 6)).as(filter.measure()).isGreaterThan(1.2 * TOTAL_DELTA);
    }
  }

  @Test
  void reservationsThatAreNotChargedAreFound() {
    List<FiniteMechanism> few = AdaptiveGameTest.MECHANISMS.subList(2, 5);
    for (PrivacyFilter filter : AdaptiveGameTest.filters()) {
      Spending faulty = new FaultyAccounts.ForgetsWhatIsReserved(filter, Charge.NONE);
      double most = AdaptiveGameTest.most(few, 3, faulty, 6);
      assertThat(most).as(filter.measure()).isGreaterThan(2 * TOTAL_DELTA);
    }
  }
}
