package org.tacet.accountant.accounting;

/** An accountant has no proof for an event under a neighbour relation, and says so. */
public final class UnsupportedEventException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message names the event, the accountant, the relation, and what to use instead
   */
  public UnsupportedEventException(String message) {
    super(message);
  }
}
