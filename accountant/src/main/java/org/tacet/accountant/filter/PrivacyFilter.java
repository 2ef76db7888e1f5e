package org.tacet.accountant.filter;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;
import org.tacet.accountant.event.EventDocument;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * A budget that stays valid when each event is chosen after the answers of those before (P16;
 * Rogers, Roth, Ullman, Vadhan 2016, "Privacy odometers and filters"). All that is fixed at
 * creation is fixed for good; then events are granted as long as the sum of their charges is within
 * the limit, and whatever was granted is (epsilon, delta)-DP with the parameters of {@link #total}.
 * A refused event may be followed by a cheaper one: what is granted depends on what ran before.
 *
 * <p>Failures of probability delta_t beside a loss: with probability delta_t event t gives all
 * away. The limit D on the sum of the delta_t holds on every path, so that the probability of any
 * failure is at most D. Where none happens, the density of both neighbours' answers is that of the
 * events without failures times the same factor prod (1 - delta_t), which is at most 1, so that
 * what the filter proves for the events without failures is left: (epsilon, D + delta').
 *
 * <p>States are immutable. {@link FilterDocument} writes and reads them.
 */
public sealed interface PrivacyFilter permits BasicFilter, ZcdpFilter, RenyiFilter {

  /** What all that is granted costs at most. */
  ApproximateDp total();

  /** The neighbours of which events are charged. */
  NeighborRelation relation();

  /** What was charged up to now. */
  Charge charged();

  /** What may be charged. */
  Charge limit();

  /** The word for the loss of a {@link Charge}: {@code epsilon}, {@code rho}, and so on. */
  String measure();

  /**
   * What an event would be charged, rounded up; empty if it has no finite charge.
   *
   * @throws org.tacet.accountant.accounting.UnsupportedEventException if the filter's theory says
   *     nothing about such an event
   */
  Optional<Charge> cost(PrivacyEvent next);

  /**
   * What a charge is as (epsilon, delta), rounded up, if the events were fixed beforehand. For
   * events that were not it informs: what is promised then is {@link #total}.
   */
  ApproximateDp asApproximateDp(Charge charge);

  /** This filter with another state. */
  PrivacyFilter withCharged(Charge charge);

  /** What was charged, as {@link #asApproximateDp}. */
  default ApproximateDp spent() {
    return asApproximateDp(charged());
  }

  /** What is left to be charged. */
  default Charge remaining() {
    return limit().minus(charged());
  }

  /**
   * Whether the event may run next.
   *
   * @throws org.tacet.accountant.accounting.UnsupportedEventException as {@link #cost}
   */
  default boolean grants(PrivacyEvent next) {
    return cost(next).map(this::grants).orElse(false);
  }

  /** Whether a charge is within what is left. */
  default boolean grants(Charge cost) {
    return charged().plus(cost).isWithin(limit());
  }

  /**
   * The state after the event, which may run once this state is stored.
   *
   * @throws FilterRefusedException if the event is not granted
   * @throws org.tacet.accountant.accounting.UnsupportedEventException as {@link #cost}
   */
  default PrivacyFilter charged(PrivacyEvent next) {
    Optional<Charge> cost = cost(next);
    if (cost.isEmpty() || !grants(cost.get())) {
      throw new FilterRefusedException(
          "%s needs %s under %s, and %s are left: add noise, or ask for less."
              .formatted(
                  EventDocument.of(next).get("type"),
                  cost.map(this::needed).orElse("more than any budget"),
                  relation(),
                  left()));
    }
    return withCharged(charged().plus(cost.get()));
  }

  /**
   * The state after a charge, which was computed by {@link #cost} of a filter of this kind.
   *
   * @throws FilterRefusedException if it is more than what is left
   */
  default PrivacyFilter charged(Charge cost) {
    if (!grants(cost)) {
      throw new FilterRefusedException(needed(cost) + " are needed, and " + left() + " are left");
    }
    return withCharged(charged().plus(cost));
  }

  private String needed(Charge cost) {
    return text(cost, RoundingMode.CEILING);
  }

  private String left() {
    return text(remaining(), RoundingMode.FLOOR);
  }

  private String text(Charge charge, RoundingMode rounding) {
    MathContext shown = new MathContext(6, rounding);
    return "%s %s and delta %s"
        .formatted(measure(), text(charge.loss().round(shown)), text(charge.delta().round(shown)));
  }

  private static String text(BigDecimal rounded) {
    BigDecimal stripped = rounded.stripTrailingZeros();
    return (stripped.scale() < 0 ? stripped.setScale(0) : stripped).toString();
  }
}
