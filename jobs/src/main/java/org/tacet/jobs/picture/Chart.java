package org.tacet.jobs.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines over two axes as an SVG picture, with a name for each line. */
public final class Chart {

  private static final int PLOT_WIDTH = 538;
  private static final int HEIGHT = 440;
  private static final int LEFT = 72;
  private static final int TOP = 44;
  private static final int BOTTOM = 56;

  /** Colours that people who see colours differently tell apart (Okabe, Ito 2008). */
  private static final List<String> COLOURS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9");

  /** A place on the axes. */
  public record Point(double x, double y) {}

  private record Line(String name, boolean dashed, List<Point> points) {}

  private final String title;
  private final Axis across;
  private final Axis up;
  private final int namesWidth;
  private final List<Line> lines = new ArrayList<>();
  private final StringBuilder svg = new StringBuilder();

  /**
   * A picture without lines.
   *
   * @param up from 0 on
   * @param namesWidth how much room the names of lines need, right of the axes
   */
  public Chart(String title, Axis across, Axis up, int namesWidth) {
    this.title = title;
    this.across = across;
    this.up = up;
    this.namesWidth = namesWidth;
  }

  /** Adds a line. */
  public Chart line(String name, List<Point> points) {
    lines.add(new Line(name, false, List.copyOf(points)));
    return this;
  }

  /** Adds a dashed line from side to side, such as a limit. */
  public Chart level(String name, double y) {
    lines.add(
        new Line(name, true, List.of(new Point(across.first(), y), new Point(across.last(), y))));
    return this;
  }

  /** The picture. */
  public String svg() {
    int width = LEFT + PLOT_WIDTH + namesWidth;
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"13\" fill=\"#333\">",
        width, HEIGHT, width, HEIGHT);
    line("<title>%s</title>", escaped(title));
    line("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>", width, HEIGHT);
    line("<text x=\"%d\" y=\"24\" font-size=\"15\">%s</text>", LEFT, escaped(title));
    axes();
    for (int index = 0; index < lines.size(); index++) {
      draw(lines.get(index), index);
    }
    line("</svg>");
    return svg.toString();
  }

  private void axes() {
    for (Axis.Tick tick : up.ticks()) {
      double y = yOf(tick.value());
      line(
          "<path d=\"M%d %.1fH%d\" stroke=\"%s\"/>",
          LEFT, y, LEFT + PLOT_WIDTH, tick.value() == 0 ? "#333" : "#ddd");
      line(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
          LEFT - 8, y + 4, escaped(tick.label()));
    }
    double bottom = yOf(0);
    for (Axis.Tick tick : across.ticks()) {
      double x = xOf(tick.value());
      line("<path d=\"M%.1f %.1fv5\" stroke=\"#333\"/>", x, bottom);
      line(
          "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>",
          x, bottom + 20, escaped(tick.label()));
    }
    line(
        "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
        LEFT + PLOT_WIDTH / 2.0, HEIGHT - 14, escaped(across.name()));
    double middle = (bottom + TOP) / 2;
    line(
        "<text x=\"18\" y=\"%.1f\" text-anchor=\"middle\" transform=\"rotate(-90 18 %.1f)\">%s</text>",
        middle, middle, escaped(up.name()));
  }

  private void draw(Line drawn, int index) {
    String stroke =
        String.format(
            Locale.ROOT,
            "stroke=\"%s\" stroke-width=\"2\"%s",
            COLOURS.get(index % COLOURS.size()),
            drawn.dashed ? " stroke-dasharray=\"6 4\"" : "");
    StringBuilder path = new StringBuilder();
    for (Point point : drawn.points) {
      path.append(
          String.format(
              Locale.ROOT,
              "%s%.1f %.1f",
              path.isEmpty() ? "M" : "L",
              xOf(point.x()),
              yOf(point.y())));
    }
    line("<path d=\"%s\" fill=\"none\" %s/>", path, stroke);
    int y = TOP + 12 + 20 * index;
    int x = LEFT + PLOT_WIDTH + 14;
    line("<path d=\"M%d %dh18\" %s/>", x, y - 4, stroke);
    line("<text x=\"%d\" y=\"%d\">%s</text>", x + 24, y, escaped(drawn.name));
  }

  private double xOf(double value) {
    return LEFT + (value - across.first()) / (across.last() - across.first()) * PLOT_WIDTH;
  }

  private double yOf(double value) {
    return HEIGHT - BOTTOM - value / up.last() * (HEIGHT - TOP - BOTTOM);
  }

  private void line(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
