package org.tacet.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tacet.jobs.commandline.ConsoleTable;
import org.tacet.jobs.commandline.ConsoleTable.Column;
import org.tacet.jobs.commandline.Terminal;

/**
 * Times of two sides, taken in alternation. On a machine with other work only the ratios within a
 * pair say something; their median and spread are the result.
 */
public final class PairedTimings {

  private record Pair(double seconds, double baselineSeconds) {
    double ratio() {
      return seconds / baselineSeconds;
    }
  }

  private final String subject;
  private final String baseline;
  private final List<Pair> pairs = new ArrayList<>();

  public PairedTimings(String subject, String baseline) {
    this.subject = subject;
    this.baseline = baseline;
  }

  public void add(long nanos, long baselineNanos) {
    pairs.add(new Pair(nanos / 1e9, baselineNanos / 1e9));
  }

  /** The last pair as text. */
  public String last() {
    Pair pair = pairs.get(pairs.size() - 1);
    return "%s %s s, %s %s s, ratio %s"
        .formatted(
            subject,
            rounded(pair.seconds()),
            baseline,
            rounded(pair.baselineSeconds()),
            rounded(pair.ratio()));
  }

  public void print(Terminal terminal) {
    ConsoleTable table =
        new ConsoleTable(
            Column.text(""), Column.number("least"), Column.number("median"), Column.number("most"));
    row(table, subject + " (s)", pairs.stream().map(Pair::seconds).sorted().toList());
    row(table, baseline + " (s)", pairs.stream().map(Pair::baselineSeconds).sorted().toList());
    row(table, "ratio in a pair", pairs.stream().map(Pair::ratio).sorted().toList());
    terminal.print(table);
  }

  private static void row(ConsoleTable table, String name, List<Double> sorted) {
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    table.row(
        name, rounded(sorted.get(0)), rounded(median), rounded(sorted.get(sorted.size() - 1)));
  }

  private static String rounded(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
