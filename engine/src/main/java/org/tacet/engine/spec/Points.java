package org.tacet.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Points on the axis of a value: numbers, or dates and times. Times are kept as microseconds since
 * 1970-01-01T00:00, as a clock on the wall shows them: which instants they are depends on the time
 * zone, and whether they are dates on the type of the value.
 *
 * @param numbers the numbers, or the microseconds
 * @param areTimes whether they are dates or times
 */
record Points(List<BigDecimal> numbers, boolean areTimes) {

  static final String LEGAL_TIME = "a date or time such as 1992-01-31 or 1992-01-31T12:30:00";

  private static final BigDecimal MICROS_PER_SECOND = BigDecimal.valueOf(1_000_000);

  private static final Pattern TIME =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]{1,6})?)?)?");

  Points {
    numbers = List.copyOf(numbers);
  }

  /** Reads numbers, or texts of dates and times, all of one kind. */
  static Points of(JsonNode list) {
    Faults faults = new Faults();
    List<BigDecimal> numbers = new ArrayList<>();
    boolean areTimes = list.get(0).isTextual();
    for (int index = 0; index < list.size(); index++) {
      JsonNode node = list.get(index);
      String at = SpecPath.index("", index);
      faults.require(
          node.isTextual() == areTimes,
          at,
          areTimes ? "is a number among dates" : "is a date among numbers",
          node,
          "numbers only, or dates and times only",
          "write all of them as the type of the value asks");
      try {
        numbers.add(node.isTextual() ? micros(node.textValue()) : node.decimalValue());
      } catch (DateTimeException noTime) {
        faults.add(at, "is no date or time", Given.of(node), LEGAL_TIME, "correct it");
      }
    }
    faults.throwIfAny();
    return new Points(numbers, areTimes);
  }

  private static BigDecimal micros(String text) {
    if (!TIME.matcher(text).matches()) {
      throw new DateTimeException("not written as a date or time");
    }
    LocalDateTime time = LocalDateTime.parse(text.contains("T") ? text : text + "T00:00");
    return BigDecimal.valueOf(time.toEpochSecond(ZoneOffset.UTC))
        .multiply(MICROS_PER_SECOND)
        .add(BigDecimal.valueOf(time.get(ChronoField.MICRO_OF_SECOND)));
  }

  /** The points as a spec writes them: numbers, or texts. */
  List<Object> written() {
    return numbers.stream().map(this::written).toList();
  }

  private Object written(BigDecimal number) {
    if (!areTimes) {
      return number;
    }
    BigDecimal[] parts = number.divideAndRemainder(MICROS_PER_SECOND);
    boolean isBefore = parts[1].signum() < 0;
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(
            parts[0].longValueExact() - (isBefore ? 1 : 0),
            1000 * (parts[1].intValueExact() + (isBefore ? 1_000_000 : 0)),
            ZoneOffset.UTC);
    boolean isDay = time.toLocalTime().toNanoOfDay() == 0;
    return DateTimeFormatter.ofPattern(
            isDay ? "uuuu-MM-dd" : "uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT)
        .format(time);
  }
}
