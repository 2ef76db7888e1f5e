package org.tacet.jobs.account;

import java.util.List;
import org.tacet.jobs.picture.Axis;
import org.tacet.jobs.picture.Chart;

/** Curves of epsilon as an SVG picture. */
final class CurvePicture {

  /** Names of accountants are short. */
  private static final int NAMES_WIDTH = 110;

  private CurvePicture() {}

  /**
   * A picture of curves, at least one of which has a point.
   *
   * @param across what the horizontal axis shows
   * @param powersOfTen whether that axis is logarithmic
   */
  static String svg(String title, String across, boolean powersOfTen, List<EpsilonCurve> curves) {
    List<EpsilonCurve.Point> points =
        curves.stream().flatMap(curve -> curve.points().stream()).toList();
    double smallest = points.stream().mapToDouble(EpsilonCurve.Point::x).min().orElseThrow();
    double largest = points.stream().mapToDouble(EpsilonCurve.Point::x).max().orElseThrow();
    double highest = points.stream().mapToDouble(EpsilonCurve.Point::epsilon).max().orElseThrow();
    Chart chart =
        new Chart(
            title,
            powersOfTen ? exponents(across, smallest, largest) : Axis.numbers(across, largest),
            Axis.numbers("epsilon", highest > 0 ? highest * 1.05 : 1),
            NAMES_WIDTH);
    for (EpsilonCurve curve : curves) {
      chart.line(
          curve.name(),
          curve.points().stream()
              .map(
                  point ->
                      new Chart.Point(
                          powersOfTen ? Math.log10(point.x()) : point.x(), point.epsilon()))
              .toList());
    }
    return chart.svg();
  }

  private static Axis exponents(String name, double smallest, double largest) {
    double first = Math.floor(Math.log10(smallest) + 1e-9);
    return Axis.powersOfTen(name, first, Math.max(first + 1, Math.log10(largest)));
  }
}
