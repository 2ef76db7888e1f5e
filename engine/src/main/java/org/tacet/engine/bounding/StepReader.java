package org.tacet.engine.bounding;

import java.io.Serializable;
import java.math.BigInteger;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.tacet.engine.bounding.RowTerm.ValueColumn;

/**
 * Reads one column of a row as whole steps of its grid (P5), rounding to the nearest step and
 * saturating at +-2^62; the steps of dates are days, those of timestamps microseconds. Null and NaN
 * are no value; infinities saturate. Nothing in a row makes it fail (P3).
 */
abstract class StepReader implements Serializable {

  private static final long serialVersionUID = 1L;

  final int column;

  private StepReader(int column) {
    this.column = column;
  }

  /**
   * @param type of the column
   * @param position of the column in the rows that are read
   */
  static StepReader of(DataType type, int position, ValueColumn column) {
    return type instanceof ArrayType array
        ? new Element(position, of(array.elementType(), column.element(), column.gridExponent()))
        : of(type, position, column.gridExponent());
  }

  private static StepReader of(DataType type, int column, int gridExponent) {
    if (type instanceof DoubleType) {
      return new Floating(column, gridExponent, true);
    } else if (type instanceof FloatType) {
      return new Floating(column, gridExponent, false);
    } else if (type instanceof DecimalType decimal) {
      return decimal.precision() <= 18
          ? new ShortDecimal(column, decimal)
          : new LongDecimal(column, decimal);
    } else if (type instanceof DateType) {
      return new Days(column);
    } else if (type instanceof TimestampType || type instanceof TimestampNTZType) {
      return new Whole(column, DataTypes.LongType); // microseconds
    } else if (type instanceof BooleanType) {
      return new Truth(column);
    } else if (isWhole(type)) {
      return new Whole(column, type);
    }
    throw new IllegalArgumentException("No sum over a column of type " + type.sql());
  }

  static boolean isWhole(DataType type) {
    return type instanceof LongType
        || type instanceof IntegerType
        || type instanceof ShortType
        || type instanceof ByteType;
  }

  boolean hasNoValue(SpecializedGetters row) {
    return row.isNullAt(column);
  }

  /** The value in steps; call only when {@link #hasNoValue} is false. */
  abstract long steps(SpecializedGetters row);

  static long saturate(long steps) {
    return Math.min(Math.max(steps, -BoundedSum.SATURATION), BoundedSum.SATURATION);
  }

  /** One position of a column of arrays. */
  private static final class Element extends StepReader {
    private static final long serialVersionUID = 1L;
    private final StepReader inArray;

    Element(int column, StepReader inArray) {
      super(column);
      this.inArray = inArray;
    }

    @Override
    boolean hasNoValue(SpecializedGetters row) {
      if (super.hasNoValue(row)) {
        return true;
      }
      ArrayData array = row.getArray(column);
      return array.numElements() <= inArray.column || inArray.hasNoValue(array);
    }

    @Override
    long steps(SpecializedGetters row) {
      return inArray.steps(row.getArray(column));
    }
  }

  private static final class Whole extends StepReader {
    private static final long serialVersionUID = 1L;
    private final int bytes;

    Whole(int column, DataType type) {
      super(column);
      this.bytes = type.defaultSize();
    }

    @Override
    long steps(SpecializedGetters row) {
      return switch (bytes) {
        case 1 -> row.getByte(column);
        case 2 -> row.getShort(column);
        case 4 -> row.getInt(column);
        default -> saturate(row.getLong(column));
      };
    }
  }

  /** 1 for true, so that a sum counts and a mean is a share. */
  private static final class Truth extends StepReader {
    private static final long serialVersionUID = 1L;

    Truth(int column) {
      super(column);
    }

    @Override
    long steps(SpecializedGetters row) {
      return row.getBoolean(column) ? 1 : 0;
    }
  }

  /** Days since 1970-01-01. */
  private static final class Days extends StepReader {
    private static final long serialVersionUID = 1L;

    Days(int column) {
      super(column);
    }

    @Override
    long steps(SpecializedGetters row) {
      return row.getInt(column);
    }
  }

  private static final class ShortDecimal extends StepReader {
    private static final long serialVersionUID = 1L;
    private final int precision;
    private final int scale;

    ShortDecimal(int column, DecimalType type) {
      super(column);
      this.precision = type.precision();
      this.scale = type.scale();
    }

    @Override
    long steps(SpecializedGetters row) {
      // Spark's own rows hold so few digits as a long.
      return row instanceof UnsafeRow unsafe
          ? unsafe.getLong(column)
          : row.getDecimal(column, precision, scale).toUnscaledLong();
    }
  }

  private static final class LongDecimal extends StepReader {
    private static final long serialVersionUID = 1L;
    private static final BigInteger LIMIT = BigInteger.valueOf(BoundedSum.SATURATION);
    private final int precision;
    private final int scale;

    LongDecimal(int column, DecimalType type) {
      super(column);
      this.precision = type.precision();
      this.scale = type.scale();
    }

    @Override
    long steps(SpecializedGetters row) {
      BigInteger unscaled =
          row.getDecimal(column, precision, scale)
              .toJavaBigDecimal()
              .setScale(scale)
              .unscaledValue();
      return unscaled.min(LIMIT).max(LIMIT.negate()).longValueExact();
    }
  }

  private static final class Floating extends StepReader {
    private static final long serialVersionUID = 1L;
    private final int gridExponent;
    private final boolean wide;

    Floating(int column, int gridExponent, boolean wide) {
      super(column);
      this.gridExponent = gridExponent;
      this.wide = wide;
    }

    private double value(SpecializedGetters row) {
      return wide ? row.getDouble(column) : row.getFloat(column);
    }

    @Override
    boolean hasNoValue(SpecializedGetters row) {
      return super.hasNoValue(row) || Double.isNaN(value(row));
    }

    /**
     * Dividing by a power of two is exact but for values so small that they round to zero steps
     * anyway, or so large that they saturate; the cast from double saturates at the range of long.
     */
    @Override
    long steps(SpecializedGetters row) {
      return saturate((long) Math.rint(Math.scalb(value(row), -gridExponent)));
    }
  }
}
