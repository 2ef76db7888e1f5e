package org.tacet.jobs.commandline;

import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkThrowable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says why a command failed. Messages that others wrote may quote a value of a private row (a
 * failed cast does), so of an unexpected exception only its kind and its place are told.
 */
final class FailureReport {

  private static final String NO_SPACE = "No space left on device";

  private final Terminal terminal;

  FailureReport(Terminal terminal) {
    this.terminal = terminal;
  }

  void wrongCommandLine(ParameterException failure) {
    CommandLine commandLine = failure.getCommandLine();
    terminal.message("tacet: " + problem(failure));
    terminal.message("Help: %s --help".formatted(commandLine.getCommandSpec().qualifiedName(" ")));
  }

  void expected(String command, Throwable failure) {
    failure
        .getMessage()
        .lines()
        .forEach(line -> terminal.message("tacet: %s: %s".formatted(command, line)));
  }

  void unexpected(String command, Throwable failure, boolean withStackTrace) {
    StringBuilder line =
        new StringBuilder("tacet: %s failed: %s".formatted(command, kind(failure)));
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      line.append(", caused by ").append(kind(cause));
    }
    terminal.message(line.toString());
    if (withStackTrace) {
      for (Throwable one = failure; one != null; one = one.getCause()) {
        terminal.message(kind(one));
        for (StackTraceElement frame : one.getStackTrace()) {
          terminal.message("    at " + frame);
        }
      }
    } else {
      terminal.message(
          "Messages of other software are not shown, since they can quote private rows. Where it failed: --verbose");
    }
  }

  /**
   * A class name, with what is certainly no data: Spark's error condition, a file's path, a full
   * disk.
   */
  private static String kind(Throwable failure) {
    String name = failure.getClass().getName();
    if (failure instanceof SparkThrowable spark && spark.getCondition() != null) {
      return "%s [%s]".formatted(name, spark.getCondition());
    }
    if (failure instanceof FileSystemException file) {
      return "%s (%s)".formatted(name, file.getMessage());
    }
    return Optional.ofNullable(failure.getMessage())
        .filter(message -> message.contains(NO_SPACE))
        .map(message -> "%s (%s)".formatted(name, NO_SPACE))
        .orElse(name);
  }

  private static String problem(ParameterException failure) {
    if (!(failure instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return failure.getMessage();
    }
    CommandLine commandLine = failure.getCommandLine();
    String given = unmatched.getUnmatched().get(0);
    boolean command = !commandLine.getSubcommands().isEmpty() && !given.startsWith("-");
    String what = command ? "command" : given.startsWith("-") ? "option" : "argument";
    String legal =
        command ? "; legal: " + String.join(", ", commandLine.getSubcommands().keySet()) : "";
    // All commands are listed anyway, and picocli takes any word to be like one of them.
    List<String> suggestions = command ? List.of() : unmatched.getSuggestions();
    String suggestion =
        suggestions.isEmpty() ? "" : "; did you mean %s?".formatted(suggestions.get(0));
    return "unknown %s '%s'%s%s".formatted(what, given, suggestion, legal);
  }
}
