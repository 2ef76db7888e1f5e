package org.tacet.engine.release;

/** The files of the input are not the ones that were listed before the first row was read (P8). */
final class InputChangedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InputChangedException() {
    super("a source file was rewritten or removed while the release ran");
  }
}
