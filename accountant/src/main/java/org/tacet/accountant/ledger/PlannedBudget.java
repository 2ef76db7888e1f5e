package org.tacet.accountant.ledger;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.filter.FilterRefusedException;
import org.tacet.accountant.filter.PrivacySchedule;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * Events that were all fixed at creation, in their order, which is what privacy loss distributions
 * are valid for (P16). A charge is a number of events.
 *
 * @param schedule with how many were granted
 */
public record PlannedBudget(PrivacySchedule schedule) implements AccountBudget {

  private static final Charge ONE = new Charge(BigDecimal.ONE, BigDecimal.ZERO);
  private static final MathContext UP = new MathContext(17, RoundingMode.CEILING);

  public PlannedBudget {
    Objects.requireNonNull(schedule, "schedule");
  }

  @Override
  public ApproximateDp total() {
    return new ApproximateDp(roundedUp(schedule.epsilon()), roundedUp(schedule.delta()));
  }

  private static BigDecimal roundedUp(double value) {
    return new BigDecimal(value).round(UP);
  }

  @Override
  public NeighborRelation relation() {
    return schedule.relation();
  }

  @Override
  public String measure() {
    return "events";
  }

  @Override
  public Charge charge(PrivacyEvent event, ApproximateDp cost) {
    return ONE;
  }

  @Override
  public boolean isStateOf(AccountBudget created) {
    return created instanceof PlannedBudget that
        && schedule.events().equals(that.schedule.events())
        && schedule.relation() == that.schedule.relation()
        && schedule.delta() == that.schedule.delta()
        && schedule.epsilon() == that.schedule.epsilon();
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
  public PlannedBudget charged(long period, PrivacyEvent event, Charge charge) {
    if (!charge.isWithin(ONE)) {
      throw new FilterRefusedException("an event of a schedule is charged 1, not " + charge.loss());
    }
    return new PlannedBudget(schedule.charged(event));
  }

  /**
   * Leaves the position as it is: the event's turn is over, as if it had run and nobody had looked.
   * A schedule that goes back could run a later event twice.
   */
  @Override
  public PlannedBudget refunded(long period, Charge charge) {
    return this;
  }

  @Override
  public Charge limit() {
    return ONE.times(schedule.events().size());
  }

  @Override
  public Charge charged(long period) {
    return ONE.times(schedule.position());
  }

  @Override
  public Charge lifetimeCharged() {
    return charged(0);
  }

  /** All of it, from the first event on: distributions say nothing of a schedule that is cut. */
  @Override
  public ApproximateDp asApproximateDp(Charge charge) {
    return charge.isNothing() ? ApproximateDp.ZERO : total();
  }

  @Override
  public Optional<ApproximateDp> lifetimePromise() {
    return Optional.of(total());
  }

  @Override
  public AccountBudget part(ApproximateDp limit) {
    throw new IllegalArgumentException(
        "a schedule has no limits of tables or purposes, as all its events are fixed. Provided value: "
            + limit
            + ". Fix: remove the limit, or choose a filter");
  }
}
