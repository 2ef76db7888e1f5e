package org.tacet.jobs.account;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Curves of epsilon as an SVG picture: axes with round numbers, a line and a name for each. */
final class CurvePicture {

  private static final int WIDTH = 720;
  private static final int HEIGHT = 440;
  private static final int LEFT = 72;
  private static final int RIGHT = 110;
  private static final int TOP = 44;
  private static final int BOTTOM = 56;

  /** Colours that people who see colours differently tell apart (Okabe, Ito 2008). */
  private static final List<String> COLOURS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9");

  private final String title;
  private final String across;
  private final boolean powersOfTen;
  private final List<EpsilonCurve> curves;
  private final double first;
  private final double last;
  private final double top;
  private final StringBuilder svg = new StringBuilder();

  /**
   * A picture of curves, at least one of which has a point.
   *
   * @param across what the horizontal axis shows
   * @param powersOfTen whether that axis is logarithmic
   */
  CurvePicture(String title, String across, boolean powersOfTen, List<EpsilonCurve> curves) {
    this.title = title;
    this.across = across;
    this.powersOfTen = powersOfTen;
    this.curves = List.copyOf(curves);
    List<EpsilonCurve.Point> points =
        curves.stream().flatMap(curve -> curve.points().stream()).toList();
    double smallest = points.stream().mapToDouble(EpsilonCurve.Point::x).min().orElseThrow();
    this.first = powersOfTen ? Math.floor(Math.log10(smallest) + 1e-9) : 0;
    double largest = points.stream().mapToDouble(EpsilonCurve.Point::x).max().orElseThrow();
    this.last = powersOfTen ? Math.max(first + 1, Math.log10(largest)) : largest;
    double highest = points.stream().mapToDouble(EpsilonCurve.Point::epsilon).max().orElseThrow();
    this.top = highest > 0 ? highest * 1.05 : 1;
  }

  String svg() {
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"13\" fill=\"#333\">",
        WIDTH, HEIGHT, WIDTH, HEIGHT);
    line("<title>%s</title>", escaped(title));
    line("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>", WIDTH, HEIGHT);
    line("<text x=\"%d\" y=\"24\" font-size=\"15\">%s</text>", LEFT, escaped(title));
    axes();
    for (int index = 0; index < curves.size(); index++) {
      curve(curves.get(index), index);
    }
    line("</svg>");
    return svg.toString();
  }

  private void axes() {
    for (double tick : ticks(0, top)) {
      double y = y(tick);
      line(
          "<path d=\"M%d %.1fH%d\" stroke=\"%s\"/>",
          LEFT, y, WIDTH - RIGHT, tick == 0 ? "#333" : "#ddd");
      line("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 8, y + 4, plain(tick));
    }
    double bottom = y(0);
    for (double tick : powersOfTen ? wholeNumbers() : ticks(first, last)) {
      double x = xOf(tick);
      line("<path d=\"M%.1f %.1fv5\" stroke=\"#333\"/>", x, bottom);
      line(
          "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>",
          x, bottom + 20, powersOfTen ? "1e" + Math.round(tick) : plain(tick));
    }
    line(
        "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
        (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 14, escaped(across));
    double middle = (y(0) + TOP) / 2.0;
    line(
        "<text x=\"18\" y=\"%.1f\" text-anchor=\"middle\" transform=\"rotate(-90 18 %.1f)\">epsilon</text>",
        middle, middle);
  }

  private void curve(EpsilonCurve curve, int index) {
    String colour = COLOURS.get(index % COLOURS.size());
    StringBuilder path = new StringBuilder();
    for (EpsilonCurve.Point point : curve.points()) {
      double x = powersOfTen ? Math.log10(point.x()) : point.x();
      path.append(
          String.format(
              Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", xOf(x), y(point.epsilon())));
    }
    line("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", path, colour);
    int y = TOP + 12 + 20 * index;
    int x = WIDTH - RIGHT + 14;
    line("<path d=\"M%d %dh18\" stroke=\"%s\" stroke-width=\"2\"/>", x, y - 4, colour);
    line("<text x=\"%d\" y=\"%d\">%s</text>", x + 24, y, escaped(curve.name()));
  }

  private double xOf(double value) {
    return LEFT + (value - first) / (last - first) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double epsilon) {
    return HEIGHT - BOTTOM - epsilon / top * (HEIGHT - TOP - BOTTOM);
  }

  private List<Double> wholeNumbers() {
    List<Double> exponents = new ArrayList<>();
    for (double exponent = first; exponent <= last + 1e-9; exponent++) {
      exponents.add(exponent);
    }
    return exponents;
  }

  /** Some five multiples of 1, 2 or 5 times a power of ten. */
  private static List<Double> ticks(double from, double to) {
    double rough = (to - from) / 5;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = power;
    for (int factor : new int[] {2, 5, 10}) {
      step = rough > step ? power * factor : step;
    }
    List<Double> ticks = new ArrayList<>();
    for (long index = (long) Math.ceil(from / step); index * step <= to; index++) {
      ticks.add(index * step);
    }
    return ticks;
  }

  private static String plain(double tick) {
    BigDecimal rounded = new BigDecimal(String.format(Locale.ROOT, "%.6g", tick));
    String text = rounded.stripTrailingZeros().toPlainString();
    return text.length() > 9 ? String.format(Locale.ROOT, "%.3g", tick) : text;
  }

  private void line(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
