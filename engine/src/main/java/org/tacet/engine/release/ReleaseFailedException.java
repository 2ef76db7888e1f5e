package org.tacet.engine.release;

/**
 * A release that failed while it ran. The message names the phase and what happened to the charge,
 * and repeats nothing of the cause's text, which could quote data.
 */
public final class ReleaseFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ReleaseFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
