package org.tacet.jobs.picture;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An axis of moments, in seconds since the start of 1970, marked at round ones in UTC. */
public final class TimeAxis {

  /** So many marks at most, that their dates do not run into each other. */
  private static final int MOST_MARKS = 5;

  private static final List<Duration> STEPS =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(3),
          Duration.ofHours(12),
          Duration.ofDays(1),
          Duration.ofDays(2),
          Duration.ofDays(7),
          Duration.ofDays(14));

  private static final int[] MONTHS = {1, 3, 6, 12, 24, 60, 120, 240, 600, 1_200};

  private static final DateTimeFormatter DATE = format("uuuu-MM-dd");
  private static final DateTimeFormatter MINUTE = format("MM-dd HH:mm");
  private static final DateTimeFormatter SECOND = format("HH:mm:ss");

  private TimeAxis() {}

  /**
   * An axis from one moment to another.
   *
   * @param last a second after {@code first} at least is taken
   */
  public static Axis of(String name, Instant first, Instant last) {
    Instant end = last.isAfter(first.plusSeconds(1)) ? last : first.plusSeconds(1);
    return new Axis(name, seconds(first), seconds(end), ticks(first, end));
  }

  /** The value of a moment on the axis. */
  public static double seconds(Instant moment) {
    return moment.getEpochSecond() + moment.getNano() / 1e9;
  }

  private static List<Axis.Tick> ticks(Instant first, Instant last) {
    double seconds = seconds(last) - seconds(first);
    for (Duration step : STEPS) {
      if (seconds / step.toSeconds() <= MOST_MARKS) {
        return everyFew(step.toSeconds(), first, last);
      }
    }
    double months = seconds / Duration.ofDays(30).toSeconds();
    for (int step : MONTHS) {
      if (months / step <= MOST_MARKS) {
        return everyMonths(step, first, last);
      }
    }
    return List.of();
  }

  private static List<Axis.Tick> everyFew(long step, Instant first, Instant last) {
    DateTimeFormatter format = step < 60 ? SECOND : step < 86_400 ? MINUTE : DATE;
    List<Axis.Tick> ticks = new ArrayList<>();
    long start = -Math.floorDiv(-first.getEpochSecond(), step) * step;
    for (long second = start; second <= last.getEpochSecond(); second += step) {
      ticks.add(tick(Instant.ofEpochSecond(second), format));
    }
    return ticks;
  }

  private static List<Axis.Tick> everyMonths(int step, Instant first, Instant last) {
    List<Axis.Tick> ticks = new ArrayList<>();
    YearMonth month = YearMonth.from(first.atOffset(ZoneOffset.UTC));
    month = month.minusMonths(Math.floorMod(month.getMonthValue() - 1, Math.min(step, 12)));
    for (; !start(month).isAfter(last); month = month.plusMonths(step)) {
      if (!start(month).isBefore(first)) {
        ticks.add(tick(start(month), DATE));
      }
    }
    return ticks;
  }

  private static Instant start(YearMonth month) {
    return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  private static Axis.Tick tick(Instant moment, DateTimeFormatter format) {
    return new Axis.Tick(seconds(moment), format.format(moment));
  }

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }
}
