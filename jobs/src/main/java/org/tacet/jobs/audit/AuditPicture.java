package org.tacet.jobs.audit;

import java.util.Locale;
import org.tacet.engine.audit.AuditReport;
import org.tacet.engine.audit.PairResult;

/** A bar a pair of neighbours, as long as the epsilon that it shows, and the claim as a line. */
final class AuditPicture {

  private static final int LEFT = 140;
  private static final int WIDTH = 560;
  private static final int TOP = 34;
  private static final int ROW = 26;
  private static final int RIGHT = 90;
  private static final String BELOW = "#0072b2";
  private static final String ABOVE = "#d55e00";

  private AuditPicture() {}

  static String of(AuditReport report) {
    double most = Math.max(report.epsilon(), report.lowerBound()) * 1.05;
    int height = TOP + ROW * report.pairs().size() + 30;
    StringBuilder svg = new StringBuilder();
    line(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"13\" fill=\"#333\">",
        LEFT + WIDTH + RIGHT,
        height,
        LEFT + WIDTH + RIGHT,
        height);
    line(svg, "<title>Lower bounds of epsilon by pair of neighbours, beside the claim</title>");
    int y = TOP;
    for (PairResult pair : report.pairs()) {
      String colour = pair.contradictsTheClaim() ? ABOVE : BELOW;
      double length = pair.epsilon() / most * WIDTH;
      line(
          svg,
          "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
          LEFT - 8,
          y + 16,
          AuditPage.escaped(pair.pair()));
      line(
          svg,
          "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
          LEFT,
          y + 4,
          Math.max(1, length),
          ROW - 10,
          colour);
      line(
          svg,
          "<text x=\"%.1f\" y=\"%d\">%.3f%s</text>",
          LEFT + length + 6,
          y + 16,
          pair.epsilon(),
          pair.findings().isEmpty() ? "" : " and a finding");
      y += ROW;
    }
    double claim = LEFT + report.epsilon() / most * WIDTH;
    line(
        svg,
        "<path d=\"M%.1f %dV%d\" stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"6 4\"/>",
        claim,
        TOP - 8,
        y,
        ABOVE);
    line(
        svg,
        "<text x=\"%.1f\" y=\"%d\" text-anchor=\"end\">claim: epsilon %s</text>",
        claim,
        TOP - 14,
        report.epsilon());
    line(svg, "<path d=\"M%d %dV%d\" stroke=\"#333\"/>", LEFT, TOP - 4, y);
    line(svg, "</svg>");
    return svg.toString();
  }

  private static void line(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
