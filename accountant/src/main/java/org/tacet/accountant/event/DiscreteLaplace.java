package org.tacet.accountant.event;

/**
 * Discrete Laplace noise on a whole number: P(x) = tanh(a / 2) exp(-a |x|). Pure epsilon-DP with
 * epsilon = a times the sensitivity for units added or removed; a unit replaced moves the number by
 * twice the sensitivity (Ghosh, Roughgarden, Sundararajan 2009).
 *
 * @param noiseParameter a in P(x) = tanh(a / 2) exp(-a |x|); above 0
 * @param sensitivity largest L1 norm of what one unit adds, in whole steps; at least 1
 */
public record DiscreteLaplace(double noiseParameter, long sensitivity) implements PrivacyEvent {

  public DiscreteLaplace {
    EventParameters.requirePositive("noise_parameter", noiseParameter);
    EventParameters.requireAtLeastOne("sensitivity", sensitivity);
  }
}
