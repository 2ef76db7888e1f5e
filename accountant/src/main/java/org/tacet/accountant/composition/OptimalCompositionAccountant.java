package org.tacet.accountant.composition;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.tacet.accountant.accounting.Accountant;
import org.tacet.accountant.accounting.UnsupportedEventException;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.EventCounts;
import org.tacet.accountant.event.EventDocument;
import org.tacet.accountant.event.LaplaceThreshold;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.NonPrivate;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.SelectionEvents;
import org.tacet.accountant.event.TruncatedGeometricSelection;

/**
 * {@link EpsilonDeltaComposition} of events that have an (epsilon, delta) of their own ({@link
 * OwnLoss}): as if no more were known of a mechanism than that, so an upper bound for those of
 * which more is.
 */
public final class OptimalCompositionAccountant implements Accountant {

  @Override
  public String name() {
    return "composition";
  }

  @Override
  public double epsilon(PrivacyEvent event, NeighborRelation relation, double delta) {
    return EpsilonDeltaComposition.of(parameters(event, relation)).epsilon(delta);
  }

  @Override
  public double delta(PrivacyEvent event, NeighborRelation relation, double epsilon) {
    return EpsilonDeltaComposition.of(parameters(event, relation)).delta(epsilon);
  }

  private static Map<EpsilonDelta, Long> parameters(PrivacyEvent event, NeighborRelation relation) {
    Map<EpsilonDelta, Long> parameters = new HashMap<>();
    add(event, relation, 1, parameters);
    return parameters;
  }

  private static void add(
      PrivacyEvent event,
      NeighborRelation relation,
      long count,
      Map<EpsilonDelta, Long> parameters) {
    for (Map.Entry<PrivacyEvent, Long> entry : EventCounts.of(event).entrySet()) {
      PrivacyEvent part = entry.getKey();
      long times = Math.multiplyExact(count, entry.getValue());
      if (part instanceof TruncatedGeometricSelection || part instanceof LaplaceThreshold) {
        add(SelectionEvents.expand(part, relation), relation, times, parameters);
      } else {
        parameters.merge(known(part, relation), times, Math::addExact);
      }
    }
  }

  private static EpsilonDelta known(PrivacyEvent event, NeighborRelation relation) {
    if (event instanceof EpsilonDelta given) {
      return given;
    }
    if (event instanceof NonPrivate) {
      return new EpsilonDelta(0, 1);
    }
    return OwnLoss.of(event, relation)
        .map(loss -> new EpsilonDelta(roundedUp(loss.epsilon()), roundedUp(loss.delta())))
        .orElseThrow(
            () ->
                new UnsupportedEventException(
                    "the composition accountant does not support %s under %s: it has no (epsilon, delta) of its own; use the pld or the best accountant, or state it as EpsilonDelta."
                        .formatted(EventDocument.of(event).get("type"), relation)));
  }

  /** Covers also the distance of a double from the decimal it is written as, twice. */
  private static double roundedUp(BigDecimal value) {
    double nearest = value.doubleValue();
    return nearest == 0 ? 0 : Math.min(Double.MAX_VALUE, nearest * (1 + 0x1p-50));
  }
}
