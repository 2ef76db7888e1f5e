package org.tacet.accountant.filter;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * A budget for each window of consecutive periods. With a window of one period, each period starts
 * anew; with a larger one the budget rolls: whatever is granted within any so many consecutive
 * periods is within the limit, since of all windows that a period lies in, the one that ends with
 * it has seen most when it is charged.
 *
 * <p>Renewal is a rate, no guarantee: over n windows, n budgets may be spent on the same people. So
 * the loss over the lifetime is always kept and shown, and either capped, by a filter of the same
 * kind that every event has to pass as well, or declared unbounded (P17).
 */
public final class RenewingFilter {

  private final PrivacyFilter fresh;
  private final int windowPeriods;
  private final SortedMap<Long, Charge> charges;
  private final Optional<PrivacyFilter> lifetimeCap;

  private RenewingFilter(
      PrivacyFilter fresh,
      int windowPeriods,
      SortedMap<Long, Charge> charges,
      Optional<PrivacyFilter> lifetimeCap) {
    this.fresh = fresh;
    this.windowPeriods = windowPeriods;
    this.charges = Collections.unmodifiableSortedMap(charges);
    this.lifetimeCap = lifetimeCap;
  }

  /**
   * A state.
   *
   * @param fresh the filter that each window starts with, nothing charged
   * @param windowPeriods how many consecutive periods share a budget, at least 1
   * @param charges what was charged in each period
   * @param lifetimeCap the filter over all periods with what was charged in all; empty if the
   *     lifetime is declared unbounded
   * @throws IllegalArgumentException if they don't fit together
   */
  public static RenewingFilter of(
      PrivacyFilter fresh,
      int windowPeriods,
      SortedMap<Long, Charge> charges,
      Optional<PrivacyFilter> lifetimeCap) {
    if (!fresh.charged().isNothing()) {
      throw new IllegalArgumentException(
          "fresh must have nothing charged. Provided value: " + fresh.charged() + ".");
    }
    if (windowPeriods < 1) {
      throw new IllegalArgumentException(
          "window_periods must be at least 1. Provided value: " + windowPeriods + ".");
    }
    RenewingFilter filter =
        new RenewingFilter(
            fresh.withCharged(Charge.NONE), windowPeriods, new TreeMap<>(charges), lifetimeCap);
    filter.requireWindowsWithinLimit();
    lifetimeCap.ifPresent(filter::requireCapThatFits);
    return filter;
  }

  /** Nothing charged yet; over the lifetime no more than {@code lifetimeCap} grants. */
  public static RenewingFilter capped(
      PrivacyFilter fresh, int windowPeriods, PrivacyFilter lifetimeCap) {
    return of(fresh, windowPeriods, new TreeMap<>(), Optional.of(lifetimeCap));
  }

  /** Nothing charged yet; the loss over the lifetime grows with every period, without end. */
  public static RenewingFilter unboundedLifetime(PrivacyFilter fresh, int windowPeriods) {
    return of(fresh, windowPeriods, new TreeMap<>(), Optional.empty());
  }

  public PrivacyFilter fresh() {
    return fresh;
  }

  public int windowPeriods() {
    return windowPeriods;
  }

  /** What was charged in each period in which something was. */
  public SortedMap<Long, Charge> charges() {
    return charges;
  }

  public Optional<PrivacyFilter> lifetimeCap() {
    return lifetimeCap;
  }

  /** The state of the window that ends with a period. */
  public PrivacyFilter window(long lastPeriod) {
    return fresh.withCharged(
        charges.subMap(lastPeriod - windowPeriods + 1, lastPeriod + 1).values().stream()
            .reduce(Charge.NONE, Charge::plus));
  }

  /** Whether the event may run in the period. */
  public boolean grants(long period, PrivacyEvent next) {
    return fresh.cost(next).map(cost -> grants(period, cost)).orElse(false);
  }

  private boolean grants(long period, Charge cost) {
    return !isPast(period)
        && window(period).grants(cost)
        && lifetimeCap.map(cap -> cap.grants(cost)).orElse(true);
  }

  /**
   * The state after the event.
   *
   * @param period the one that runs now: none before the last that was charged
   * @throws FilterRefusedException if the period or the lifetime has too little left
   */
  public RenewingFilter charged(long period, PrivacyEvent next) {
    requireNotPast(period);
    window(period).charged(next); // refuses what has no charge at all
    return charged(period, fresh.cost(next).orElseThrow());
  }

  /** The state after a charge, as {@link #charged(long, PrivacyEvent)}. */
  public RenewingFilter charged(long period, Charge cost) {
    requireNotPast(period);
    window(period).charged(cost);
    return with(period, charge -> charge.plus(cost), lifetimeCap.map(cap -> capped(cap, cost)));
  }

