package org.tacet.accountant.event;

/**
 * A mechanism of which only (xi, rho)-zCDP is known: its Renyi divergence of every order alpha > 1
 * is at most xi + rho alpha (Bun, Steinke 2016, Definition 8.1). {@code ZCDP} in documents.
 *
 * @param rho at least 0
 * @param xi at least 0; 0 where it is not given
 */
public record Zcdp(double rho, double xi) implements PrivacyEvent {

  public Zcdp {
    EventParameters.requireNotNegative("rho", rho);
    EventParameters.requireNotNegative("xi", xi);
  }
}
