package org.tacet.accountant.filter;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.tacet.accountant.accounting.UnsupportedEventException;
import org.tacet.accountant.composition.OwnLoss;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.EventCounts;
import org.tacet.accountant.event.EventDocument;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.NonPrivate;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.RandomizedResponse;
import org.tacet.accountant.event.SelfComposed;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * Sums of epsilons and deltas (Rogers, Roth, Ullman, Vadhan 2016, Theorem 3.1). For events with an
 * (epsilon, delta) of their own ({@link OwnLoss}); for any other, such as Gaussian noise, decide on
 * a delta, let an accountant give the epsilon, and charge that as {@link EpsilonDelta}.
 *
 * @param total the sums that may be charged
 * @param relation the neighbours
 * @param charged within the total
 */
public record BasicFilter(ApproximateDp total, NeighborRelation relation, Charge charged)
    implements PrivacyFilter {

  private static final String MEASURE = "epsilon";

  public BasicFilter {
    Objects.requireNonNull(relation, "relation");
    FilterParameters.requireWithin(charged, new Charge(total.epsilon(), total.delta()), MEASURE);
  }

  /** A filter of which nothing is charged. */
  public static BasicFilter within(ApproximateDp total, NeighborRelation relation) {
    return new BasicFilter(total, relation, Charge.NONE);
  }

  @Override
  public Charge limit() {
    return new Charge(total.epsilon(), total.delta());
  }

  @Override
  public String measure() {
    return MEASURE;
  }

  @Override
  public Optional<Charge> cost(PrivacyEvent next) {
    Optional<ApproximateDp> own = OwnLoss.of(next, relation);
    if (own.isEmpty() && !isBeyondAnyBudget(next)) {
      String hint =
          next instanceof RandomizedResponse && relation == NeighborRelation.ADD_OR_REMOVE_ONE
              ? "an absent record gives no answer"
              : "it has no (epsilon, delta) of its own; choose a delta and charge EpsilonDelta with the epsilon that an accountant gives, or use ZcdpFilter or RenyiFilter";
      throw new UnsupportedEventException(
          "BasicFilter does not support %s under %s: %s."
              .formatted(EventDocument.of(next).get("type"), relation, hint));
    }
    return own.map(loss -> new Charge(loss.epsilon(), loss.delta()));
  }

  /** Of an event without a charge: one part has none because it reveals all, or deltas reach 1. */
  private boolean isBeyondAnyBudget(PrivacyEvent event) {
    Set<PrivacyEvent> parts = EventCounts.of(event).keySet();
    boolean revealing =
        parts.stream()
            .filter(part -> part instanceof NonPrivate || part instanceof EpsilonDelta)
            .anyMatch(part -> OwnLoss.of(part, relation).isEmpty());
    boolean composed = event instanceof Composed || event instanceof SelfComposed;
    return revealing
        || (composed && parts.stream().allMatch(part -> OwnLoss.of(part, relation).isPresent()));
  }

  @Override
  public ApproximateDp asApproximateDp(Charge charge) {
    return new ApproximateDp(charge.loss(), charge.delta());
  }

  @Override
  public BasicFilter withCharged(Charge charge) {
    return new BasicFilter(total, relation, charge);
  }
}
