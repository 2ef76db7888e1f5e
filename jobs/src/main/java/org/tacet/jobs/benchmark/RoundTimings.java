package org.tacet.jobs.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tacet.jobs.commandline.ConsoleTable;
import org.tacet.jobs.commandline.ConsoleTable.Column;
import org.tacet.jobs.commandline.Terminal;

/**
 * Times of several sides, taken in turns. On a machine with other work only the ratios within a
 * round say something; their median and spread are the result. The first side is what is compared
 * with the others.
 */
public final class RoundTimings {

  private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
  private final Map<String, Long> peakMebibytes = new LinkedHashMap<>();

  RoundTimings(List<String> sides) {
    sides.forEach(side -> seconds.put(side, new ArrayList<>()));
  }

  void add(String side, double taken, OptionalLong peak) {
    seconds.get(side).add(taken);
    peak.ifPresent(mebibytes -> peakMebibytes.merge(side, mebibytes, Math::max));
  }

  /** The last round as text. */
  String last() {
    return seconds.entrySet().stream()
        .map(side -> "%s %s s".formatted(side.getKey(), rounded(last(side.getValue()))))
        .collect(Collectors.joining(", "));
  }

  private static double last(List<Double> times) {
    return times.get(times.size() - 1);
  }

  /** Prints seconds and peak memory of each side, and the subject's ratio to each other side. */
  public void print(Terminal terminal) {
    ConsoleTable table =
        new ConsoleTable(
            Column.text(""),
            Column.number("least"),
            Column.number("median"),
            Column.number("most"),
            Column.number("resident, MiB"));
    seconds.forEach((side, times) -> row(table, side + " (s)", times, peak(side)));
    List<String> sides = List.copyOf(seconds.keySet());
    for (String other : sides.subList(1, sides.size())) {
      row(table, "%s / %s".formatted(sides.get(0), other), ratios(sides.get(0), other), "");
    }
    terminal.print(table);
  }

  private String peak(String side) {
    return peakMebibytes.containsKey(side) ? peakMebibytes.get(side).toString() : "unknown";
  }

  private List<Double> ratios(String subject, String other) {
    return IntStream.range(0, seconds.get(subject).size())
        .mapToObj(round -> seconds.get(subject).get(round) / seconds.get(other).get(round))
        .toList();
  }

  private static void row(ConsoleTable table, String name, List<Double> values, String peak) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    table.row(
        name,
        rounded(sorted.get(0)),
        rounded(median),
        rounded(sorted.get(sorted.size() - 1)),
        peak);
  }

  private static String rounded(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
