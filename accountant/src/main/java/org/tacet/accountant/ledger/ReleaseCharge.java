package org.tacet.accountant.ledger;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;
import org.tacet.accountant.accounting.UnsupportedEventException;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.filter.BasicFilter;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.filter.FilterRefusedException;
import org.tacet.accountant.filter.PrivacyFilter;
import org.tacet.accountant.filter.RenyiFilter;
import org.tacet.accountant.filter.ZcdpFilter;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * What a filter charges for a release, of which both the event and its (epsilon, delta) are known.
 */
final class ReleaseCharge {

  private static final MathContext RATIO = new MathContext(20, RoundingMode.FLOOR);

  private ReleaseCharge() {}

  /**
   * Sums of epsilon and delta charge the (epsilon, delta), exactly. The others charge the event, or
   * what is known of it as {@link EpsilonDelta} where their theory says nothing about it or that is
   * no worse in either part. Both are bounds on the same release, fixed before it runs.
   */
  static Charge of(PrivacyFilter filter, PrivacyEvent event, ApproximateDp cost) {
    if (filter instanceof BasicFilter) {
      return new Charge(cost.epsilon(), cost.delta());
    }
    Optional<Charge> byCost = filter.cost(EpsilonDelta.of(cost));
    Optional<Charge> byEvent = byEvent(filter, event);
    if (byEvent.isEmpty() || (byCost.isPresent() && byCost.get().isWithin(byEvent.get()))) {
      byEvent = byCost;
    }
    return byEvent.orElseThrow(
        () -> new FilterRefusedException("no budget is enough for what reveals everything"));
  }

  private static Optional<Charge> byEvent(PrivacyFilter filter, PrivacyEvent event) {
    try {
      return filter.cost(event);
    } catch (UnsupportedEventException nothingKnown) {
      return Optional.empty(); // then what is known of it as (epsilon, delta) is charged
    }
  }

  /** A filter of the same kind, order and relation, which sets as large a part of delta aside. */
  static PrivacyFilter filterOfSameKind(PrivacyFilter filter, ApproximateDp total) {
    if (filter instanceof ZcdpFilter zcdp) {
      return ZcdpFilter.within(
          total, failureDelta(zcdp.failureDelta(), zcdp, total), filter.relation());
    } else if (filter instanceof RenyiFilter renyi) {
      return RenyiFilter.within(
          total,
          failureDelta(renyi.failureDelta(), renyi, total),
          filter.relation(),
          renyi.order());
    }
    return BasicFilter.within(total, filter.relation());
  }

  private static BigDecimal failureDelta(
      BigDecimal failureDelta, PrivacyFilter filter, ApproximateDp total) {
    return total.delta().multiply(failureDelta.divide(filter.total().delta(), RATIO)).round(RATIO);
  }
}
