package org.tacet.accountant.event;

import org.tacet.accountant.arithmetic.UpwardRounding;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * A mechanism of which only (epsilon, delta)-DP is known, for neighbours of whatever relation is
 * asked about. Its worst case is randomized response beside a failure of probability delta
 * (Kairouz, Oh, Viswanath 2015, "The composition theorem for differential privacy", section 3).
 *
 * @param epsilon at least 0
 * @param delta in [0, 1]
 */
public record EpsilonDelta(double epsilon, double delta) implements PrivacyEvent {

  /** What is known of something that costs no more, both parameters rounded up. */
  public static EpsilonDelta of(ApproximateDp cost) {
    return new EpsilonDelta(
        UpwardRounding.toDouble(cost.epsilon()), UpwardRounding.toDouble(cost.delta()));
  }

  public EpsilonDelta {
    EventParameters.requireNotNegative("epsilon", epsilon);
    EventParameters.requireProbability("delta", delta);
  }
}
