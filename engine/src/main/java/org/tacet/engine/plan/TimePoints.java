package org.tacet.engine.plan;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;

/**
 * Turns the points of a spec into numbers on the axis of a value: of a date into days since
 * 1970-01-01, of a timestamp into seconds. A timestamp is an instant, so that the release's time
 * zone says which one a clock time is; one without a zone is the clock time itself.
 */
final class TimePoints {

  private static final int MICRO_DIGITS = 6;
  private static final BigDecimal SECONDS_PER_DAY = BigDecimal.valueOf(86_400);

  private final DataType type;
  private final ZoneId zone;
  private final String field;

  /**
   * @param field that holds the points
   */
  TimePoints(DataType type, ZoneId zone, String field) {
    this.type = type;
    this.zone = zone;
    this.field = field;
  }

  /** Whether values of this type are sorted in time. */
  static boolean isTime(DataType type) {
    return type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType;
  }

  /**
   * Returns the points on the axis of the value, ascending.
   *
   * @param points numbers, or microseconds of a clock on the wall
   * @param areTimes which of the two they are
   * @param written as the spec has them
   */
  List<BigDecimal> numbers(List<BigDecimal> points, boolean areTimes, List<Object> written) {
    if (areTimes != isTime(type)) {
      throw fault(
          areTimes ? "has dates for a value of type " : "has numbers for a value of type ",
          written,
          areTimes ? "numbers" : "dates or times such as 1992-01-31 or 1992-01-31T12:30:00",
          "write them as the type of the value asks");
    }
    if (!areTimes) {
      return points;
    }
    List<BigDecimal> numbers = new ArrayList<>();
    for (BigDecimal point : points) {
      numbers.add(number(point.movePointLeft(MICRO_DIGITS), written));
    }
    for (int index = 1; index < numbers.size(); index++) {
      if (numbers.get(index - 1).compareTo(numbers.get(index)) >= 0) {
        throw fault(
            "is not in order in the time zone " + zone + ", whose clocks are put back, for type ",
            written,
            "points that ascend there",
            "move the points away from the hour at which clocks change");
      }
    }
    return numbers;
  }

  private BigDecimal number(BigDecimal clockSeconds, List<Object> written) {
    if (type instanceof DateType) {
      BigDecimal[] days = clockSeconds.divideAndRemainder(SECONDS_PER_DAY);
      if (days[1].signum() != 0) {
        throw fault(
            "has a time of day for a value of type ",
            written,
            "dates",
            "leave the time of day out");
      }
      return days[0];
    }
    if (type instanceof TimestampNTZType) {
      return clockSeconds;
    }
    BigDecimal whole = clockSeconds.setScale(0, RoundingMode.FLOOR);
    Instant instant =
        LocalDateTime.ofEpochSecond(whole.longValueExact(), 0, ZoneOffset.UTC)
            .atZone(zone)
            .toInstant();
    return BigDecimal.valueOf(instant.getEpochSecond()).add(clockSeconds.subtract(whole));
  }

  private InvalidSpecException fault(
      String problem, List<Object> written, String legal, String fix) {
    return new InvalidSpecException(
        new Fault(field, problem + type.sql(), written.toString(), legal, fix));
  }
}
