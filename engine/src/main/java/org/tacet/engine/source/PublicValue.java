package org.tacet.engine.source;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NumericType;

/** A value of a public group as the spec writes it: a string, a number, true, false or null. */
final class PublicValue {

  private PublicValue() {}

  /**
   * Whether {@code value} is a value of {@code type} without being rounded or wrapped. Whether a
   * string names a date or a time shows only when Spark reads it.
   */
  static boolean isOfType(Object value, DataType type) {
    if (value == null) {
      return true;
    } else if (type instanceof IntegralType) {
      return value instanceof BigDecimal number
          && number.stripTrailingZeros().scale() <= 0
          && number.toBigIntegerExact().bitLength() < bits(type);
    } else if (type instanceof DecimalType decimal) {
      return value instanceof BigDecimal number
          && number.stripTrailingZeros().scale() <= decimal.scale()
          && number.precision() - number.scale() <= decimal.precision() - decimal.scale();
    } else if (type instanceof NumericType) {
      return value instanceof BigDecimal;
    }
    return type instanceof BooleanType ? value instanceof Boolean : value instanceof String;
  }

  private static int bits(DataType type) {
    return Byte.SIZE * type.defaultSize();
  }

  /** How Spark reads it; null for null. */
  static String text(Object value) {
    if (value == null) {
      return null;
    }
    return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
  }

  static String legal(DataType type) {
    if (type instanceof IntegralType) {
      BigInteger limit = BigInteger.ONE.shiftLeft(bits(type) - 1);
      return "whole numbers from %s to %s"
          .formatted(limit.negate(), limit.subtract(BigInteger.ONE));
    } else if (type instanceof DecimalType decimal) {
      return "numbers of at most %d digits, %d of them after the point"
          .formatted(decimal.precision(), decimal.scale());
    } else if (type instanceof NumericType) {
      return "numbers";
    } else if (type instanceof BooleanType) {
      return "true and false";
    }
    return "quoted strings that Spark reads as " + type.sql();
  }
}
