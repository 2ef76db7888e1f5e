package org.tacet.accountant.event;

import java.util.Objects;

/**
 * A mechanism run a random number of times, of which the best run alone is published. The number of
 * runs is from a truncated negative binomial distribution, or from a Poisson one (Papernot, Steinke
 * 2022, "Hyperparameter tuning with Renyi differential privacy", Definition 1).
 *
 * @param event one run
 * @param mean the mean number of runs; at least 1
 * @param shape at least 0: 0 is the logarithmic distribution, 1 the geometric, infinity the Poisson
 */
public record RepeatAndSelect(PrivacyEvent event, double mean, double shape)
    implements PrivacyEvent {

  public RepeatAndSelect {
    Objects.requireNonNull(event, "event");
    EventParameters.requireAtLeast("mean", mean, 1);
    EventParameters.requireShape("shape", shape);
  }
}
