package org.tacet.accountant.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.tacet.accountant.distribution.PldAccountant;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.EventDocument;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;

/**
 * Events that are all fixed, with their order and parameters, before the first one runs, so that
 * they are accounted once by privacy loss distributions ({@link PldAccountant}; P16). What the
 * mechanisms are applied to may depend on earlier answers, which mechanisms may not: an event that
 * is not the next one is refused. Stopping early is allowed, as what did not run costs nothing.
 *
 * @param events at least one, in the order in which they run
 * @param relation the neighbours
 * @param delta in (0, 1)
 * @param epsilon with delta what all events cost, rounded up; finite
 * @param position how many have run
 */
public record PrivacySchedule(
    List<PrivacyEvent> events,
    NeighborRelation relation,
    double delta,
    double epsilon,
    int position) {

  public PrivacySchedule {
    events = List.copyOf(events);
    Objects.requireNonNull(relation, "relation");
    require("events", "at least one", !events.isEmpty(), events);
    require("delta", "above 0 and below 1", delta > 0 && delta < 1, delta);
    require(
        "epsilon",
        "finite and at least 0, at a delta that the events can keep",
        epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY,
        epsilon);
    require(
        "position",
        "from 0 to the number of events, " + events.size(),
        position >= 0 && position <= events.size(),
        position);
  }

  /**
   * Accounts for the events; none has run.
   *
   * @throws org.tacet.accountant.accounting.UnsupportedEventException as {@link PldAccountant} does
   */
  public static PrivacySchedule of(
      List<PrivacyEvent> events, NeighborRelation relation, double delta) {
    require("events", "at least one", !events.isEmpty(), events);
    double epsilon = cost(events, relation, delta);
    if (epsilon == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "events must have a finite epsilon at delta %s: they reveal everything, or fail with a larger probability. Give a larger delta, or leave out what reveals everything. Provided value: %s."
              .formatted(delta, events.stream().map(EventDocument::of).toList()));
    }
    return new PrivacySchedule(events, relation, delta, epsilon, 0);
  }

  /** The epsilon of all events, rounded up. */
  static double cost(List<PrivacyEvent> events, NeighborRelation relation, double delta) {
    return new PldAccountant().epsilon(new Composed(events), relation, delta);
  }

  /** Those that have not run. */
  public List<PrivacyEvent> remaining() {
    return new ArrayList<>(events.subList(position, events.size()));
  }

  /** Whether the event may run next: it is the next one. */
  public boolean grants(PrivacyEvent next) {
    return position < events.size() && events.get(position).equals(next);
  }

  /**
   * The state after the event, which may run once this state is stored.
   *
   * @throws FilterRefusedException if it is not the next one
   */
  public PrivacySchedule charged(PrivacyEvent next) {
    if (!grants(next)) {
      String due =
          position == events.size()
              ? "all " + position + " events have run"
              : "event " + position + " is " + EventDocument.of(events.get(position));
      throw new FilterRefusedException(
          "the schedule is fixed and %s. Provided value: %s. Charge what is chosen later to a filter."
              .formatted(due, EventDocument.of(next)));
    }
    return new PrivacySchedule(events, relation, delta, epsilon, position + 1);
  }

  private static void require(String field, String legal, boolean holds, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(
          field + " must be " + legal + ". Provided value: " + value + ".");
    }
  }
}
