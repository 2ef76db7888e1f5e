package org.tacet.accountant.event;

/**
 * Gaussian noise on a sum: one unit added or removed moves the sum by at most its L2 norm bound C,
 * one replaced by another by at most 2 C. Its worst case is N(0, z^2) beside N(1, z^2), z the noise
 * multiplier (Balle, Wang 2018, "Improving the Gaussian mechanism", Theorem 8).
 *
 * @param noiseMultiplier standard deviation of the noise over the largest L2 norm of what one unit
 *     adds; above 0
 */
public record Gaussian(double noiseMultiplier) implements PrivacyEvent {

  public Gaussian {
    EventParameters.requirePositive("noise_multiplier", noiseMultiplier);
  }
}
