package org.tacet.engine.audit;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.tacet.engine.spec.AggregateSpec;
import org.tacet.engine.spec.GroupsSpec;
import org.tacet.engine.spec.OwnFields.Bins;
import org.tacet.engine.spec.OwnFields.Vector;
import org.tacet.engine.spec.ReleaseSpec;

/**
 * Values of every type that columns are filled with: numbered ones that tell units and groups
 * apart, the bounds and literals that the spec names, for there a release behaves otherwise, and
 * what breaks sums: null, NaN, infinities, the largest numbers.
 */
final class MadeUpValues {

  /** How many numbered values a column is filled with. */
  static final int NUMBERED = 12;

  private static final Pattern TEXT = Pattern.compile("'([^']*)'");
  private static final Pattern NUMBER = Pattern.compile("(?<![\\w'.-])\\d+(\\.\\d+)?(?![\\w'-])");
  private static final LocalDate FIRST_DAY = LocalDate.of(2000, 1, 1);
  private static final int DAYS_APART = 400;

  private final Set<BigDecimal> numbers = new LinkedHashSet<>();
  private final Set<String> texts = new LinkedHashSet<>();
  private final int vectorLength;

  MadeUpValues(ReleaseSpec spec) {
    for (AggregateSpec aggregate : spec.aggregates()) {
      aggregate.perGroup().ifPresent(this::add);
      aggregate.perRow().ifPresent(this::add);
      aggregate.value().ifPresent(this::addLiterals);
      aggregate.bins().ifPresent(bins -> addBins(bins));
      aggregate.vector().map(Vector::maxNorm).ifPresent(numbers::add);
    }
    spec.where().ifPresent(this::addLiterals);
    spec.groupBy().forEach(group -> addLiterals(group.expression()));
    if (spec.groups() instanceof GroupsSpec.PublicList list) {
      list.values().forEach(group -> group.forEach(this::addGroup));
    } else if (spec.groups() instanceof GroupsSpec.PublicProduct product) {
      product.domains().values().forEach(values -> values.forEach(this::addGroup));
    }
    vectorLength =
        spec.aggregates().stream()
            .flatMap(aggregate -> aggregate.vector().stream())
            .mapToInt(Vector::length)
            .max()
            .orElse(1);
  }

  private void add(AggregateSpec.Clamp clamp) {
    if (!clamp.areTimes()) {
      numbers.add(clamp.upper());
      numbers.add(clamp.lower());
    }
  }

  private void addBins(Bins bins) {
    if (!bins.areTimes()) {
      bins.edges().stream().limit(4).forEach(numbers::add);
    }
  }

  private void addGroup(Object value) {
    if (value instanceof BigDecimal number) {
      numbers.add(number);
    } else if (value != null) {
      texts.add(value.toString());
    }
  }

  private void addLiterals(String sql) {
    Matcher text = TEXT.matcher(sql);
    while (text.find()) {
      texts.add(text.group(1));
    }
    Matcher number = NUMBER.matcher(TEXT.matcher(sql).replaceAll(""));
    while (number.find()) {
      BigDecimal value = new BigDecimal(number.group());
      numbers.addAll(List.of(value, value.add(BigDecimal.ONE), value.subtract(BigDecimal.ONE)));
    }
  }

  /** What a column of this type is filled with in search of rows that the release counts. */
  List<Object> ofColumn(DataType type) {
    Set<Object> values = new LinkedHashSet<>();
    texts.forEach(text -> addText(values, type, text));
    if (isNumber(type)) {
      numbers.forEach(value -> addNumber(values, type, value));
    } else if (type instanceof ArrayType array && isNumber(array.elementType())) {
      numbers.forEach(value -> addVector(values, array.elementType(), value));
    }
    for (int number = 0; number < NUMBERED; number++) {
      values.add(numbered(type, number));
    }
    values.remove(null);
    return new ArrayList<>(values);
  }

  private void addVector(Set<Object> values, DataType element, BigDecimal value) {
    Set<Object> one = new LinkedHashSet<>();
    addNumber(one, element, value);
    one.forEach(
        each -> {
          values.add(Collections.nCopies(vectorLength, each));
          List<Object> single =
              new ArrayList<>(Collections.nCopies(vectorLength, number(element, BigDecimal.ZERO)));
          single.set(0, each);
          values.add(single);
        });
  }

  private static void addNumber(Set<Object> values, DataType type, BigDecimal value) {
    Object converted = number(type, value);
    if (converted != null) {
      values.add(converted);
    }
  }

