package org.tacet.accountant.filter;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * A budget for each period. Renewal is a rate, no guarantee: over n periods, n budgets may be spent
 * on the same people. So the loss over the lifetime is always kept and shown, and either capped, by
 * a filter of the same kind that every event has to pass as well, or declared unbounded (P17).
 *
 * @param fresh the filter that each period starts with, nothing charged
 * @param periods the state of each period in which something was charged
 * @param lifetimeCap the filter over all periods with what was charged in all; empty if the
 *     lifetime is declared unbounded
 */
public record RenewingFilter(
    PrivacyFilter fresh,
    SortedMap<Long, PrivacyFilter> periods,
    Optional<PrivacyFilter> lifetimeCap) {

  public RenewingFilter {
    Objects.requireNonNull(lifetimeCap, "lifetimeCap");
    periods = Collections.unmodifiableSortedMap(new TreeMap<>(periods));
    if (!fresh.charged().isNothing()) {
      throw new IllegalArgumentException(
          "fresh must have nothing charged. Provided value: " + fresh.charged() + ".");
    }
    fresh = fresh.withCharged(Charge.NONE); // an equal one, also where 0.0 was read
    for (Map.Entry<Long, PrivacyFilter> period : periods.entrySet()) {
      if (!period.getValue().withCharged(Charge.NONE).equals(fresh)) {
        throw new IllegalArgumentException(
            "periods must be states of the fresh filter. Provided value: period "
                + period.getKey()
                + ".");
      }
    }
    if (lifetimeCap.isPresent()) {
      requireSameKind(fresh, lifetimeCap.get());
      Charge sum = sum(periods);
      Charge kept = lifetimeCap.get().charged();
      if (!sum.isWithin(kept) || !kept.isWithin(sum)) {
        throw new IllegalArgumentException(
            "lifetime_cap must have charged what the periods have, %s. Provided value: %s."
                .formatted(sum, kept));
      }
    }
  }

  /** Nothing charged yet; over the lifetime no more than {@code lifetimeCap} grants. */
  public static RenewingFilter capped(PrivacyFilter fresh, PrivacyFilter lifetimeCap) {
    return new RenewingFilter(fresh, new TreeMap<>(), Optional.of(lifetimeCap));
  }

  /** Nothing charged yet; the loss over the lifetime grows with every period, without end. */
  public static RenewingFilter unboundedLifetime(PrivacyFilter fresh) {
    return new RenewingFilter(fresh, new TreeMap<>(), Optional.empty());
  }

  /**
   * The number of the period in which a moment lies, 0 for the one that starts at the anchor.
   *
   * @param length above 0
   */
  public static long period(Instant anchor, Duration length, Instant moment) {
    if (length.isZero() || length.isNegative()) {
      throw new IllegalArgumentException("length must be above 0. Provided value: " + length + ".");
    }
    Duration since = Duration.between(anchor, moment);
    long periods = since.dividedBy(length); // toward zero
    return since.isNegative() && !length.multipliedBy(periods).equals(since)
        ? periods - 1
        : periods;
  }

  /** The state of a period. */
  public PrivacyFilter period(long period) {
    return periods.getOrDefault(period, fresh);
  }

  /** Whether the event may run in the period. */
  public boolean grants(long period, PrivacyEvent next) {
    return !isPast(period)
        && period(period).grants(next)
        && lifetimeCap.map(cap -> cap.grants(next)).orElse(true);
  }

  /**
   * The state after the event.
   *
   * @param period the one that runs now: none before the last that was charged
   * @throws FilterRefusedException if the period or the lifetime has too little left
   */
  public RenewingFilter charged(long period, PrivacyEvent next) {
    if (isPast(period)) {
      throw new FilterRefusedException(
          "period must be %d or later, as that was charged already. Provided value: %d."
              .formatted(periods.lastKey(), period));
    }
    SortedMap<Long, PrivacyFilter> more = new TreeMap<>(periods);
    more.put(period, period(period).charged(next));
    return new RenewingFilter(fresh, more, lifetimeCap.map(cap -> capped(cap, next)));
  }

  private static PrivacyFilter capped(PrivacyFilter cap, PrivacyEvent next) {
    try {
      return cap.charged(next);
    } catch (FilterRefusedException refused) {
      throw new FilterRefusedException(
          "the lifetime_cap refuses, in this period and all later ones: " + refused.getMessage());
    }
  }

  /** What was charged over all periods. */
  public Charge lifetimeCharged() {
    return sum(periods);
  }

  /**
   * What all periods begun so far promise together: the cap, or as many limits as there are
   * periods, which a filter over all of them would have had. Empty where the deltas of the periods
   * reach 1: then nothing is promised.
   */
  public Optional<ApproximateDp> lifetimePromise() {
    if (lifetimeCap.isPresent()) {
      return lifetimeCap.map(PrivacyFilter::total);
    }
    // The part of delta that converts a loss counts once, however many periods there are.
    Charge limits = fresh.limit().times(periods.size());
    BigDecimal conversionDelta = fresh.total().delta().subtract(fresh.limit().delta());
    return limits.delta().add(conversionDelta).compareTo(BigDecimal.ONE) < 0
        ? Optional.of(fresh.asApproximateDp(limits))
        : Optional.empty();
  }

  private boolean isPast(long period) {
    return !periods.isEmpty() && period < periods.lastKey();
  }

  private static Charge sum(SortedMap<Long, PrivacyFilter> periods) {
    return periods.values().stream().map(PrivacyFilter::charged).reduce(Charge.NONE, Charge::plus);
  }

  /** Charges in different measures have no sum. */
  private static void requireSameKind(PrivacyFilter fresh, PrivacyFilter cap) {
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
  }
}
