package org.tacet.jobs.budget;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.ledger.AccountBudget;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.RenewedBudget;
import org.tacet.jobs.picture.Axis;
import org.tacet.jobs.picture.Chart;
import org.tacet.jobs.picture.TimeAxis;
import org.tacet.jobs.report.LossText;

/** What an account has spent over time, as an SVG picture. */
final class SpendingPicture {

  private static final int NAMES_WIDTH = 160;

  private SpendingPicture() {}

  static String of(AccountStatement statement, List<LedgerEntry> entries, Instant now) {
    List<SpendingHistory.Moment> moments = SpendingHistory.of(statement.account(), entries, now);
    AccountBudget budget = statement.budget();
    List<Chart.Point> counted = steps(moments, SpendingHistory.Moment::counted);
    List<Chart.Point> lifetime = steps(moments, SpendingHistory.Moment::lifetime);
    double limit = budget.limit().loss().doubleValue();
    double top = Math.max(limit, highest(counted));
    boolean renews = budget instanceof RenewedBudget;
    double cap = 0;
    if (budget instanceof RenewedBudget renewed) {
      top = Math.max(top, highest(lifetime));
      cap =
          renewed.filter().lifetimeCap().map(each -> each.limit().loss().doubleValue()).orElse(0.0);
      top = Math.max(top, cap);
    }
    String measure = budget.measure().replace('_', ' ');
    Chart chart =
        new Chart(
            "%s: %s charged, of %s"
                .formatted(statement.account().id(), measure, LossText.of(budget.total())),
            TimeAxis.of(
                "time (UTC)", moments.get(0).when(), moments.get(moments.size() - 1).when()),
            Axis.numbers(measure, top * 1.05),
            NAMES_WIDTH);
    chart.line(renews ? "in the window" : "charged", counted);
    chart.level(renews ? "limit of a window" : "limit", limit);
    if (renews) {
      chart.line("lifetime", lifetime);
    }
    if (cap > 0) {
      chart.level("lifetime cap", cap);
    }
    return chart.svg();
  }

  /** Flat until a change, then straight up or down. */
  private static List<Chart.Point> steps(
      List<SpendingHistory.Moment> moments, Function<SpendingHistory.Moment, Charge> what) {
    List<Chart.Point> points = new ArrayList<>();
    double before = 0;
    for (SpendingHistory.Moment moment : moments) {
      double x = TimeAxis.seconds(moment.when());
      double y = what.apply(moment).loss().doubleValue();
      if (!points.isEmpty() && y != before) {
        points.add(new Chart.Point(x, before));
      }
      points.add(new Chart.Point(x, y));
      before = y;
    }
    return points;
  }

  private static double highest(List<Chart.Point> points) {
    return points.stream().mapToDouble(Chart.Point::y).max().orElse(0);
  }
}
