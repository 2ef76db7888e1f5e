package org.tacet.accountant.event;

import java.util.List;

/**
 * Gaussian noise on a sum that the unit moves by a random amount: N(0, s^2) without it, the mixture
 * of N(c_i, s^2) with probabilities p_i with it (Choquette-Choo, Ganesh, Steinke, Thakurta 2023,
 * "Privacy amplification for matrix mechanisms", section 4).
 *
 * @param standardDeviation of the noise; above 0
 * @param sensitivities how far the unit may move the sum; at least 0 each
 * @param samplingProbs the probability of each, which add up to 1 within 1e-9
 */
public record MixtureOfGaussians(
    double standardDeviation, List<Double> sensitivities, List<Double> samplingProbs)
    implements PrivacyEvent {

  public MixtureOfGaussians {
    EventParameters.requirePositive("standard_deviation", standardDeviation);
    sensitivities = List.copyOf(sensitivities);
    samplingProbs = List.copyOf(samplingProbs);
    EventParameters.requireMixture(sensitivities, samplingProbs);
  }
}
