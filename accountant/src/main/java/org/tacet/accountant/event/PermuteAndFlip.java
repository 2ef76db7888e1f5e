package org.tacet.accountant.event;

/**
 * Permute-and-flip, which is report-noisy-max with exponential noise (McKenna, Sheldon 2020; Ding,
 * Kifer, Steinke, Wang, Xiao, Zhang 2021). Its privacy loss is that of Laplace noise of multiplier
 * 1 / epsilon at worst.
 *
 * @param epsilon at least 0
 */
public record PermuteAndFlip(double epsilon) implements PrivacyEvent {

  public PermuteAndFlip {
    EventParameters.requireNotNegative("epsilon", epsilon);
  }
}
