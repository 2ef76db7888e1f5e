package org.tacet.jobs.audit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tacet.engine.audit.AuditReport;
import org.tacet.engine.audit.EpsilonBound;
import org.tacet.engine.audit.PairResult;
import org.tacet.jobs.commandline.ConsoleTable;
import org.tacet.jobs.commandline.Terminal;

/** An audit in words, as a table and as what becomes JSON. */
public final class AuditText {

  private AuditText() {}

  /** What came of it, in a sentence. */
  static String verdict(AuditReport report) {
    if (report.pairs().isEmpty()) {
      return "Nothing was audited.";
    }
    return report.contradictsTheClaim()
        ? "The release does not keep its claim of epsilon %s, delta %s."
            .formatted(report.epsilon(), report.delta())
        : "Nothing contradicts the claim of epsilon %s, delta %s; epsilon is at least %s."
            .formatted(
                report.epsilon(),
                report.delta(),
                String.format(Locale.ROOT, "%.3f", report.lowerBound()));
  }

  /** How sure it is. */
  static String method(AuditReport report) {
    return "%d releases of each made-up data set; a release that keeps its claim shows a bound above it with probability %s at most. A bound below the claim proves no guarantee."
        .formatted(report.draws(), report.falseAlarm());
  }

  /** The event of the largest bound. */
  static String event(PairResult pair) {
    return pair.largest()
        .map(
            bound ->
                "%s: %d %s the unit, %d otherwise"
                    .formatted(
                        bound.event(),
                        bound.seenLikelier(),
                        bound.likelierSide(),
                        bound.seenOther()))
        .orElse("");
  }

  /** Prints it. */
  public static void print(AuditReport report, Terminal terminal) {
    ConsoleTable table =
        new ConsoleTable(
            ConsoleTable.Column.text("pair"),
            ConsoleTable.Column.number("lower bound"),
            ConsoleTable.Column.number("claim"),
            ConsoleTable.Column.text("event"));
    for (PairResult pair : report.pairs()) {
      table.row(
          pair.pair(),
          String.format(Locale.ROOT, "%.3f", pair.epsilon()),
          String.valueOf(pair.claim()),
          event(pair));
    }
    terminal.print(table);
    terminal.line("");
    for (PairResult pair : report.pairs()) {
      pair.findings()
          .forEach(each -> terminal.line("finding in %s: %s".formatted(pair.pair(), each)));
    }
    report.notes().forEach(note -> terminal.line("note: " + note));
    terminal.line(method(report));
    terminal.line(verdict(report));
  }

  /** What {@code --json} writes. */
  public static Map<String, Object> document(AuditReport report) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("release", report.release());
    document.put("epsilon", report.epsilon());
    document.put("delta", report.delta());
    document.put("false_alarm", report.falseAlarm());
    document.put("draws", report.draws());
    document.put("contradicts_the_claim", report.contradictsTheClaim());
    document.put("lower_bound", report.lowerBound());
    document.put("pairs", report.pairs().stream().map(AuditText::document).toList());
    document.put("notes", report.notes());
    return document;
  }

  private static Map<String, Object> document(PairResult pair) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("pair", pair.pair());
    document.put("description", pair.description());
    document.put("claim", pair.claim());
    document.put("lower_bound", pair.epsilon());
    document.put("findings", pair.findings());
    List<Map<String, Object>> events = pair.bounds().stream().map(AuditText::document).toList();
    document.put("events", events);
    return document;
  }

  private static Map<String, Object> document(EpsilonBound bound) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("event", bound.event());
    document.put("likelier", bound.likelierSide());
    document.put("seen_likelier", bound.seenLikelier());
    document.put("seen_other", bound.seenOther());
    document.put("draws", bound.draws());
    document.put("lower_bound", bound.epsilon());
    return document;
  }
}
