package org.tacet.engine.bounding;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
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

/**
 * Turns the values of a row, in the order of its columns, into bytes that two rows of one schema
 * share only when all their values are equal (P9): a null tag a column, eight big-endian bytes for
 * what has a fixed width (floating-point values normalised: one NaN, no negative zero), a length
 * prefix before the rest. The keyed function sees nothing but these bytes, so what is drawn for a
 * group does not depend on how Spark lays a row out.
 *
 * <p>Not thread-safe; the buffer is reused by the next call.
 */
public final class CanonicalEncoding {

  private static final byte NULL_TAG = 0;
  private static final byte VALUE_TAG = 1;

  private final List<DataType> types;
  private byte[] buffer = new byte[64];
  private int length;

  public CanonicalEncoding(List<DataType> types) {
    for (DataType type : types) {
      if (!supports(type)) {
        throw new IllegalArgumentException("No canonical encoding for type " + type.sql());
      }
    }
    this.types = List.copyOf(types);
  }

  /** Whether values of this type are equal exactly when their encodings are. */
  public static boolean supports(DataType type) {
    if (type instanceof StringType text) {
      // Under another collation unequal strings are one group, and which spelling stands for it
      // depends on row order.
      return text.isUTF8BinaryCollation();
    }
    return isFixedWidth(type) || type instanceof DecimalType || type instanceof BinaryType;
  }

  private static boolean isFixedWidth(DataType type) {
    return type instanceof BooleanType
        || type instanceof ByteType
        || type instanceof ShortType
        || type instanceof IntegerType
        || type instanceof LongType
        || type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType
        || type instanceof FloatType
        || type instanceof DoubleType;
  }

  /** Encodes {@code row}; read the result from {@link #bytes()} up to {@link #length()}. */
  public void encode(InternalRow row) {
    length = 0;
    for (int column = 0; column < types.size(); column++) {
      if (row.isNullAt(column)) {
        ensure(1);
        buffer[length++] = NULL_TAG;
      } else {
        ensure(9);
        buffer[length++] = VALUE_TAG;
        encodeValue(row, column, types.get(column));
      }
    }
  }

  public byte[] bytes() {
    return buffer;
  }

  public int length() {
    return length;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(buffer, length);
  }

  private void encodeValue(InternalRow row, int column, DataType type) {
    if (type instanceof StringType) {
      putBytes(row.getUTF8String(column).getBytes());
    } else if (type instanceof DecimalType decimal) {
      putBytes(
          row.getDecimal(column, decimal.precision(), decimal.scale())
              .toJavaBigDecimal()
              .setScale(decimal.scale())
              .unscaledValue()
              .toByteArray());
    } else if (type instanceof BinaryType) {
      putBytes(row.getBinary(column));
    } else {
      putLong(fixedWidthBits(row, column, type));
    }
  }

  private static long fixedWidthBits(InternalRow row, int column, DataType type) {
    if (type instanceof BooleanType) {
      return row.getBoolean(column) ? 1 : 0;
    } else if (type instanceof ByteType) {
      return row.getByte(column);
    } else if (type instanceof ShortType) {
      return row.getShort(column);
    } else if (type instanceof IntegerType || type instanceof DateType) {
      return row.getInt(column);
    } else if (type instanceof FloatType) {
      return canonicalBits(row.getFloat(column));
    } else if (type instanceof DoubleType) {
      return canonicalBits(row.getDouble(column));
    }
    return row.getLong(column);
  }

  private static long canonicalBits(double value) {
    return Double.doubleToLongBits(value == 0 ? 0.0 : value);
  }

  private void putLong(long value) {
    ensure(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      buffer[length++] = (byte) (value >>> shift);
    }
  }

  private void putBytes(byte[] value) {
    ensure(Integer.BYTES + value.length);
    for (int shift = 24; shift >= 0; shift -= 8) {
      buffer[length++] = (byte) (value.length >>> shift);
    }
    System.arraycopy(value, 0, buffer, length, value.length);
    length += value.length;
  }

  private void ensure(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }
}
