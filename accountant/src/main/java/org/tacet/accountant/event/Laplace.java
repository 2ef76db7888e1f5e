package org.tacet.accountant.event;

/**
 * Laplace noise on a sum: one unit added or removed moves the sum by at most its L1 norm bound C,
 * one replaced by another by at most 2 C. Pure epsilon-DP with epsilon = 1 / noiseMultiplier for
 * units added or removed (Dwork, McSherry, Nissim, Smith 2006).
 *
 * @param noiseMultiplier scale b of the density exp(-|x| / b) / (2 b) over the largest L1 norm of
 *     what one unit adds; above 0
 */
public record Laplace(double noiseMultiplier) implements PrivacyEvent {

  public Laplace {
    EventParameters.requirePositive("noise_multiplier", noiseMultiplier);
  }
}
