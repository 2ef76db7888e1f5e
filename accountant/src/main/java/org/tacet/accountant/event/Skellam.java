package org.tacet.accountant.event;

/**
 * Skellam noise, the difference of two Poisson variables of mean mu / 2 each, on whole numbers
 * (Agarwal, Kairouz, Liu 2021, "The Skellam mechanism for differentially private federated
 * learning", Theorem 3.5). A unit replaced moves them by twice the sensitivities.
 *
 * @param mu the variance of the noise, in squared whole steps; above 0
 * @param l1Sensitivity largest L1 norm of what one unit adds; at least 1
 * @param l2Sensitivity largest L2 norm of what one unit adds; above 0 and at most the L1 norm
 */
public record Skellam(double mu, long l1Sensitivity, double l2Sensitivity) implements PrivacyEvent {

  public Skellam {
    EventParameters.requirePositive("mu", mu);
    EventParameters.requireAtLeastOne("l1_sensitivity", l1Sensitivity);
    EventParameters.requirePositive("l2_sensitivity", l2Sensitivity);
    EventParameters.requireNorms(l1Sensitivity, l2Sensitivity);
  }
}
