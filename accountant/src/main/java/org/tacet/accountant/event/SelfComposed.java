package org.tacet.accountant.event;

import java.util.Objects;

/**
 * The same mechanism, applied {@code count} times with randomness of its own each; what it is
 * applied to may depend on earlier answers.
 *
 * @param event what is repeated
 * @param count how often; at least 1
 */
public record SelfComposed(PrivacyEvent event, long count) implements PrivacyEvent {

  public SelfComposed {
    Objects.requireNonNull(event, "event");
    EventParameters.requireAtLeastOne("count", count);
  }
}
