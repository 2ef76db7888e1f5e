package org.tacet.accountant.ledger;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.filter.PrivacyFilter;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * One budget for all time.
 *
 * @param filter with what was charged
 */
public record TotalBudget(PrivacyFilter filter) implements AccountBudget {

  public TotalBudget {
    Objects.requireNonNull(filter, "filter");
  }

  @Override
  public ApproximateDp total() {
    return filter.total();
  }

  @Override
  public NeighborRelation relation() {
    return filter.relation();
  }

  @Override
  public String measure() {
    return filter.measure();
  }

  @Override
  public Charge charge(PrivacyEvent event, ApproximateDp cost) {
    return ReleaseCharge.of(filter, event, cost);
  }

  @Override
  public boolean isStateOf(AccountBudget created) {
    return created instanceof TotalBudget that
        && filter.withCharged(Charge.NONE).equals(that.filter.withCharged(Charge.NONE));
  }

  @Override
  public Optional<Instant> notBefore() {
    return Optional.empty();
  }

  @Override
  public long periodOf(Instant moment) {
    return 0;
  }

  @Override
  public TotalBudget charged(long period, PrivacyEvent event, Charge charge) {
    return new TotalBudget(filter.charged(charge));
  }

  @Override
  public TotalBudget refunded(long period, Charge charge) {
    return new TotalBudget(filter.withCharged(filter.charged().minus(charge)));
  }

  @Override
  public Charge limit() {
    return filter.limit();
  }

  @Override
  public Charge charged(long period) {
    return filter.charged();
  }

  @Override
  public Charge lifetimeCharged() {
    return filter.charged();
  }

  @Override
  public ApproximateDp asApproximateDp(Charge charge) {
    return filter.asApproximateDp(charge);
  }

  @Override
  public Optional<ApproximateDp> lifetimePromise() {
    return Optional.of(total());
  }

  @Override
  public TotalBudget part(ApproximateDp limit) {
    return new TotalBudget(ReleaseCharge.filterOfSameKind(filter, limit));
  }
}
