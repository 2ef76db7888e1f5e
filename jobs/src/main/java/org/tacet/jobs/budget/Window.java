package org.tacet.jobs.budget;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.ledger.RenewedBudget;
import org.tacet.jobs.report.LossText;

/**
 * The window of a renewing budget that a moment lies in.
 *
 * @param period its last period, which runs now
 */
record Window(RenewedBudget budget, long period) {

  static Window at(RenewedBudget budget, Instant moment) {
    return new Window(budget, budget.periodOf(moment));
  }

  private long firstPeriod() {
    return period - budget.renewal().windowPeriods() + 1;
  }

  /** When something that is charged now no longer counts; none if nothing is charged. */
  Optional<Instant> nextRenewal() {
    return oldest().map(this::leaves);
  }

  private Optional<Long> oldest() {
    return budget.filter().charges().subMap(firstPeriod(), period + 1).entrySet().stream()
        .filter(charged -> !charged.getValue().isNothing())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private Instant leaves(long charged) {
    return budget.renewal().endOf(charged + budget.renewal().windowPeriods() - 1);
  }

  String line() {
    Optional<Long> oldest = oldest();
    if (oldest.isEmpty()) {
      return "Window: %s; nothing is charged in it".formatted(budget.renewal());
    }
    Charge back = budget.filter().charges().get(oldest.get());
    return "Window: %s; on %s (UTC) %s will be back"
        .formatted(
            budget.renewal(),
            TimeText.toTheSecond(leaves(oldest.get())),
            LossText.remaining(budget.measure(), back));
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("period_unit", budget.renewal().period().name());
    fields.put("window_periods", budget.renewal().windowPeriods());
    fields.put("zone", budget.renewal().zone().getId());
    fields.put("period", period);
    fields.put("period_ends", budget.renewal().endOf(period).toString());
    fields.put("next_renewal", nextRenewal().map(Instant::toString).orElse(null));
    return fields;
  }
}