  private static void addText(Set<Object> values, DataType type, String text) {
    if (type instanceof StringType) {
      values.add(text);
      return;
    }
    try {
      if (type instanceof DateType) {
        LocalDate day = LocalDate.parse(text.substring(0, Math.min(10, text.length())));
        values.add(Date.valueOf(day));
        values.add(Date.valueOf(day.plusDays(DAYS_APART)));
      } else if (type instanceof TimestampType || type instanceof TimestampNTZType) {
        LocalDate day = LocalDate.parse(text.substring(0, Math.min(10, text.length())));
        values.add(time(type, day));
        values.add(time(type, day.plusDays(DAYS_APART)));
      }
    } catch (DateTimeParseException noTime) {
      return; // a text like any other
    }
  }

  private static Object time(DataType type, LocalDate day) {
    return type instanceof TimestampNTZType
        ? (Object) LocalDateTime.of(day, java.time.LocalTime.MIDNIGHT)
        : Timestamp.from(Instant.from(day.atStartOfDay(ZoneOffset.UTC)));
  }

  private static boolean isNumber(DataType type) {
    return type instanceof org.apache.spark.sql.types.NumericType;
  }

  /** A value of a number's own; different ones for different numbers, but for booleans. */
  Object numbered(DataType type, int number) {
    if (isNumber(type)) {
      return number(type, BigDecimal.valueOf(number));
    } else if (type instanceof StringType) {
      return "v" + number;
    } else if (type instanceof BooleanType) {
      return number % 2 == 0;
    } else if (type instanceof DateType) {
      return Date.valueOf(FIRST_DAY.plusDays((long) number * DAYS_APART));
    } else if (type instanceof TimestampType || type instanceof TimestampNTZType) {
      return time(type, FIRST_DAY.plusDays((long) number * DAYS_APART));
    } else if (type instanceof BinaryType) {
      return ("v" + number).getBytes(StandardCharsets.UTF_8);
    } else if (type instanceof ArrayType array && isNumber(array.elementType())) {
      return Collections.nCopies(
          vectorLength, number(array.elementType(), BigDecimal.valueOf(number)));
    }
    return null; // of no type that a release groups by or adds up
  }

  /** What breaks sums and equality; null is among it. */
  List<Object> odd(DataType type) {
    List<Object> odd = new ArrayList<>();
    odd.add(null);
    if (type instanceof DoubleType) {
      odd.addAll(
          List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e300, -0.0));
    } else if (type instanceof FloatType) {
      odd.addAll(List.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0.0f));
    } else if (type instanceof LongType) {
      odd.addAll(List.of(Long.MAX_VALUE, Long.MIN_VALUE));
    } else if (type instanceof IntegerType) {
      odd.addAll(List.of(Integer.MAX_VALUE, Integer.MIN_VALUE));
    } else if (type instanceof DecimalType decimal) {
      BigDecimal most =
          BigDecimal.TEN
              .pow(decimal.precision())
              .subtract(BigDecimal.ONE)
              .movePointLeft(decimal.scale());
      odd.addAll(List.of(most, most.negate()));
    } else if (type instanceof StringType) {
      odd.add("");
    } else if (type instanceof ArrayType array && array.elementType() instanceof DoubleType) {
      odd.add(List.of());
      odd.add(Collections.nCopies(vectorLength, Double.NaN));
      odd.add(Collections.nCopies(vectorLength, Double.POSITIVE_INFINITY));
    }
    return odd;
  }

  private static Object number(DataType type, BigDecimal value) {
    BigDecimal whole = value.setScale(0, RoundingMode.FLOOR);
    if (type instanceof DoubleType) {
      return value.doubleValue();
    } else if (type instanceof FloatType) {
      return value.floatValue();
    } else if (type instanceof DecimalType decimal) {
      BigDecimal scaled = value.setScale(decimal.scale(), RoundingMode.FLOOR);
      return scaled.precision() <= decimal.precision() ? scaled : null;
    } else if (type instanceof LongType && isBetween(whole, Long.MIN_VALUE, Long.MAX_VALUE)) {
      return whole.longValueExact();
    } else if (type instanceof IntegerType
        && isBetween(whole, Integer.MIN_VALUE, Integer.MAX_VALUE)) {
      return whole.intValueExact();
    } else if (type instanceof ShortType && isBetween(whole, Short.MIN_VALUE, Short.MAX_VALUE)) {
      return whole.shortValueExact();
    } else if (type instanceof ByteType && isBetween(whole, Byte.MIN_VALUE, Byte.MAX_VALUE)) {
      return whole.byteValueExact();
    }
    return null;
  }

  private static boolean isBetween(BigDecimal value, long lower, long upper) {
    return value.compareTo(BigDecimal.valueOf(lower)) >= 0
        && value.compareTo(BigDecimal.valueOf(upper)) <= 0;
  }
}
