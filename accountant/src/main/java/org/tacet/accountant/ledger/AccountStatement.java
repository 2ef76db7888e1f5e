package org.tacet.accountant.ledger;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * An account as it stood at one moment.
 *
 * @param budget with what was charged
 * @param parts the budgets of tables and purposes that have a limit, with what was charged
 * @param head its last entry
 * @param releaseCount how many release ids are recorded
 * @param unsettled the newest entries of releases that are neither committed nor abandoned
 */
public record AccountStatement(
    Account account,
    AccountBudget budget,
    Map<String, AccountBudget> parts,
    LedgerHead head,
    int releaseCount,
    List<LedgerEntry> unsettled) {

  public AccountStatement {
    Objects.requireNonNull(account, "account");
    Objects.requireNonNull(budget, "budget");
    Objects.requireNonNull(head, "head");
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    unsettled = List.copyOf(unsettled);
  }

  /**
   * What was charged, of what counts at a moment, as (epsilon, delta) had all been fixed
   * beforehand. It informs; what is promised is the total.
   */
  public ApproximateDp spent(Instant moment) {
    return budget.asApproximateDp(budget.charged(budget.periodOf(moment)));
  }

  /** What is left at a moment, in the budget's own measure. */
  public Charge remaining(Instant moment) {
    return remaining(budget, moment);
  }

  /** What is left of a part, or of the whole. */
  public static Charge remaining(AccountBudget budget, Instant moment) {
    Charge limit = budget.limit();
    Charge charged = budget.charged(budget.periodOf(moment));
    return new Charge(
        limit.loss().subtract(charged.loss()), limit.delta().subtract(charged.delta()));
  }

  /**
   * How many more releases fit at a moment that are charged as much, to the whole and to the same
   * parts; a lifetime cap is looked at too.
   */
  public long howManyMore(ReservationRequest release, Charge charge, Instant moment) {
    long fits = howMany(remaining(moment), charge);
    for (String part : account.partsOf(release)) {
      fits = Math.min(fits, howMany(remaining(parts.get(part), moment), charge));
    }
    if (budget instanceof RenewedBudget renewed && renewed.filter().lifetimeCap().isPresent()) {
      fits = Math.min(fits, howMany(renewed.filter().lifetimeCap().get().remaining(), charge));
    }
    return account.refusal(release).isPresent() ? 0 : fits;
  }

  private static long howMany(Charge left, Charge charge) {
    return Math.min(howMany(left.loss(), charge.loss()), howMany(left.delta(), charge.delta()));
  }

  private static long howMany(BigDecimal left, BigDecimal each) {
    if (each.signum() == 0) {
      return Long.MAX_VALUE;
    }
    return left.divide(each, 0, RoundingMode.FLOOR)
        .min(BigDecimal.valueOf(Long.MAX_VALUE))
        .longValueExact();
  }

  /**
   * Releases that were charged and never published, because their process ended first. A release
   * that may still run is not among them, nor is one started on another host, whose process cannot
   * be seen from here. A RESERVED one can be abandoned, which refunds it; a READING one stays
   * charged (P18).
   */
  public List<LedgerEntry> unpublished() {
    return unsettled.stream().filter(entry -> entry.writer().isKnownToBeGone()).toList();
  }
}
