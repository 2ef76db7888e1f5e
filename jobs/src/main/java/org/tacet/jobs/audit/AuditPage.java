package org.tacet.jobs.audit;

import java.util.List;
import java.util.Locale;
import org.tacet.engine.audit.AuditReport;
import org.tacet.engine.audit.PairResult;

/** An audit as one page of HTML that needs nothing else. */
public final class AuditPage {

  private static final String STYLE =
      "body{font-family:sans-serif;color:#333;max-width:60rem;margin:2rem auto;padding:0 1rem}"
          + "table{border-collapse:collapse}td,th{text-align:left;padding:.3rem .8rem .3rem 0;"
          + "vertical-align:top;border-bottom:1px solid #ddd}.bad{color:#b03a00;font-weight:bold}";

  private AuditPage() {}

  /** The page. */
  public static String of(AuditReport report) {
    StringBuilder page = new StringBuilder();
    page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Audit of ")
        .append(escaped(report.release()))
        .append("</title><style>")
        .append(STYLE)
        .append("</style></head><body>\n<h1>Audit of ")
        .append(escaped(report.release()))
        .append("</h1>\n<p class=\"")
        .append(report.contradictsTheClaim() ? "bad" : "good")
        .append("\">")
        .append(escaped(AuditText.verdict(report)))
        .append("</p>\n<p>")
        .append(escaped(AuditText.method(report)))
        .append("</p>\n")
        .append(AuditPicture.of(report))
        .append(
            "<table><tr><th>pair</th><th>lower bound</th><th>claim</th><th>event, and in how many"
                + " draws it was seen</th></tr>\n");
    for (PairResult pair : report.pairs()) {
      page.append("<tr").append(pair.contradictsTheClaim() ? " class=\"bad\"" : "").append("><td>");
      page.append(escaped(pair.pair()))
          .append("<br><small>")
          .append(escaped(pair.description()))
          .append("</small></td><td>")
          .append(String.format(Locale.ROOT, "%.3f", pair.epsilon()))
          .append("</td><td>")
          .append(pair.claim())
          .append("</td><td>")
          .append(escaped(AuditText.event(pair)));
      pair.findings().forEach(each -> page.append("<br>finding: ").append(escaped(each)));
      page.append("</td></tr>\n");
    }
    page.append("</table>\n");
    list(page, report.notes());
    return page.append("</body></html>\n").toString();
  }

  private static void list(StringBuilder page, List<String> notes) {
    if (!notes.isEmpty()) {
      page.append("<h2>Not audited</h2><ul>");
      notes.forEach(note -> page.append("<li>").append(escaped(note)).append("</li>"));
      page.append("</ul>\n");
    }
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
