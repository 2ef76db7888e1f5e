package org.tacet.engine.testing;

/** The end of a process as {@code kill -9} makes it: nothing runs any more, nothing is closed. */
public final class ProcessEnd {

  /** What a shell says of a process that was killed. */
  public static final int EXIT_CODE = 137;

  private ProcessEnd() {}

  public static void now() {
    Runtime.getRuntime().halt(EXIT_CODE);
  }
}
