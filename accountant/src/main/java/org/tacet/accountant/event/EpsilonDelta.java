package org.tacet.accountant.event;

/**
 * A mechanism of which only (epsilon, delta)-DP is known, for neighbours of whatever relation is
 * asked about. Its worst case is randomized response beside a failure of probability delta
 * (Kairouz, Oh, Viswanath 2015, "The composition theorem for differential privacy", section 3).
 *
 * @param epsilon at least 0
 * @param delta in [0, 1]
 */
public record EpsilonDelta(double epsilon, double delta) implements PrivacyEvent {

  public EpsilonDelta {
    EventParameters.requireNotNegative("epsilon", epsilon);
    EventParameters.requireProbability("delta", delta);
  }
}
