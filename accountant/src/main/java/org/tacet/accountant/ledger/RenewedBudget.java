package org.tacet.accountant.ledger;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.filter.PrivacyFilter;
import org.tacet.accountant.filter.Renewal;
import org.tacet.accountant.filter.RenewingFilter;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * A budget for each window of days or months. A rate, no guarantee: the lifetime is always kept
 * beside it (P17).
 *
 * @param filter with what was charged in each period
 * @param renewal what the periods are
 */
public record RenewedBudget(RenewingFilter filter, Renewal renewal) implements AccountBudget {

  public RenewedBudget {
    Objects.requireNonNull(renewal, "renewal");
    if (filter.windowPeriods() != renewal.windowPeriods()) {
      throw new IllegalArgumentException(
          "window_periods must be those of the renewal, %d. Provided value: %d."
              .formatted(renewal.windowPeriods(), filter.windowPeriods()));
    }
  }

  @Override
  public ApproximateDp total() {
    return filter.fresh().total();
  }

  @Override
  public NeighborRelation relation() {
    return filter.fresh().relation();
  }

  @Override
  public String measure() {
    return filter.fresh().measure();
  }

  @Override
  public Charge charge(PrivacyEvent event, ApproximateDp cost) {
    return ReleaseCharge.of(filter.fresh(), event, cost);
  }

  @Override
  public boolean isStateOf(AccountBudget created) {
    return created instanceof RenewedBudget that
        && renewal.equals(that.renewal)
        && filter.fresh().equals(that.filter.fresh())
        && uncharged(filter).equals(uncharged(that.filter));
  }

  private static Optional<PrivacyFilter> uncharged(RenewingFilter filter) {
    return filter.lifetimeCap().map(cap -> cap.withCharged(Charge.NONE));
  }

  @Override
  public Optional<Instant> notBefore() {
    return filter.charges().isEmpty()
        ? Optional.empty()
        : Optional.of(renewal.endOf(filter.charges().lastKey() - 1));
  }

  @Override
  public long periodOf(Instant moment) {
    return renewal.periodOf(moment);
  }

  @Override
  public RenewedBudget charged(long period, PrivacyEvent event, Charge charge) {
    return new RenewedBudget(filter.charged(period, charge), renewal);
  }

  @Override
  public RenewedBudget refunded(long period, Charge charge) {
    return new RenewedBudget(filter.refunded(period, charge), renewal);
  }

  @Override
  public Charge limit() {
    return filter.fresh().limit();
  }

  @Override
  public Charge charged(long period) {
    return filter.window(period).charged();
  }

  @Override
  public Charge lifetimeCharged() {
    return filter.lifetimeCharged();
  }

  @Override
  public ApproximateDp asApproximateDp(Charge charge) {
    return filter.fresh().asApproximateDp(charge);
  }

  @Override
  public Optional<ApproximateDp> lifetimePromise() {
    return filter.lifetimePromise();
  }

  /** The lifetime of a part is within that of the whole, which is capped or declared unbounded. */
  @Override
  public RenewedBudget part(ApproximateDp limit) {
    return new RenewedBudget(
        RenewingFilter.unboundedLifetime(
            ReleaseCharge.filterOfSameKind(filter.fresh(), limit), renewal.windowPeriods()),
        renewal);
  }
}
