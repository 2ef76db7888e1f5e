package org.tacet.accountant.filter;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * When a budget renews: the periods of a {@link RenewingFilter} on the calendar.
 *
 * @param period what a period is
 * @param windowPeriods how many consecutive periods share a budget: 1 for a new budget each day or
 *     month, 30 with days for a rolling window of thirty days; from 1 to 3,660
 * @param zone where days begin
 */
public record Renewal(Period period, int windowPeriods, ZoneId zone) {

  private static final YearMonth EPOCH_MONTH = YearMonth.of(1970, 1);
  private static final int LONGEST_WINDOW = 3_660;

  /** What a period is. */
  public enum Period {
    DAY,
    MONTH
  }

  public Renewal {
    Objects.requireNonNull(period, "period");
    Objects.requireNonNull(zone, "zone");
    if (windowPeriods < 1 || windowPeriods > LONGEST_WINDOW) {
      throw new IllegalArgumentException(
          "window_periods must be from 1 to %d. Provided value: %d."
              .formatted(LONGEST_WINDOW, windowPeriods));
    }
  }

  /** The number of the period that a moment lies in: days or months since the start of 1970. */
  public long periodOf(Instant moment) {
    ZonedDateTime local = moment.atZone(zone);
    return switch (period) {
      case DAY -> local.toLocalDate().toEpochDay();
      case MONTH -> ChronoUnit.MONTHS.between(EPOCH_MONTH, YearMonth.from(local));
    };
  }

  /** The first moment at which a later period begins than the given one. */
  public Instant endOf(long number) {
    return switch (period) {
      case DAY -> LocalDate.ofEpochDay(number + 1).atStartOfDay(zone).toInstant();
      case MONTH -> EPOCH_MONTH.plusMonths(number + 1).atDay(1).atStartOfDay(zone).toInstant();
    };
  }

  @Override
  public String toString() {
    String word = period == Period.DAY ? "day" : "month";
    return windowPeriods == 1
        ? "every %s (%s)".formatted(word, zone)
        : "any %d consecutive %ss (%s)".formatted(windowPeriods, word, zone);
  }
}
