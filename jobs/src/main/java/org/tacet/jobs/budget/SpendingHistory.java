package org.tacet.jobs.budget;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.AccountBudget;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.RenewedBudget;

/** What was charged at each moment: of what counted then, and over the lifetime. */
final class SpendingHistory {

  /** After a change. */
  record Moment(Instant when, Charge counted, Charge lifetime) {}

  private final List<Moment> moments = new ArrayList<>();
  private AccountBudget budget;
  private Instant last;

  private SpendingHistory(Account account) {
    this.budget = account.budget();
    this.last = account.created();
    add();
  }

  /**
   * The moments of an account, the first its creation, the last now. A writer's clock that went
   * back is taken to have stood still.
   */
  static List<Moment> of(Account account, List<LedgerEntry> entries, Instant now) {
    SpendingHistory history = new SpendingHistory(account);
    for (LedgerEntry entry : entries) {
      if (entry.state() == EntryState.RESERVED || entry.state() == EntryState.ABANDONED) {
        history.passTo(entry.when());
        history.budget =
            entry.state() == EntryState.RESERVED
                ? history.budget.charged(entry.period(), entry.release().event(), entry.charge())
                : history.budget.refunded(entry.period(), entry.charge());
        history.add();
      }
    }
    history.passTo(now);
    history.add();
    return List.copyOf(history.moments);
  }

  /** A renewing budget gives back at the ends of periods, also while nothing is charged. */
  private void passTo(Instant when) {
    if (!when.isAfter(last)) {
      return;
    }
    if (budget instanceof RenewedBudget renewed) {
      long from = renewed.periodOf(last);
      long until = renewed.periodOf(when);
      long window = renewed.renewal().windowPeriods();
      for (long period = from; period < Math.min(until, from + window); period++) {
        last = renewed.renewal().endOf(period);
        add();
      }
    }
    last = when;
  }

  private void add() {
    moments.add(new Moment(last, budget.charged(budget.periodOf(last)), budget.lifetimeCharged()));
  }
}
