package org.tacet.accountant.event;

/**
 * Discrete Gaussian noise on one whole number: P(x) proportional to exp(-x^2 / (2 sigma^2)). For a
 * vector of L0 numbers that change by at most the sensitivity each, compose L0 of them. A unit
 * replaced moves the number by twice the sensitivity (Canonne, Kamath, Steinke 2020, "The discrete
 * Gaussian for differential privacy", Theorem 7).
 *
 * @param sigma in whole steps; above 0
 * @param sensitivity the most that one unit adds, in whole steps; at least 1
 */
public record DiscreteGaussian(double sigma, long sensitivity) implements PrivacyEvent {

  public DiscreteGaussian {
    EventParameters.requirePositive("sigma", sigma);
    EventParameters.requireAtLeastOne("sensitivity", sensitivity);
  }
}
