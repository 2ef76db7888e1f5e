package org.tacet.accountant.event;

/**
 * The exponential mechanism with weights exp(epsilon u / (2 sensitivity of u)): epsilon-DP, and
 * epsilon-bounded range: all its privacy losses lie in some interval of length epsilon (Dong,
 * Durfee, Rogers 2020, "Optimal differential privacy composition for exponential mechanisms",
 * section 3).
 *
 * @param epsilon at least 0
 */
public record ExponentialMechanism(double epsilon) implements PrivacyEvent {

  public ExponentialMechanism {
    EventParameters.requireNotNegative("epsilon", epsilon);
  }
}
