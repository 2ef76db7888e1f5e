package org.tacet.accountant.event;

import java.util.Objects;

/**
 * A mechanism on a Poisson sample: every unit is in it with probability q, independently (Mironov,
 * Talwar, Zhang 2019, "Renyi differential privacy of the sampled Gaussian mechanism"; Zhu, Dong,
 * Wang 2022, "Optimal accounting of differential privacy via characteristic function", Theorem 11).
 *
 * @param samplingProbability q, in [0, 1]
 * @param event what is done to the sample
 */
public record PoissonSampled(double samplingProbability, PrivacyEvent event)
    implements PrivacyEvent {

  public PoissonSampled {
    EventParameters.requireProbability("sampling_probability", samplingProbability);
    Objects.requireNonNull(event, "event");
  }
}
