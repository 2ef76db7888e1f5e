package org.tacet.jobs.commandline;

/**
 * An argument that cannot be used. The message names it, what was given, what is legal and how to
 * go on: exit code 2.
 */
public final class InvalidArgumentException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String argument;

  public InvalidArgumentException(
      String argument, String problem, String given, String legal, String fix) {
    super("%s: %s; given %s; legal: %s; fix: %s".formatted(argument, problem, given, legal, fix));
    this.argument = argument;
  }

  public InvalidArgumentException(
      String argument, String problem, String given, String legal, String fix, Throwable cause) {
    this(argument, problem, given, legal, fix);
    initCause(cause);
  }

  /** The option or parameter, as the user writes it: {@code --scale}. */
  public String argument() {
    return argument;
  }
}
