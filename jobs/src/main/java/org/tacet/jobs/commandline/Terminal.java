package org.tacet.jobs.commandline;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine.Help.Ansi;

/**
 * Where a command speaks. Results go to the standard output, so that they can be piped; progress
 * and messages go to the error stream. Escape sequences are written to a terminal only, and not
 * when {@code NO_COLOR} is set.
 */
public final class Terminal {

  private static final String BOLD = "\u001b[1m";
  private static final String TO_THE_START_AND_CLEAR = "\r\u001b[K";
  private static final String PLAIN = "\u001b[0m";

  private final PrintStream results;
  private final PrintStream messages;
  private final boolean interactive;
  private final Transcript transcript;

  public Terminal(PrintStream results, PrintStream messages, boolean interactive) {
    this(results, messages, interactive, new Transcript());
  }

  private Terminal(
      PrintStream results, PrintStream messages, boolean interactive, Transcript transcript) {
    this.results = results;
    this.messages = messages;
    this.interactive = interactive;
    this.transcript = transcript;
  }

  /** The same streams, what is said to them also being kept. */
  public Terminal keeping(Transcript kept) {
    return new Terminal(results, messages, interactive, kept);
  }

  /**
   * The streams of this process. {@code spark-submit.sh} says by TACET_TERMINAL whether they are a
   * terminal.
   */
  public static Terminal ofProcess() {
    boolean interactive =
        System.getenv("TACET_TERMINAL") != null && System.getenv("NO_COLOR") == null;
    return new Terminal(System.out, System.err, interactive);
  }

  /** One line of the result. */
  public void line(String text) {
    transcript.result(text);
    results.println(text);
  }

  /** A table as part of the result. */
  public void print(ConsoleTable table) {
    transcript.table(table);
    boolean heading = true;
    for (String line : table.lines()) {
      results.println(heading && interactive ? BOLD + line + PLAIN : line);
      heading = false;
    }
  }

  /** Says that phase {@code number} of {@code total} begins: {@code [3/7] bound}. */
  public void phase(int number, int total, String what) {
    messages.printf("[%d/%d] %s%n", number, total, what);
  }

  /** A line of progress: for whoever watches the run, and kept by no transcript. */
  public void progress(String text) {
    messages.println(text);
  }

  /** A message to the user that is not part of the result. */
  public void message(String text) {
    transcript.message(text);
    messages.println(text);
  }

  /** Whether a line can be shown and replaced: see {@link #replaceLine}. */
  public boolean isInteractive() {
    return interactive;
  }

  /**
   * Shows {@code text} in place of what this method showed before; an empty text clears the line.
   * Only for a terminal.
   */
  public void replaceLine(String text) {
    messages.print(TO_THE_START_AND_CLEAR + text);
    messages.flush();
  }

  /** Whether picocli may use escape sequences in help. */
  public Ansi ansi() {
    return interactive ? Ansi.ON : Ansi.OFF;
  }

  /** For picocli, which prints help and versions itself. */
  public PrintWriter resultWriter() {
    return new PrintWriter(results, true, Charset.defaultCharset());
  }

  /** For picocli, which prints to the error stream too. */
  public PrintWriter messageWriter() {
    return new PrintWriter(messages, true, Charset.defaultCharset());
  }
}
