package org.tacet.accountant.event;

import java.util.List;

/**
 * Several mechanisms on the same data, each with randomness of its own. Their parameters are fixed
 * beforehand; what they are applied to may depend on earlier answers (P16).
 *
 * @param events at least one
 */
public record Composed(List<PrivacyEvent> events) implements PrivacyEvent {

  public Composed {
    events = List.copyOf(events);
    EventParameters.requireNotEmpty("events", events);
  }
}