  private void requireNotPast(long period) {
    if (isPast(period)) {
      throw new FilterRefusedException(
          "period must be %d or later, as that was charged already. Provided value: %d."
              .formatted(charges.lastKey(), period));
    }
  }

  /** The state without a charge of an event that never ran, in whatever period it was granted. */
  public RenewingFilter refunded(long period, Charge cost) {
    return with(
        period,
        charge -> charge.minus(cost),
        lifetimeCap.map(cap -> cap.withCharged(cap.charged().minus(cost))));
  }

  private RenewingFilter with(
      long period, UnaryOperator<Charge> change, Optional<PrivacyFilter> newLifetimeCap) {
    SortedMap<Long, Charge> changed = new TreeMap<>(charges);
    Charge charge = change.apply(charges.getOrDefault(period, Charge.NONE));
    if (charge.isNothing()) {
      changed.remove(period); // a clock that was wrong once would close all periods before
    } else {
      changed.put(period, charge);
    }
    return new RenewingFilter(fresh, windowPeriods, changed, newLifetimeCap);
  }

  private static PrivacyFilter capped(PrivacyFilter cap, Charge cost) {
    try {
      return cap.charged(cost);
    } catch (FilterRefusedException refused) {
      throw new FilterRefusedException(
          "the lifetime_cap refuses, in this period and all later ones: " + refused.getMessage());
    }
  }

  /** What was charged over all periods. */
  public Charge lifetimeCharged() {
    return charges.values().stream().reduce(Charge.NONE, Charge::plus);
  }

  /**
   * What all periods begun so far promise together: the cap, or as many limits as there are windows
   * needed to cover the periods that were charged, which a filter over all of them would have had.
   * Empty where the deltas of the windows reach 1: then nothing is promised.
   */
  public Optional<ApproximateDp> lifetimePromise() {
    if (lifetimeCap.isPresent()) {
      return lifetimeCap.map(PrivacyFilter::total);
    }
    // The part of delta that converts a loss counts once, however many windows there are.
    Charge limits = fresh.limit().times(coveringWindows());
    BigDecimal conversionDelta = fresh.total().delta().subtract(fresh.limit().delta());
    return limits.delta().add(conversionDelta).compareTo(BigDecimal.ONE) < 0
        ? Optional.of(fresh.asApproximateDp(limits))
        : Optional.empty();
  }

  private long coveringWindows() {
    long windows = 0;
    long covered = Long.MIN_VALUE;
    for (long period : charges.keySet()) {
      if (period > covered) {
        windows++;
        covered = period + windowPeriods - 1;
      }
    }
    return windows;
  }

  private boolean isPast(long period) {
    return !charges.isEmpty() && period < charges.lastKey();
  }

  private void requireWindowsWithinLimit() {
    for (long period : charges.keySet()) {
      try {
        window(period);
      } catch (IllegalArgumentException beyond) {
        throw new IllegalArgumentException(
            "periods must be within the limit of a window. Provided value: period "
                + period
                + ": "
                + beyond.getMessage(),
            beyond);
      }
    }
  }

  /** Charges in different measures have no sum, and a cap that missed some would grant too much. */
  private void requireCapThatFits(PrivacyFilter cap) {
    boolean sameOrder =
        !(fresh instanceof RenyiFilter period)
            || (cap instanceof RenyiFilter lifetime && lifetime.order() == period.order());
    if (!fresh.measure().equals(cap.measure())
        || fresh.relation() != cap.relation()
        || !sameOrder) {
      throw new IllegalArgumentException(
          "lifetime_cap must be of the kind, order and relation of the fresh filter, %s. Provided value: %s."
              .formatted(fresh, cap));
    }
    Charge sum = lifetimeCharged();
    if (!sum.isWithin(cap.charged()) || !cap.charged().isWithin(sum)) {
      throw new IllegalArgumentException(
          "lifetime_cap must have charged what the periods have, %s. Provided value: %s."
              .formatted(sum, cap.charged()));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RenewingFilter that
        && windowPeriods == that.windowPeriods
        && fresh.equals(that.fresh)
        && charges.equals(that.charges)
        && lifetimeCap.equals(that.lifetimeCap);
  }

  @Override
  public int hashCode() {
    return Objects.hash(fresh, windowPeriods, charges, lifetimeCap);
  }

  @Override
  public String toString() {
    return "RenewingFilter[fresh=%s, windowPeriods=%d, charges=%s, lifetimeCap=%s]"
        .formatted(fresh, windowPeriods, Map.copyOf(charges), lifetimeCap);
  }
}
