package org.tacet.accountant.filter;

/** A filter or schedule does not grant an event: nothing was charged, and nothing may be run. */
public final class FilterRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message says what was asked for and what is left
   */
  public FilterRefusedException(String message) {
    super(message);
  }
}
