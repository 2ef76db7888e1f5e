package org.tacet.engine.bounding;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.unsafe.types.UTF8String;

/** Values of each type, in Spark's internal form, with those that break sums and equality. */
final class OddValues {

  static final DecimalType SHORT_DECIMAL = DataTypes.createDecimalType(12, 2);
  static final DecimalType LONG_DECIMAL = DataTypes.createDecimalType(30, 4);

  private static final Map<DataType, List<Object>> DOMAINS =
      Map.ofEntries(
          domain(
              DataTypes.DoubleType,
              Double.NaN,
              Double.POSITIVE_INFINITY,
              Double.NEGATIVE_INFINITY,
              -0.0,
              0.0,
              1.5,
              -1.5,
              1e300,
              -1e300,
              Double.MIN_VALUE,
              99.875,
              -37.125),
          domain(
              DataTypes.FloatType,
              Float.NaN,
              Float.POSITIVE_INFINITY,
              Float.NEGATIVE_INFINITY,
              -0.0f,
              0.0f,
              1.5f,
              -1.5f,
              3e38f,
              -3e38f,
              Float.MIN_VALUE,
              99.875f),
          domain(
              DataTypes.LongType,
              Long.MIN_VALUE,
              Long.MAX_VALUE,
              0L,
              1L,
              -1L,
              7L,
              -7L,
              1L << 62,
              -(1L << 62),
              1L << 22,
              -(1L << 22) - 1),
          domain(DataTypes.IntegerType, Integer.MIN_VALUE, Integer.MAX_VALUE, 0, 1, -1, 40, -40),
          domain(
              DataTypes.ShortType,
              Short.MIN_VALUE,
              Short.MAX_VALUE,
              (short) 0,
              (short) 3,
              (short) -3),
          domain(DataTypes.ByteType, Byte.MIN_VALUE, Byte.MAX_VALUE, (byte) 0, (byte) 5),
          domain(
              SHORT_DECIMAL,
              decimal(SHORT_DECIMAL, "9999999999.99"),
              decimal(SHORT_DECIMAL, "-9999999999.99"),
              decimal(SHORT_DECIMAL, "0"),
              decimal(SHORT_DECIMAL, "0.01"),
              decimal(SHORT_DECIMAL, "-12.34")),
          domain(
              LONG_DECIMAL,
              decimal(LONG_DECIMAL, "99999999999999999999999999.9999"),
              decimal(LONG_DECIMAL, "-99999999999999999999999999.9999"),
              decimal(LONG_DECIMAL, "0"),
              decimal(LONG_DECIMAL, "0.0001"),
              decimal(LONG_DECIMAL, "-1234567.8901")),
          domain(
              DataTypes.StringType,
              text(""),
              text("a"),
              text("b"),
              text("ab"),
              text("\0"),
              text("ü")),
          domain(DataTypes.BooleanType, true, false),
          domain(DataTypes.DateType, 0, 20_000, -1),
          domain(DataTypes.BinaryType, new byte[0], new byte[] {0}, new byte[] {0, 0}));

  private OddValues() {}

  /** The null of the type, or one of its values: every code has one. */
  static Object of(DataType type, int code) {
    List<Object> domain = DOMAINS.get(type);
    return domain.get(code % domain.size());
  }

  /** A value of a key column, whose floats the step before bounding has normalised. */
  static Object key(DataType type, int code) {
    Object value = of(type, code);
    if (value instanceof Double number) {
      return number == 0 ? (Object) 0.0 : number;
    } else if (value instanceof Float number) {
      return number == 0 ? (Object) 0.0f : number;
    }
    return value;
  }

  /** The name of a unit: different for different numbers. */
  static Object unit(DataType type, int number) {
    if (type.equals(DataTypes.StringType)) {
      return text("unit " + number);
    } else if (type instanceof DecimalType decimal) {
      return decimal(decimal, BigInteger.TEN.pow(number).toString());
    } else if (type.equals(DataTypes.LongType)) {
      return Long.MIN_VALUE + number;
    }
    return number;
  }

  static Decimal decimal(DecimalType type, String value) {
    return Decimal.apply(
        new BigDecimal(value).setScale(type.scale()), type.precision(), type.scale());
  }

  static UTF8String text(String value) {
    return UTF8String.fromString(value);
  }

  private static Map.Entry<DataType, List<Object>> domain(DataType type, Object... values) {
    Object[] withNull = Arrays.copyOf(values, values.length + 1);
    return Map.entry(type, Arrays.asList(withNull));
  }
}
