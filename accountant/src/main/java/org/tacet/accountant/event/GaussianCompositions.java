package org.tacet.accountant.event;

import java.util.OptionalDouble;

/**
 * Compositions of Gaussian mechanisms, which are one of mu^2 = the sum of 1 / multiplier^2, also
 * inside a sample: the answers, each divided by its variance, add up to a sufficient statistic.
 */
public final class GaussianCompositions {

  private GaussianCompositions() {}

  /**
   * mu^2 for units added or removed, rounded up; empty for anything else than compositions of
   * Gaussian events.
   */
  public static OptionalDouble squaredMu(PrivacyEvent event) {
    double squaredMu = squared(event);
    return Double.isNaN(squaredMu) ? OptionalDouble.empty() : OptionalDouble.of(squaredMu);
  }

  private static double squared(PrivacyEvent event) {
    if (event instanceof NoOp) {
      return 0;
    }
    if (event instanceof Gaussian gaussian) {
      double mu = 1 / gaussian.noiseMultiplier();
      return mu * mu * (1 + 0x1p-50);
    }
    if (event instanceof SelfComposed composed) {
      return (double) composed.count() * squared(composed.event()) * (1 + 0x1p-51);
    }
    if (event instanceof Composed composed) {
      double sum = 0;
      for (PrivacyEvent part : composed.events()) {
        sum = (sum + squared(part)) * (1 + 0x1p-52);
      }
      return sum;
    }
    return Double.NaN;
  }
}
