package org.tacet.jobs.report;

import java.util.ArrayList;
import java.util.List;
import org.tacet.engine.source.TracedStep;
import org.tacet.jobs.commandline.Terminal;

/**
 * Why each row that a release bounds belongs to one privacy unit: a line a node, its inputs below
 * it and further in. A long line goes on in the next one, and nothing is cut.
 */
final class TraceReport {

  private static final int WIDTH = 120;

  /** Below this a deep plan would have a word a line. */
  private static final int LEAST_WIDTH = 60;

  private static final String LABEL = "Trace:        ";
  private static final String INDENT = "  ";
  private static final String GOES_ON = "    ";

  private final TracedStep trace;

  TraceReport(TracedStep trace) {
    this.trace = trace;
  }

  void print(Terminal terminal) {
    lines().forEach(terminal::line);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    add(trace, 0, lines);
    lines.set(0, LABEL + lines.get(0).strip());
    return lines;
  }

  private static void add(TracedStep step, int depth, List<String> lines) {
    String indent = " ".repeat(LABEL.length()) + INDENT.repeat(depth);
    int width = Math.max(WIDTH - indent.length(), LEAST_WIDTH);
    String before = indent;
    for (String part : wrapped(step.text(), width)) {
      lines.add(before + part);
      before = indent + GOES_ON;
    }
    step.inputs().forEach(input -> add(input, depth + 1, lines));
  }

  private static List<String> wrapped(String text, int width) {
    List<String> parts = new ArrayList<>();
    String rest = text;
    while (rest.length() > width) {
      int space = rest.lastIndexOf(' ', width);
      int end = space > 0 ? space : rest.indexOf(' ', width);
      if (end < 0) {
        break; // one long word
      }
      parts.add(rest.substring(0, end));
      rest = rest.substring(end + 1);
    }
    parts.add(rest);
    return parts;
  }
}
