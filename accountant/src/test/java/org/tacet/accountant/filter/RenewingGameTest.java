package org.tacet.accountant.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tacet.accountant.event.NeighborRelation.ADD_OR_REMOVE_ONE;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.event.NoOp;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * P17: what budgets that renew promise to somebody who is in the data for one window, and to
 * somebody who is in it always, against the best of all adversaries, who also chooses when a period
 * is over.
 */
final class RenewingGameTest {

  private static final double ROUNDING = 1e-12;
  private static final int WINDOW = 2;

  /** Ends the period; nobody learns anything. */
  private static final FiniteMechanism NEXT_PERIOD =
      new FiniteMechanism("next period", new NoOp(), List.of(new FiniteMechanism.Answer(1, 0)), 0);

  private static List<FiniteMechanism> moves() {
    List<FiniteMechanism> moves = new ArrayList<>(AdaptiveGameTest.MECHANISMS.subList(2, 5));
    moves.add(NEXT_PERIOD);
    return moves;
  }

  /** A filter in a period; of people who are in the data from one period to another. */
  private record Renewing(RenewingFilter filter, long period, long from, long to)
      implements Spending {

    @Override
    public Optional<Spending> reserved(FiniteMechanism mechanism) {
      if (mechanism.equals(NEXT_PERIOD)) {
        return Optional.of(new Renewing(filter, period + 1, from, to));
      }
      return filter.grants(period, mechanism.event())
          ? Optional.of(new Renewing(filter.charged(period, mechanism.event()), period, from, to))
          : Optional.empty();
    }

    @Override
    public Spending abandoned(FiniteMechanism mechanism) {
      throw new UnsupportedOperationException("these games have no open reservations");
    }

    @Override
    public FiniteMechanism heard(FiniteMechanism mechanism) {
      return period >= from && period <= to ? mechanism : NEXT_PERIOD;
    }

    @Override
    public Object state() {
      return List.of(filter.charges(), period);
    }
  }

  private static double most(RenewingFilter filter, long from, long to, int rounds) {
    return most(filter, from, to, rounds, AdaptiveGameTest.TOTAL.epsilon().doubleValue());
  }

  private static double most(
      RenewingFilter filter, long from, long to, int rounds, double epsilon) {
    return new AdaptiveGame(moves(), epsilon, 0).delta(new Renewing(filter, 0, from, to), rounds);
  }

  @Test
  void whoIsThereForOneWindowIsPromisedTheTotal() {
    double total = AdaptiveGameTest.TOTAL.delta().doubleValue();
    for (PrivacyFilter fresh : AdaptiveGameTest.filters()) {
      RenewingFilter rolling = RenewingFilter.unboundedLifetime(fresh, WINDOW);
      assertThat(most(rolling, 1, 2, 8))
          .as(fresh.measure())
          .isBetween(0.35 * total, total + ROUNDING);
    }
  }

  /** Two periods that share a budget, and then two that share another: the middle two have both. */
  @Test
  void aBudgetThatRenewsAtOnceIsFoundInAWindowAcrossTheBorder() {
    double total = AdaptiveGameTest.TOTAL.delta().doubleValue();
    for (PrivacyFilter fresh : AdaptiveGameTest.filters()) {
      RenewingFilter anew = RenewingFilter.unboundedLifetime(fresh, 1);
      assertThat(most(anew, 0, 1, 8)).as(fresh.measure()).isGreaterThan(total * 1.05);
    }
  }

  @Test
  void whoIsThereAlwaysIsPromisedTheLifetime() {
    for (PrivacyFilter fresh : AdaptiveGameTest.filters()) {
      RenewingFilter twoPeriods =
          RenewingFilter.unboundedLifetime(fresh, 1)
              .charged(0, AdaptiveGameTest.MECHANISMS.get(0).event())
              .charged(1, AdaptiveGameTest.MECHANISMS.get(0).event());
      ApproximateDp promise = twoPeriods.lifetimePromise().orElseThrow();
      RenewingFilter anew = RenewingFilter.unboundedLifetime(fresh, 1);
      // At most one end of a period: no third one begins.
      double most = most(anew, 0, 1, 6, promise.epsilon().doubleValue());
      assertThat(most)
          .as(fresh.measure())
          .isBetween(0.2 * promise.delta().doubleValue(), promise.delta().doubleValue() + ROUNDING);
    }
  }

  @Test
  void aCapOfTheLifetimeHoldsHoweverManyPeriodsBegin() {
    ApproximateDp total = AdaptiveGameTest.TOTAL;
    PrivacyFilter fresh = zcdp(ApproximateDp.of("0.5", "0.02"), "0.0126");
    RenewingFilter capped = RenewingFilter.capped(fresh, 1, zcdp(total, "0.026"));

    double most = most(capped, 0, Long.MAX_VALUE, 9);
    double unbounded = most(RenewingFilter.unboundedLifetime(fresh, 1), 0, Long.MAX_VALUE, 9);

    assertThat(most).isBetween(0.02, total.delta().doubleValue() + ROUNDING);
    assertThat(unbounded).as("without the cap").isGreaterThan(total.delta().doubleValue());
  }

  private static PrivacyFilter zcdp(ApproximateDp total, String failureDelta) {
    return ZcdpFilter.within(total, new BigDecimal(failureDelta), ADD_OR_REMOVE_ONE);
  }
}
