package org.tacet.engine.publish;

/**
 * The output was free when the release was charged, and another run has taken it since. The release
 * that holds it stays as it is; this one is not published.
 */
public final class OutputTakenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what became of the output, such as "came to exist", or a whole sentence; free of
   *     data values
   */
  public OutputTakenException(String message, Throwable cause) {
    super(message, cause);
  }
}
