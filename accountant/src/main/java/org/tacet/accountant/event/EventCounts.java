package org.tacet.accountant.event;

import java.util.Collections;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a composition consists of: each event that is itself no composition, and how often it
 * occurs. In an order of their own, so that an answer does not depend on the order of the
 * composition.
 */
public final class EventCounts {

  private EventCounts() {}

  /**
   * Flattens {@link Composed} and {@link SelfComposed}; {@link NoOp} is left out.
   *
   * @throws IllegalArgumentException if an event occurs 2^63 times or more
   */
  public static SortedMap<PrivacyEvent, Long> of(PrivacyEvent event) {
    SortedMap<PrivacyEvent, Long> counts = new TreeMap<>(Comparator.comparing(Object::toString));
    add(event, 1, counts);
    return Collections.unmodifiableSortedMap(counts);
  }

  private static void add(PrivacyEvent event, long count, SortedMap<PrivacyEvent, Long> counts) {
    if (event instanceof NoOp) {
      return;
    }
    if (event instanceof Composed composed) {
      composed.events().forEach(part -> add(part, count, counts));
      return;
    }
    try {
      if (event instanceof SelfComposed composed) {
        add(composed.event(), Math.multiplyExact(count, composed.count()), counts);
      } else {
        counts.merge(event, count, Math::addExact);
      }
    } catch (ArithmeticException tooMany) {
      throw new IllegalArgumentException(
          "count must stay below 2^63 when compositions are multiplied out. Provided value: "
              + count
              + " times "
              + event
              + ".",
          tooMany);
    }
  }
}
