package org.tacet.accountant.distribution;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.NoOp;
import org.tacet.accountant.event.PrivacyEvent;

/**
 * A growing list of events and what they cost by privacy loss distributions. The composed losses
 * are kept, so that one more event costs one convolution and a question costs one pass, whatever
 * has been composed before. Answers are bounds from above, as those of {@link PldAccountant}; the
 * two may differ by the grids they take.
 *
 * <p>The parameters of all events have to be fixed beforehand: this plans, it is no budget that
 * grants by what is left (P16). Immutable but for what it remembers; safe for several threads.
 */
public final class PrivacyLossAccount {

  /** By how much of itself epsilon may rise by rounding and truncation before all is redone. */
  private static final double LARGEST_ALLOWANCE = 1e-5;

  /** Tilted mass at either end that is left out when an event is added. */
  private static final double NEGLIGIBLE = 1e-17;

  private final NeighborRelation relation;
  private final List<PrivacyEvent> events;
  private final List<CountedPair> pairs;
  private volatile Kept kept;

  /**
   * Composed losses in both orders of the neighbours; the second is null where they are the same.
   *
   * @param tail how much mass each pair's tails were cut off at
   */
  private record Kept(double tail, LossDistribution forward, LossDistribution backward) {

    double epsilon(double delta) {
      double one = forward.epsilon(delta, 1);
      return backward == null ? one : Math.max(one, backward.epsilon(delta, 1));
    }

    Kept withoutAllowance() {
      return new Kept(
          tail, forward.withoutAllowance(), backward == null ? null : backward.withoutAllowance());
    }
  }

  private PrivacyLossAccount(
      NeighborRelation relation, List<PrivacyEvent> events, List<CountedPair> pairs, Kept kept) {
    this.relation = relation;
    this.events = events;
    this.pairs = pairs;
    this.kept = kept;
  }

  /** An account of nothing. */
  public static PrivacyLossAccount empty(NeighborRelation relation) {
    return new PrivacyLossAccount(
        Objects.requireNonNull(relation, "relation"), List.of(), List.of(), null);
  }

  /**
   * The account with one more event.
   *
   * @throws org.tacet.accountant.accounting.UnsupportedEventException as {@link PldAccountant} does
   */
  public PrivacyLossAccount plus(PrivacyEvent event) {
    List<PrivacyEvent> moreEvents = new ArrayList<>(events);
    moreEvents.add(event);
    List<CountedPair> added = DominatingPairs.of(event, relation);
    List<CountedPair> morePairs = new ArrayList<>(pairs);
    morePairs.addAll(added);
    return new PrivacyLossAccount(
        relation, List.copyOf(moreEvents), List.copyOf(morePairs), extended(kept, added));
  }

  /** All events, as one. */
  public PrivacyEvent event() {
    return events.isEmpty() ? new NoOp() : new Composed(events);
  }

  /**
   * The smallest epsilon, at least 0, as {@link PldAccountant#epsilon}.
   *
   * @param delta in (0, 1)
   */
  public double epsilon(double delta) {
    if (pairs.isEmpty()) {
      return 0;
    }
    double tail = delta * 1e-8 / operations();
    Kept known = kept;
    if (known != null && known.tail() <= 16 * tail) {
      double epsilon = Math.max(0, known.epsilon(delta));
      if (epsilon <= known.withoutAllowance().epsilon(delta) * (1 + LARGEST_ALLOWANCE)) {
        return epsilon;
      }
    }
    Kept fresh = composed(delta, tail);
    kept = fresh;
    return Math.max(0, fresh.epsilon(delta));
  }

  private Kept composed(double delta, double tail) {
    ComposedLoss forward = new ComposedLoss(pairs, false, 0, 1);
    boolean symmetric = pairs.stream().allMatch(one -> one.pair().symmetric());
    return new Kept(
        tail,
        forward.composed(tail, estimate -> estimate.tiltForDelta(delta)),
        symmetric
            ? null
            : new ComposedLoss(pairs, true, 0, 1)
                .composed(tail, estimate -> estimate.tiltForDelta(delta)));
  }

  /** What is kept with the new losses added; null where the grid would be too coarse for them. */
  private static Kept extended(Kept kept, List<CountedPair> added) {
    if (kept == null) {
      return null;
    }
    Kept sum = kept;
    for (CountedPair one : added) {
      double interval = sum.forward().interval;
      boolean coarse = one.pair().deviation() < 20 * interval;
      boolean wide = one.pair().width(sum.tail()) / interval > (1 << 20);
      if (one.count() > 1 || coarse || wide || one.pair().symmetric() != (sum.backward() == null)) {
        return null;
      }
      LossCells cells = one.pair().cells(interval, sum.tail());
      sum =
          new Kept(
              sum.tail(),
              extended(sum.forward(), cells),
              sum.backward() == null ? null : extended(sum.backward(), cells.reversed()));
    }
    return sum;
  }

  private static LossDistribution extended(LossDistribution composed, LossCells cells) {
    return TiltedComposition.joined(composed, cells.pessimistic().tilted(composed.tilt))
        .trimmed(NEGLIGIBLE);
  }

  private double operations() {
    double sum = 0;
    for (CountedPair one : pairs) {
      sum += one.count();
    }
    return sum;
  }
}
